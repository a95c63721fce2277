"""A Telegram Bot API on localhost, with a chat page: for the demo, for tests, for trying things.

It knows no feature of Dvorik; a bot cannot tell it from the real thing, and a test can break it.
"""
