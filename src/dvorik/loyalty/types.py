"""Words of the loyalty feature."""

from enum import StrEnum

REFERENCE = "ref_"
"""What a start parameter begins with when it names a campaign."""

MAX_SLUG = 64 - len(REFERENCE)
"""Telegram takes 64 characters, of A-Z, a-z, 0-9, _ and -."""


class DiscountKind(StrEnum):
    PERCENT = "percent"
    FIXED = "fixed"
    GIFT = "gift"


class TemplateEvent(StrEnum):
    """What makes a discount come from a template."""

    SUBSCRIPTION = "subscription"
    BIRTHDAY = "birthday"
    MANUAL = "manual"
    CAMPAIGN = "campaign"
    VISIT = "visit"


class UsageType(StrEnum):
    SINGLE = "single"
    MULTI = "multi"


class RecurrenceType(StrEnum):
    ONCE = "once"
    DAYS = "days"
    MONTHLY = "monthly"
    YEARLY = "yearly"


class DiscountState(StrEnum):
    """Derived from a discount and the clock, never stored."""

    UPCOMING = "upcoming"
    ACTIVE = "active"
    USED = "used"
    EXPIRED = "expired"
    BLOCKED = "blocked"


class CampaignState(StrEnum):
    """Derived from a campaign and the clock, never stored."""

    UPCOMING = "upcoming"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"
    ARCHIVED = "archived"


class CampaignSort(StrEnum):
    """A minus means descending. Equals are ordered by id, in the same direction."""

    NEWEST = "-created_at"
    OLDEST = "created_at"
    NAME = "name"
    NAME_REVERSED = "-name"
    ENDS_FIRST = "ends_at"
    ENDS_LAST = "-ends_at"


class PictureKind(StrEnum):
    PNG = "png"
    SVG = "svg"


class RedemptionState(StrEnum):
    """Derived from a redemption, never stored: taken back at the counter needs no reason."""

    STANDS = "stands"
    UNDONE = "undone"
    REVERSED = "reversed"


class RedemptionSort(StrEnum):
    """A minus means descending. Equals are ordered by id, in the same direction."""

    NEWEST = "-redeemed_at"
    OLDEST = "redeemed_at"
    SMALLEST_BILL = "bill_minor"
    LARGEST_BILL = "-bill_minor"
    SMALLEST_DISCOUNT = "discount_minor"
    LARGEST_DISCOUNT = "-discount_minor"


class AttemptStatus(StrEnum):
    SUCCESS = "success"
    ALREADY_USED = "already_used"
    NOT_FOUND = "not_found"
    EXPIRED = "expired"
    CASHIER_NOT_ACTIVE = "cashier_not_active"


class AttemptReason(StrEnum):
    """The finer reason behind an `AttemptStatus` that is not plain."""

    NOT_STARTED = "not_started"
    LIMIT_REACHED = "limit_reached"
    MIN_BILL = "min_bill"
    WRONG_DAY = "wrong_day"
    WRONG_HOUR = "wrong_hour"
    WRONG_BRANCH = "wrong_branch"
    BLOCKED = "blocked"
    SUBSCRIPTION_LEFT = "subscription_left"
    BUSY = "busy"
    BUDGET_SPENT = "budget_spent"
    CAMPAIGN_ENDED = "campaign_ended"
    AMBIGUOUS = "ambiguous"
    BILL_REQUIRED = "bill_required"


class StoryStep(StrEnum):
    """What may happen to one code."""

    ISSUED = "issued"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    REFUSED = "refused"
    REDEEMED = "redeemed"
    UNDONE = "undone"
    REVERSED = "reversed"
    DISPUTED = "disputed"
    DISPUTE_CONFIRMED = "dispute_confirmed"
    DISPUTE_REJECTED = "dispute_rejected"


class DisputeStatus(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
