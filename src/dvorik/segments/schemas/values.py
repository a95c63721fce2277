"""What a condition compares with, by kind of field."""

import calendar
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from dvorik.kernel.schemas import AmountMinor, Count, Day, Id, Input, Line

MAX_LISTED = 50
MAX_DAYS = 3650
MAX_WINDOW_DAYS = 365


def _existing_day(text: str) -> str:
    month, day = int(text[:2]), int(text[3:])
    # 2028 is a leap year: 29 February is a birthday like any other.
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(2028, month)[1]:
        raise PydanticCustomError("no_such_day", "The calendar has no such day")
    return text


MonthDay = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{2}-[0-9]{2}$"),
    AfterValidator(_existing_day),
    Field(description="A day of any year, as 02-29."),
]
Years = Annotated[Count, Field(le=150)]
Days = Annotated[Count, Field(ge=1, le=MAX_DAYS)]
WindowDays = Annotated[Count, Field(ge=1, le=MAX_WINDOW_DAYS)]
Lines = Annotated[list[Line], Field(min_length=1, max_length=MAX_LISTED)]
Tag = Annotated[Line, StringConstraints(to_lower=True, max_length=32)]
TagList = Annotated[list[Tag], Field(min_length=1, max_length=20)]
Ids = Annotated[list[Id], Field(min_length=1, max_length=MAX_LISTED)]


class Span(Input):
    """A base: two ends, of which one may be open, and which are not the wrong way round."""

    @model_validator(mode="after")
    def _check_ends(self) -> Self:
        low, high = (getattr(self, name) for name in self._ends())
        if low is None and high is None:
            raise PydanticCustomError("no_bounds", "At least one end must be given")
        if low is not None and high is not None and high < low:
            raise PydanticCustomError("bounds_reversed", "The end comes before the beginning")
        return self

    @classmethod
    def _ends(cls) -> tuple[str, str]:
        first, second = list(cls.model_fields)[:2]
        return first, second


class AgeRange(Span):
    """Years, both ends included."""

    at_least: Years | None = None
    at_most: Years | None = None


class DayRange(Span):
    """Days of the shop's zone, both ends included."""

    from_on: Day | None = None
    until_on: Day | None = None


class BirthdayRange(Input):
    """Both ends included; `from_day` after `until_day` goes over New Year."""

    from_day: MonthDay
    until_day: MonthDay


class InDays(Input):
    """Days of the shop's zone, today included."""

    days: Days


class Window(Input):
    """Days of the shop's zone, today included."""

    days: WindowDays


class Period(Input):
    """The last days, or days from and until; all of time when nothing is given."""

    in_last_days: Days | None = None
    from_on: Day | None = None
    until_on: Annotated[Day | None, Field(description="Included.")] = None

    @model_validator(mode="after")
    def _check_period(self) -> Self:
        if self.in_last_days is not None and (self.from_on or self.until_on):
            raise PydanticCustomError("two_periods", "Either the last days or days from and until")
        if self.from_on and self.until_on and self.until_on < self.from_on:
            raise PydanticCustomError("bounds_reversed", "The end comes before the beginning")
        return self


class FactCount(Span):
    """How many, of which templates (any, unless named), in what period."""

    at_least: Count | None = None
    at_most: Count | None = None
    templates: Ids | None = None
    period: Period = Period()


class BillSum(Span):
    """Bills of redeemed codes in the shop's currency; nobody's bill is 0."""

    at_least: AmountMinor | None = None
    at_most: AmountMinor | None = None
    period: Period = Period()
