"""Names as people and Telegram write them."""

import unicodedata

MAX_SOURCE = 64
"""The length of Telegram's start parameter."""

MAX_LENGTH = 200
"""As long as `kernel.schemas.Line`, so the panel can save what Telegram sent."""


def clean_name(text: str | None) -> str | None:
    """One line without control characters, at most `MAX_LENGTH` long; None when nothing is left.

    Telegram lets anything into a name, invisible characters and text direction marks included.

    >>> clean_name("  Anna\\u202e\\n Maria "), clean_name("\\u200b"), clean_name(None)
    ('Anna Maria', None, None)
    """
    kept = "".join(
        " " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char
        for char in text or ""
        # U+200D holds the parts of one emoji together.
        if unicodedata.category(char) not in {"Cf", "Cs", "Co", "Cn"} or char == "\u200d"
    )
    return " ".join(kept.split())[:MAX_LENGTH].strip("\u200d ") or None


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
