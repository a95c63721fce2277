"""Redis and Telegram for signing in: tries counted, codes kept for minutes, the bot's name."""
