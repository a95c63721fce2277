"""Texts with `{variables}`: the part of `str.format` an owner needs, and none of the rest.

`str.format` reaches attributes and items of what it is given (`{client.__class__}`), so a text
from outside is never passed to it: here a field is a plain name or the pattern is refused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from string import Formatter

_NAME = re.compile(r"[a-z][a-z_]*")
_GAP = re.compile(r"\n{3,}")
_LOOSE_END = re.compile(r"[ ,]+(?=[!?.…])|^[ ,]+")
"""What a name leaves behind when there is none: "Hello, !", ", hello"."""


class BadPattern(Exception):
    """`code`: `bad_braces` or `bad_variable`, which `name` quotes."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(code, name)
        self.code = code
        self.name = name


def fields_of(pattern: str) -> set[str]:
    """The variables of `pattern`. Raises `BadPattern`.

    >>> sorted(fields_of("{code}: {title} {{as it is}}"))
    ['code', 'title']
    """
    return {name for line in pattern.split("\n") for _, name in _parts(line) if name}


def fill(pattern: str, values: Mapping[str, str]) -> str:
    """`pattern` with `values` in place of its variables.

    A line whose variables are all empty is left out, and what it leaves behind is closed up. Where
    that would leave nothing the lines stay, without their loose commas. Raises `BadPattern`, and
    KeyError for a variable without a value.

    >>> fill("Hello!\\nUntil {day}\\n\\nCode: {code}", {"day": "", "code": "A1"})
    'Hello!\\n\\nCode: A1'
    >>> fill("Hello, {name}!", {"name": ""})
    'Hello!'
    """
    lines = [_fill_line(line, values) for line in pattern.split("\n")]
    kept = _join(line for line, has_value in lines if has_value)
    return kept or _join(_LOOSE_END.sub("", line) for line, _ in lines)


def _join(lines: Iterable[str]) -> str:
    return _GAP.sub("\n\n", "\n".join(lines)).strip()


def _fill_line(line: str, values: Mapping[str, str]) -> tuple[str, bool]:
    """The line, and whether it may stay: it has no variable, or one of them has a value."""
    parts = list(_parts(line))
    filled = [values[name] for _, name in parts if name]
    text = "".join(literal + (values[name] if name else "") for literal, name in parts)
    return text, not filled or any(filled)


def _parts(line: str) -> Iterator[tuple[str, str | None]]:
    """Pieces of literal text, each with the variable that follows it."""
    try:
        for literal, name, spec, conversion in Formatter().parse(line):
            if name is not None and (spec or conversion or not _NAME.fullmatch(name)):
                raise BadPattern("bad_variable", name)
            yield literal, name
    except ValueError:
        raise BadPattern("bad_braces") from None
