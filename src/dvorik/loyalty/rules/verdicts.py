"""Whether a code may be taken now: the one decision behind looking up and redeeming."""

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from dvorik.loyalty.rules import amounts, windows
from dvorik.loyalty.rules.campaigns import is_running
from dvorik.loyalty.types import AttemptReason, AttemptStatus, DiscountKind, DiscountState


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """A budget of redemptions and of money, and what live redemptions have taken of it.

    `used_*` count only while there is a budget.
    """

    budget_count: int | None
    budget_minor: int | None
    used_count: int
    used_minor: int

    @property
    def is_limited(self) -> bool:
        return self.budget_count is not None or self.budget_minor is not None

    def admits(self, amount_minor: int) -> bool:
        """Whether one more redemption worth `amount_minor` stays inside."""
        if self.budget_count is not None and self.used_count >= self.budget_count:
            return False
        return self.budget_minor is None or self.used_minor + amount_minor <= self.budget_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignStanding:
    id: int
    is_active: bool
    starts_at: datetime | None
    ends_at: datetime | None
    limits: Limits

    def is_running(self, now: datetime) -> bool:
        return is_running(
            is_active=self.is_active, starts_at=self.starts_at, ends_at=self.ends_at, now=now
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All that decides about one code, as it stood at one moment."""

    discount_id: int
    code: str
    client_id: int
    template_id: int
    template_name: str
    kind: DiscountKind
    value: Decimal
    usage_limit: int
    used_count: int
    starts_at: datetime
    expires_at: datetime
    blocked_at: datetime | None
    min_bill_minor: int | None
    max_discount_minor: int | None
    is_test: bool
    weekdays: list[int] | None
    from_time: time | None
    until_time: time | None
    requires_subscription: bool
    limits: Limits
    campaign: CampaignStanding | None

    @property
    def needs_bill(self) -> bool:
        """Whether the bill must be known: for its minimum, or to charge a budget of money."""
        if self.min_bill_minor is not None:
            return True
        budgets = (self.limits, self.campaign.limits if self.campaign else self.limits)
        has_money_budget = any(limits.budget_minor is not None for limits in budgets)
        return has_money_budget and self.kind is DiscountKind.PERCENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`discount_minor` is set where the code is good and the amount can be known."""

    status: AttemptStatus
    reason: AttemptReason | None = None
    discount_minor: int | None = None


def state_of(
    *,
    used_count: int,
    usage_limit: int,
    starts_at: datetime,
    expires_at: datetime,
    blocked_at: datetime | None,
    now: datetime,
) -> DiscountState:
    """What a code is at `now`. Used up outweighs blocked, blocked outweighs the calendar."""
    if used_count >= usage_limit:
        return DiscountState.USED
    if blocked_at is not None:
        return DiscountState.BLOCKED
    if now >= expires_at:
        return DiscountState.EXPIRED
    return DiscountState.ACTIVE if now >= starts_at else DiscountState.UPCOMING


def decide(
    standing: Standing,
    *,
    bill_minor: int | None,
    is_bill_final: bool,
    is_subscribed: bool,
    currency: str,
    now: datetime,
    zone: ZoneInfo,
) -> Verdict:
    """Good, or refused and why.

    Without a final bill (the cashier has only typed the code) what depends on the bill is left
    for later.
    """
    if refusal := _refusal_of_code(standing, now) or _refusal_of_moment(standing, now, zone):
        return refusal
    if standing.requires_subscription and not is_subscribed:
        return _not_found(AttemptReason.SUBSCRIPTION_LEFT)
    if bill_minor is None and not is_bill_final:
        return _charge(standing, None, currency)
    if bill_minor is None and standing.needs_bill:
        return _not_found(AttemptReason.BILL_REQUIRED)
    if bill_minor is not None and bill_minor < (standing.min_bill_minor or 0):
        return _not_found(AttemptReason.MIN_BILL)
    return _charge(standing, bill_minor, currency)


def _refusal_of_code(standing: Standing, now: datetime) -> Verdict | None:
    state = state_of(
        used_count=standing.used_count,
        usage_limit=standing.usage_limit,
        starts_at=standing.starts_at,
        expires_at=standing.expires_at,
        blocked_at=standing.blocked_at,
        now=now,
    )
    match state:
        case DiscountState.USED:
            is_plain = standing.usage_limit == 1
            reason = None if is_plain else AttemptReason.LIMIT_REACHED
            return Verdict(status=AttemptStatus.ALREADY_USED, reason=reason)
        case DiscountState.BLOCKED:
            return _not_found(AttemptReason.BLOCKED)
        case DiscountState.EXPIRED:
            return Verdict(status=AttemptStatus.EXPIRED)
        case DiscountState.UPCOMING:
            return _not_valid_now(AttemptReason.NOT_STARTED)
        case DiscountState.ACTIVE:
            return None


def _refusal_of_moment(standing: Standing, now: datetime, zone: ZoneInfo) -> Verdict | None:
    if standing.campaign is not None and not standing.campaign.is_running(now):
        return _not_valid_now(AttemptReason.CAMPAIGN_ENDED)
    reason = windows.refusal_by_time(
        now.astimezone(zone),
        weekdays=standing.weekdays,
        from_time=standing.from_time,
        until_time=standing.until_time,
    )
    return _not_valid_now(reason) if reason else None


def _charge(standing: Standing, bill_minor: int | None, currency: str) -> Verdict:
    amount = amounts.discount_minor(
        standing.kind,
        standing.value,
        bill_minor=bill_minor,
        max_discount_minor=standing.max_discount_minor,
        currency=currency,
    )
    budgets = [standing.limits, *([standing.campaign.limits] if standing.campaign else [])]
    if not all(limits.admits(amount or 0) for limits in budgets):
        return Verdict(status=AttemptStatus.ALREADY_USED, reason=AttemptReason.BUDGET_SPENT)
    return Verdict(status=AttemptStatus.SUCCESS, discount_minor=amount)


def _not_found(reason: AttemptReason) -> Verdict:
    """There is such a code, and none that applies to this purchase."""
    return Verdict(status=AttemptStatus.NOT_FOUND, reason=reason)


def _not_valid_now(reason: AttemptReason) -> Verdict:
    return Verdict(status=AttemptStatus.EXPIRED, reason=reason)
