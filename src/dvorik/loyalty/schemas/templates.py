"""Discount templates as callers send and see them."""

from datetime import datetime, time
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, Field, Strict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from dvorik.kernel.paging import PageQuery
from dvorik.kernel.schemas import AmountMinor, Bool, Count, Input, Line, Output
from dvorik.loyalty.types import DiscountKind, RecurrenceType, TemplateEvent, UsageType
from dvorik.settings.schemas import WallTime

STANDARD_ALPHABET = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ"


def _each_once(letters: str) -> str:
    if len(set(letters)) != len(letters):
        raise PydanticCustomError("letter_repeated", "Each letter may stand once")
    return letters


def _sorted_once(weekdays: list[int]) -> list[int]:
    return sorted(set(weekdays))


Alphabet = Annotated[
    # А to Я without Ё, which is read as Е. Fewer letters would give too few codes.
    str, StringConstraints(pattern=r"^[А-Я]{5,32}$"), AfterValidator(_each_once)
]
Weekday = Annotated[int, Strict(), Field(ge=1, le=7, description="ISO: 1 is Monday.")]
Weekdays = Annotated[list[Weekday], Field(min_length=1, max_length=7), AfterValidator(_sorted_once)]
Value = Annotated[
    Decimal,
    Field(ge=0, max_digits=10, decimal_places=2, description="Percent, or major units."),
    # As the table keeps it, so that what was just written reads like what is read later.
    AfterValidator(lambda value: value.quantize(Decimal("0.01"))),
]
Days = Annotated[int, Strict(), Field(ge=1, le=3650)]
Uses = Annotated[int, Strict(), Field(ge=1, le=1_000_000)]
Budget = Annotated[Count, Field(ge=1)]
Description = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=4000)]


class Recurrence(Input):
    """How often one client may get a code: `days` needs `value`, the others have none."""

    type: RecurrenceType
    value: Days | None = None


class TemplateCreate(Input):
    name: Line
    description: Description = ""
    kind: DiscountKind
    value: Value = Decimal(0)
    event: TemplateEvent
    usage_type: UsageType = UsageType.SINGLE
    usage_limit: Uses = 1
    duration_days: Days
    recurrence: Recurrence = Recurrence(type=RecurrenceType.ONCE)
    min_bill_minor: AmountMinor | None = None
    max_discount_minor: AmountMinor | None = None
    weekdays: Weekdays | None = None
    from_time: WallTime | None = None
    until_time: WallTime | None = None
    requires_subscription: Bool = False
    budget_count: Budget | None = None
    budget_minor: AmountMinor | None = None
    alphabet: Alphabet = STANDARD_ALPHABET
    is_active: Bool = True


class TemplateEdit(Input):
    """What is left out stays. Codes issued before keep what they promised."""

    name: Line | None = None
    description: Description | None = None
    kind: DiscountKind | None = None
    value: Value | None = None
    event: TemplateEvent | None = None
    usage_type: UsageType | None = None
    usage_limit: Uses | None = None
    duration_days: Days | None = None
    recurrence: Recurrence | None = None
    min_bill_minor: AmountMinor | None = None
    max_discount_minor: AmountMinor | None = None
    weekdays: Weekdays | None = None
    from_time: WallTime | None = None
    until_time: WallTime | None = None
    requires_subscription: Bool | None = None
    budget_count: Budget | None = None
    budget_minor: AmountMinor | None = None
    alphabet: Alphabet | None = None
    is_active: Bool | None = None


class TemplateFilter(PageQuery):
    event: TemplateEvent | None = None
    kind: DiscountKind | None = None
    is_active: bool | None = None


class RecurrenceView(Output):
    type: RecurrenceType
    value: int | None = None


class TemplateView(Output):
    """`used_*` are what live redemptions took of a budget; null where there is none to take of.

    How often a template is used tells `/stats/detailed`.
    """

    id: int
    name: str
    description: str
    kind: DiscountKind
    value: Decimal
    event: TemplateEvent
    usage_type: UsageType
    usage_limit: int
    duration_days: int
    recurrence: RecurrenceView
    min_bill_minor: int | None
    max_discount_minor: int | None
    weekdays: list[int] | None
    from_time: time | None
    until_time: time | None
    requires_subscription: bool
    budget_count: int | None
    budget_minor: int | None
    used_count: int | None
    used_minor: int | None
    alphabet: str
    is_active: bool
    version: int
    created_at: datetime
    updated_at: datetime

    @model_validator(mode="after")
    def _hide_what_is_not_counted(self) -> Self:
        """Without a budget nobody counts: the columns stay at 0, which would be taken for it."""
        if self.budget_count is None and self.budget_minor is None:
            self.used_count = self.used_minor = None
        return self
