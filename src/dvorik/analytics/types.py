"""Words of analytics."""

from enum import StrEnum


class Step(StrEnum):
    """How finely a period is cut."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class AttentionKind(StrEnum):
    """Why a person should have a look."""

    CASHIER_REQUEST = "cashier_request"
    DISPUTE = "dispute"
    BROADCAST_PAUSED = "broadcast_paused"
    BROADCAST_FAILED = "broadcast_failed"
    WRONG_CODES = "wrong_codes"


class Comparison(StrEnum):
    """What the figures of a period stand beside."""

    BEFORE = "before"
    NOTHING = "nothing"
