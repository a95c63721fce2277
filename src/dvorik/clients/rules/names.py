"""Names as people and Telegram write them."""

from dvorik.kernel.names import clean_name

MAX_SOURCE = 64
"""The length of Telegram's start parameter."""


def clean_source(text: str | None) -> str | None:
    """Where somebody came from, as the link said. Anybody can write a link, however long.

    >>> clean_source(" insta\\x00gram "), clean_source("x" * 5000) == "x" * MAX_SOURCE
    ('insta gram', True)
    """
    cleaned = clean_name(text)
    return cleaned[:MAX_SOURCE].rstrip() if cleaned else None


def full_name(
    *, first_name: str | None, last_name: str | None, display_name: str | None, username: str | None
) -> str:
    """What to call the client: the card's names, else Telegram's, else the username, else "".

    >>> full_name(first_name="Anna", last_name=None, display_name="anya", username="a")
    'Anna'
    >>> full_name(first_name=None, last_name=None, display_name=None, username="anya")
    '@anya'
    """
    by_card = " ".join(part for part in (first_name, last_name) if part)
    return by_card or display_name or (f"@{username}" if username else "")
