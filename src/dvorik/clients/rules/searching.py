"""What a person types into the search box, as patterns for LIKE."""

import re
from dataclasses import dataclass

from dvorik.kernel.schemas import MAX_ID

_PHONE_MARKS = str.maketrans("", "", " +-()\u00a0")
_MIN_PHONE_DIGITS = 4
_NATIONAL_DIGITS = 10
"""Of a long number only the end is compared: `8 914…` and `+7 914…` are one number."""


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """`words` must all fit `search_text`; the other two are whole alternatives to that."""

    words: tuple[str, ...]
    telegram_id: int | None
    phone: str | None


def read_search(text: str) -> SearchTerms:
    """Patterns for each reading of `text`.

    A word of three letters or more is found anywhere, a shorter one and `@name` at the beginning
    of a word. Digits may also be a Telegram id or part of a phone.

    >>> read_search("Анна @a_k").words
    ('%анна%', '% a\\\\_k%')
    >>> read_search("8 (914) 123-45-67").phone
    '%9141234567%'
    """
    digits = text.translate(_PHONE_MARKS)
    is_number = bool(re.fullmatch("[0-9]+", digits))
    return SearchTerms(
        words=tuple(_pattern(word) for word in searchable(text).split() if word != "@"),
        telegram_id=int(digits) if is_number and 0 < int(digits) <= MAX_ID else None,
        phone=f"%{digits[-_NATIONAL_DIGITS:]}%"
        if is_number and len(digits) >= _MIN_PHONE_DIGITS
        else None,
    )


def searchable(text: str) -> str:
    """Folded as the column `search_text` is."""
    return text.lower().replace("ё", "е")


def _pattern(word: str) -> str:
    starts_word = len(word) < 3 or word.startswith("@")
    escaped = re.sub(r"([\\%_])", r"\\\1", word.removeprefix("@"))
    return f"% {escaped}%" if starts_word else f"%{escaped}%"
