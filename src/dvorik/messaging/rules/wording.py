"""Whether an owner's wording may replace a default."""

import html
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from dvorik.messaging.rules.markup import BadMarkup, length_in_utf16, visible_text
from dvorik.messaging.rules.patterns import BadPattern, fields_of, fill
from dvorik.messaging.types import TextFormat

MAX_VISIBLE = 4096
"""UTF-16 units of a Telegram message after its markup is read (Bot API, sendMessage)."""

MAX_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """`name` is the variable or the tag it is about, if it is about one."""

    code: str
    name: str = ""


def find_faults(
    pattern: str,
    format: TextFormat,
    *,
    required: Collection[str],
    allowed: Collection[str],
    alone: Collection[str] = (),
    samples: Mapping[str, str],
) -> list[Fault]:
    """What is wrong with `pattern`; nothing, when it may be used.

    `samples` has a value for each allowed variable: the text is tried with them filled in.
    Variables in `alone` may only stand on lines of their own.
    """
    try:
        fields = fields_of(pattern)
    except BadPattern as bad:
        return [Fault(bad.code, bad.name)]
    faults = [Fault("unknown_variable", name) for name in sorted(fields - set(allowed))]
    faults += [Fault("missing_variable", name) for name in sorted(set(required) - fields)]
    faults += [Fault("not_alone", name) for name in sorted(alone) if not _is_alone(name, pattern)]
    if faults:
        return faults
    if format is TextFormat.TELEGRAM:
        escaped = {name: html.escape(sample) for name, sample in samples.items()}
        optional_lines = list(_optional_line_faults(pattern, required, escaped))
        return optional_lines or list(_markup_faults(pattern, required, escaped))
    if format is TextFormat.SUBJECT and ("\n" in pattern or len(pattern) > MAX_SUBJECT):
        return [Fault("not_one_line")]
    return []


def _is_alone(name: str, pattern: str) -> bool:
    lines = (line for line in pattern.split("\n") if name in fields_of(line))
    return all(line.strip() == f"{{{name}}}" for line in lines)


def _optional_line_faults(
    pattern: str, required: Collection[str], samples: Mapping[str, str]
) -> Iterator[Fault]:
    """A line that may be left out must not take half of a tag with it."""
    for line in pattern.split("\n"):
        if fields_of(line) and not fields_of(line) & set(required):
            try:
                visible_text(fill(line, samples))
            except BadMarkup as bad:
                is_half = bad.code in {"unclosed_tag", "unmatched_end_tag"}
                yield Fault("tag_across_lines" if is_half else bad.code, bad.name)


def _markup_faults(
    pattern: str, required: Collection[str], samples: Mapping[str, str]
) -> Iterator[Fault]:
    """The text is tried with every variable filled, and with the optional ones empty."""
    sparse = {name: sample if name in required else "" for name, sample in samples.items()}
    try:
        fullest, emptiest = (visible_text(fill(pattern, values)) for values in (samples, sparse))
    except BadMarkup as bad:
        yield Fault(bad.code, bad.name)
        return
    if not emptiest.strip():
        yield Fault("empty_text")
    if length_in_utf16(fullest) > MAX_VISIBLE:
        yield Fault("too_long")
