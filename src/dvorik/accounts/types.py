"""Words of the accounts feature."""

from enum import StrEnum


class RoleName(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    MANAGER = "manager"
    MARKETING = "marketing"
    RECEPTIONIST = "receptionist"
    MASTER = "master"
    READONLY = "readonly"


class AccountStatus(StrEnum):
    PENDING = "pending"
    ACTIVE = "active"
    DISABLED = "disabled"


class NotificationGroup(StrEnum):
    CASHIER_REQUESTS = "cashier_requests"
    DISPUTES = "disputes"
    DIGEST = "digest"
    ERRORS = "errors"


class TokenPurpose(StrEnum):
    LOGIN = "login"
    RESET_PASSWORD = "reset_password"  # noqa: S105  a purpose, not a secret
