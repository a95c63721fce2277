"""Telegram's webhooks: taking updates in, and telling Telegram where to bring them."""
