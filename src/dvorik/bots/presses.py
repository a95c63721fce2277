"""Reading callback data, which anybody can send and so is never believed."""

_MOST_DIGITS = 18
"""Fewer than a bigint has, so that no forged number becomes a database error."""


def is_number(text: str) -> bool:
    """
    >>> is_number("17"), is_number("-1"), is_number("١٧"), is_number("9" * 19)
    (True, False, False, False)
    """
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS


def number_after(prefix: str, data: str | None) -> int | None:
    """
    >>> number_after("cashier:approve:", "cashier:approve:17"), number_after("a:", "a:b")
    (17, None)
    """
    text = (data or "").removeprefix(prefix)
    return int(text) if is_number(text) else None


def numbers_after(prefix: str, data: str | None) -> list[int] | None:
    """
    >>> numbers_after("b:", "b:17:0"), numbers_after("b:", "b:17:x")
    ([17, 0], None)
    """
    parts = (data or "").removeprefix(prefix).split(":")
    return [int(part) for part in parts] if all(map(is_number, parts)) else None
