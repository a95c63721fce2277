"""Bases and field types of what callers send and receive.

JSON has one number type and Python's `bool` is an `int`, so plain fields would take `false` for
0 and `"5"` for 5. The types here refuse that, and text that PostgreSQL cannot keep. A convention
test holds that no `Input` has a plain `int`, `bool` or `str` field.
"""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

MAX_ID = 2**63 - 1


class Input(BaseModel):
    """What a caller sends. Unknown members are refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Output(BaseModel):
    """What a caller receives, read from a row or another object."""

    model_config = ConfigDict(from_attributes=True)


def _storable(text: str) -> str:
    # PostgreSQL keeps neither NUL nor halves of surrogate pairs.
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise PydanticCustomError("unstorable_text", "The text has characters that cannot be kept")
    return text


def _one_line(text: str) -> str:
    if any(not char.isprintable() for char in text.replace("\u200d", "")):
        raise PydanticCustomError("not_one_line", "Line breaks and control characters are refused")
    return text


def _sane_year(moment: date) -> date:
    # Arithmetic with zones and durations must stay inside what Python's calendar can hold.
    if not 1900 <= moment.year <= 2200:
        raise PydanticCustomError("year_out_of_range", "The year must lie between 1900 and 2200")
    return moment


def _to_utc(moment: datetime) -> datetime:
    _sane_year(moment)
    return moment.astimezone(UTC)


Int = Annotated[int, Strict(), Field(ge=-MAX_ID, le=MAX_ID)]
Bool = Annotated[bool, Strict()]
Id = Annotated[int, Strict(), Field(ge=1, le=MAX_ID)]
Count = Annotated[int, Strict(), Field(ge=0, le=2**31 - 1)]
AmountMinor = Annotated[
    int, Strict(), Field(ge=0, le=10**13, description="Minor units: kopecks, cents.")
]
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_storable),
    AfterValidator(_one_line),
]
Paragraph = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=4000),
    AfterValidator(_storable),
]
Markup = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=16_000),
    AfterValidator(_storable),
]
"""Text with tags in it: Telegram counts what people see, so the rule behind it must."""
Day = Annotated[date, AfterValidator(_sane_year)]
Moment = Annotated[AwareDatetime, AfterValidator(_to_utc)]
