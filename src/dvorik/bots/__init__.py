"""The bots process: both Telegram bots. aiogram is imported here and nowhere else."""
