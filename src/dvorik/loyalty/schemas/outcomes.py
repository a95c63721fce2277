"""What came of a try at a code. A refusal is an outcome, not an exception: it is kept."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from dvorik.loyalty.errors import REFUSALS, CodeRefused
from dvorik.loyalty.types import AttemptReason, AttemptStatus, DiscountKind


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemOrder:
    """`entered` is what somebody typed. `operation` names this press of the button.

    The same operation of the same person is one redemption however often it comes. Without one
    each call is a try of its own.
    """

    entered: str
    bill_minor: int | None = None
    operation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a code was not taken. `candidates`: the codes to choose from when it was ambiguous.

    `discount_id` is set when one code was meant and the person may know about it.
    """

    status: AttemptStatus
    reason: AttemptReason | None
    discount_id: int | None = None
    candidates: tuple[str, ...] = ()
    min_bill_minor: int | None = None

    @property
    def error(self) -> CodeRefused:
        """The same for doors that answer with an error."""
        params: dict[str, object] = {}
        if self.candidates:
            params["candidates"] = list(self.candidates)
        if self.min_bill_minor is not None:
            params["min_bill_minor"] = self.min_bill_minor
        return REFUSALS[self.reason or self.status](**params)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFound:
    """A code that is good at the moment. `expires_on` is its last day.

    `discount_minor` is None while a percent waits for the bill. `needs_bill`: redeeming without
    `bill_minor` would be refused.
    """

    discount_id: int
    code: str
    client_id: int
    client_name: str
    template_name: str
    kind: DiscountKind
    value: Decimal
    currency: str
    usage_limit: int
    used_count: int
    expires_at: datetime
    expires_on: date
    min_bill_minor: int | None
    max_discount_minor: int | None
    weekdays: list[int] | None
    from_time: time | None
    until_time: time | None
    requires_subscription: bool
    needs_bill: bool
    bill_minor: int | None
    discount_minor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRedeemed:
    """A code that was taken, just now or by an earlier call with the same operation."""

    redemption_id: int
    discount_id: int
    code: str
    client_id: int
    template_id: int
    template_name: str
    campaign_id: int | None
    kind: DiscountKind
    value: Decimal
    bill_minor: int | None
    discount_minor: int | None
    currency: str
    redeemed_at: datetime
    undo_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpOutcome:
    """Either `found` or `refusal`."""

    found: CodeFound | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RedemptionOutcome:
    """Either `redeemed` or `refusal`."""

    redeemed: CodeRedeemed | None = None
    refusal: Refusal | None = None

    @property
    def status(self) -> AttemptStatus:
        return self.refusal.status if self.refusal else AttemptStatus.SUCCESS

    @property
    def reason(self) -> AttemptReason | None:
        return self.refusal.reason if self.refusal else None
