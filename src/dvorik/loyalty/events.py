"""What happened to templates, codes, redemptions, disputes and cashiers."""

from dataclasses import dataclass, field
from typing import ClassVar

from dvorik.kernel.events import Changes, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateCreated(Event):
    type: ClassVar[str] = "loyalty.template_created"

    template_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateChanged(Event):
    type: ClassVar[str] = "loyalty.template_changed"

    template_id: int
    fields: list[str]
    changes: Changes = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateDeleted(Event):
    type: ClassVar[str] = "loyalty.template_deleted"

    template_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountIssued(Event):
    """`trigger` is the `TemplateEvent` that made it: a birthday, a subscription, a hand."""

    type: ClassVar[str] = "loyalty.discount_issued"

    discount_id: int
    client_id: int
    template_id: int
    campaign_id: int | None
    trigger: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountsIssued(Event):
    """Many at once: one event, `count` codes."""

    type: ClassVar[str] = "loyalty.discounts_issued"

    template_id: int
    campaign_id: int | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountBlocked(Event):
    type: ClassVar[str] = "loyalty.discount_blocked"

    discount_id: int
    client_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountUnblocked(Event):
    type: ClassVar[str] = "loyalty.discount_unblocked"

    discount_id: int
    client_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountRedeemed(Event):
    type: ClassVar[str] = "loyalty.discount_redeemed"

    redemption_id: int
    discount_id: int
    client_id: int
    cashier_id: int | None
    bill_minor: int | None
    discount_minor: int | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedemptionUndone(Event):
    """Taken back at once by whoever redeemed."""

    type: ClassVar[str] = "loyalty.redemption_undone"

    redemption_id: int
    discount_id: int
    client_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RedemptionReversed(Event):
    """Taken back later, by an account. `reason` is None in rows older than the field."""

    type: ClassVar[str] = "loyalty.redemption_reversed"

    redemption_id: int
    discount_id: int
    client_id: int
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOpened(Event):
    type: ClassVar[str] = "loyalty.dispute_opened"

    dispute_id: int
    redemption_id: int
    client_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeSettled(Event):
    """`status` is confirmed (and the redemption reversed) or rejected."""

    type: ClassVar[str] = "loyalty.dispute_settled"

    dispute_id: int
    redemption_id: int
    client_id: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CashierRequested(Event):
    type: ClassVar[str] = "loyalty.cashier_requested"

    cashier_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CashierApproved(Event):
    type: ClassVar[str] = "loyalty.cashier_approved"

    cashier_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CashierDeactivated(Event):
    type: ClassVar[str] = "loyalty.cashier_deactivated"

    cashier_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CashierStreakReached(Event):
    """`wrong_codes` in a row: a person should have a look. Once per streak."""

    type: ClassVar[str] = "loyalty.cashier_streak_reached"

    cashier_id: int
    wrong_codes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignCreated(Event):
    type: ClassVar[str] = "loyalty.campaign_created"

    campaign_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignChanged(Event):
    type: ClassVar[str] = "loyalty.campaign_changed"

    campaign_id: int
    fields: list[str]
    changes: Changes = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignArchived(Event):
    type: ClassVar[str] = "loyalty.campaign_archived"

    campaign_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRestored(Event):
    type: ClassVar[str] = "loyalty.campaign_restored"

    campaign_id: int
