"""Names as Telegram sends them, made fit to be shown."""

import unicodedata

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
