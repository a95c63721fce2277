"""Words of the accounts feature."""

from dataclasses import dataclass
from enum import StrEnum

from dvorik.kernel.actor import Permission

MIN_PASSWORD_LENGTH = 8
# A ceiling, so that nobody makes the server hash a novel.
MAX_PASSWORD_LENGTH = 256


class RoleName(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    MANAGER = "manager"
    MARKETING = "marketing"
    RECEPTIONIST = "receptionist"
    MASTER = "master"
    READONLY = "readonly"


class AccountStatus(StrEnum):
    """Where a person stands towards the panel.

    `OUTSIDE`: known by their Telegram alone, who works at the till, say; never asked to enter.
    `PENDING`: asked, and waits for an answer.
    """

    OUTSIDE = "outside"
    PENDING = "pending"
    ACTIVE = "active"
    DISABLED = "disabled"


NOT_LET_IN = frozenset({AccountStatus.OUTSIDE, AccountStatus.PENDING})


class NotificationGroup(StrEnum):
    CASHIER_REQUESTS = "cashier_requests"
    DISPUTES = "disputes"
    DIGEST = "digest"
    ERRORS = "errors"


class TokenPurpose(StrEnum):
    LOGIN = "login"
    RESET_PASSWORD = "reset_password"  # noqa: S105  a purpose, not a secret


class SignInMethod(StrEnum):
    PASSWORD = "password"  # noqa: S105  a way to sign in, not a secret
    LINK = "link"
    TELEGRAM = "telegram"


class EndReason(StrEnum):
    """Why a device may no longer act for its account."""

    SIGNED_OUT = "signed_out"
    ENDED_BY_PERSON = "ended_by_person"
    TOKEN_REUSED = "token_reused"  # noqa: S105  a reason, not a secret
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  a reason, not a secret
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_REMOVED = "account_removed"
    ENDED_BY_COLLEAGUE = "ended_by_colleague"


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a sign-in comes from, as the person will see it in the list of devices."""

    user_agent: str
    address: str | None


_READING = frozenset(
    {
        Permission.CLIENTS_READ,
        Permission.CASHIERS_READ,
        Permission.DISCOUNTS_READ,
        Permission.CAMPAIGNS_READ,
        Permission.DISPUTES_READ,
        Permission.SEGMENTS_READ,
        Permission.BROADCASTS_READ,
        Permission.TEXTS_READ,
        Permission.SETTINGS_READ,
        Permission.ORDERS_READ,
        Permission.STATS_READ,
    }
)

DEFAULT_PERMISSIONS: dict[RoleName, frozenset[Permission]] = {
    RoleName.OWNER: frozenset(Permission),
    RoleName.ADMIN: frozenset(Permission) - {Permission.ROLES_MANAGE, Permission.SYSTEM_MANAGE},
    RoleName.MANAGER: _READING
    | {
        Permission.ACCOUNTS_READ,
        Permission.CLIENTS_EDIT,
        Permission.CLIENTS_MERGE,
        Permission.CLIENTS_PHONES,
        Permission.CASHIERS_APPROVE,
        Permission.DISCOUNTS_ISSUE,
        Permission.DISCOUNTS_REDEEM,
        Permission.DISCOUNTS_REVERSE,
        Permission.TEMPLATES_MANAGE,
        Permission.CAMPAIGNS_MANAGE,
        Permission.SEGMENTS_MANAGE,
        Permission.BROADCASTS_EDIT,
        Permission.BROADCASTS_SEND,
        Permission.DISPUTES_RESOLVE,
        Permission.TEXTS_EDIT,
        Permission.ORDERS_EDIT,
        Permission.AUDIT_READ,
        Permission.OUTBOX_READ,
    },
    RoleName.MARKETING: _READING
    | {
        Permission.CLIENTS_EDIT,
        Permission.CLIENTS_PHONES,
        Permission.DISCOUNTS_ISSUE,
        Permission.TEMPLATES_MANAGE,
        Permission.CAMPAIGNS_MANAGE,
        Permission.SEGMENTS_MANAGE,
        Permission.BROADCASTS_EDIT,
        Permission.BROADCASTS_SEND,
        Permission.TEXTS_EDIT,
    },
    RoleName.RECEPTIONIST: frozenset(
        {
            Permission.CLIENTS_READ,
            Permission.CLIENTS_EDIT,
            Permission.CLIENTS_PHONES,
            Permission.DISCOUNTS_READ,
            Permission.DISCOUNTS_ISSUE,
            Permission.DISCOUNTS_REDEEM,
            Permission.DISPUTES_READ,
            Permission.ORDERS_READ,
            Permission.ORDERS_EDIT,
        }
    ),
    RoleName.MASTER: frozenset({Permission.CLIENTS_READ, Permission.DISCOUNTS_READ}),
    RoleName.READONLY: _READING,
}
"""What each role may do in a fresh installation. The owner changes it in settings/roles."""
