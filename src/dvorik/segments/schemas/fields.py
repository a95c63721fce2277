"""The fields a rule may ask about: operators of each and what they compare with.

How a field is asked in SQL is in `queries.conditions`; a test holds that the two agree. The words
are in `locales/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from dvorik.clients.types import Gender
from dvorik.kernel.i18n import Language
from dvorik.kernel.schemas import Bool
from dvorik.loyalty.types import DiscountState
from dvorik.segments.schemas import values
from dvorik.segments.types import ClientStatus, FieldGroup, FieldType, Operator

Operators = Mapping[Operator, TypeAdapter[Any] | None]
"""What the value of each must look like; None where there is no value."""

_KNOWN: Operators = {Operator.KNOWN: None, Operator.UNKNOWN: None}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """`options` are all values of a choice; `options_path` is where a panel finds them."""

    group: FieldGroup
    type: FieldType
    operators: Operators
    options: tuple[str, ...] = field(default=())
    options_path: str | None = None


def _listed(type_: FieldType, listed: Any) -> Operators:
    adapter: TypeAdapter[Any] = TypeAdapter(listed)
    every = {Operator.ALL: adapter} if type_ is FieldType.TAGS else {}
    return {Operator.ANY: adapter, **every, Operator.NONE: adapter}


def _flag(group: FieldGroup) -> FieldSpec:
    return FieldSpec(group=group, type=FieldType.FLAG, operators={Operator.IS: TypeAdapter(Bool)})


def _choice(group: FieldGroup, choices: type[StrEnum]) -> FieldSpec:
    listed = Annotated[list[choices], Field(min_length=1, max_length=len(choices))]  # type: ignore[valid-type]  # known at run time
    return FieldSpec(
        group=group,
        type=FieldType.CHOICE,
        operators=_listed(FieldType.CHOICE, listed),
        options=tuple(choice.value for choice in choices),
    )


def _moment(operators: Operators | None = None) -> FieldSpec:
    return FieldSpec(
        group=FieldGroup.ORIGIN,
        type=FieldType.MOMENT,
        operators={
            Operator.BETWEEN: TypeAdapter(values.DayRange),
            Operator.IN_LAST: TypeAdapter(values.InDays),
            Operator.NOT_IN_LAST: TypeAdapter(values.InDays),
            **(operators or {}),
        },
    )


def _facts() -> FieldSpec:
    return FieldSpec(
        group=FieldGroup.LOYALTY,
        type=FieldType.FACTS,
        operators={Operator.COUNT: TypeAdapter(values.FactCount)},
        options_path="/api/v1/discount-templates",
    )


FIELDS: Mapping[str, FieldSpec] = {
    "gender": _choice(FieldGroup.PERSON, Gender),
    "age": FieldSpec(
        group=FieldGroup.PERSON,
        type=FieldType.NUMBER,
        operators={Operator.BETWEEN: TypeAdapter(values.AgeRange), **_KNOWN},
    ),
    "birthday": FieldSpec(
        group=FieldGroup.PERSON,
        type=FieldType.BIRTHDAY,
        operators={
            Operator.TODAY: None,
            Operator.WITHIN_NEXT: TypeAdapter(values.Window),
            Operator.BETWEEN: TypeAdapter(values.BirthdayRange),
            **_KNOWN,
        },
    ),
    "language": _choice(FieldGroup.PERSON, Language),
    "tags": FieldSpec(
        group=FieldGroup.PERSON,
        type=FieldType.TAGS,
        operators=_listed(FieldType.TAGS, values.TagList),
    ),
    "has_phone": _flag(FieldGroup.PERSON),
    "source": FieldSpec(
        group=FieldGroup.ORIGIN,
        type=FieldType.TEXT,
        operators={**_listed(FieldType.TEXT, values.Lines), **_KNOWN},
    ),
    "campaign": FieldSpec(
        group=FieldGroup.ORIGIN,
        type=FieldType.REFERENCE,
        operators={**_listed(FieldType.REFERENCE, values.Ids), **_KNOWN},
        options_path="/api/v1/campaigns",
    ),
    "registered": _moment(),
    "last_active": _moment(_KNOWN),
    "status": _choice(FieldGroup.TELEGRAM, ClientStatus),
    "is_subscribed": _flag(FieldGroup.TELEGRAM),
    "has_consent": _flag(FieldGroup.TELEGRAM),
    "is_reachable": _flag(FieldGroup.TELEGRAM),
    "discount_state": _choice(FieldGroup.LOYALTY, DiscountState),
    "discounts_issued": _facts(),
    "discounts_held": _facts(),
    "discounts_used": _facts(),
    "discounts_expired": _facts(),
    "redemptions": _facts(),
    "bill_sum": FieldSpec(
        group=FieldGroup.LOYALTY,
        type=FieldType.MONEY,
        operators={Operator.SUM: TypeAdapter(values.BillSum)},
    ),
}
