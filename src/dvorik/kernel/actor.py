"""Who is acting. Built once per request, update or task by the door it came through."""

from dataclasses import dataclass, field
from enum import StrEnum

from dvorik.kernel.errors import Forbidden


class Permission(StrEnum):
    """What a role may be granted. `feature:verb`; nobody has one that was not given."""

    ACCOUNTS_READ = "accounts:read"
    ACCOUNTS_MANAGE = "accounts:manage"
    ROLES_MANAGE = "roles:manage"
    CLIENTS_READ = "clients:read"
    CLIENTS_EDIT = "clients:edit"
    CLIENTS_PHONES = "clients:phones"
    CLIENTS_EXPORT = "clients:export"
    CLIENTS_MERGE = "clients:merge"
    CASHIERS_READ = "cashiers:read"
    CASHIERS_APPROVE = "cashiers:approve"
    DISCOUNTS_READ = "discounts:read"
    DISCOUNTS_ISSUE = "discounts:issue"
    DISCOUNTS_REDEEM = "discounts:redeem"
    DISCOUNTS_REVERSE = "discounts:reverse"
    TEMPLATES_MANAGE = "templates:manage"
    CAMPAIGNS_READ = "campaigns:read"
    CAMPAIGNS_MANAGE = "campaigns:manage"
    DISPUTES_READ = "disputes:read"
    DISPUTES_RESOLVE = "disputes:resolve"
    ORDERS_READ = "orders:read"
    ORDERS_EDIT = "orders:edit"
    TEXTS_READ = "texts:read"
    TEXTS_EDIT = "texts:edit"
    SEGMENTS_READ = "segments:read"
    SEGMENTS_MANAGE = "segments:manage"
    BROADCASTS_READ = "broadcasts:read"
    BROADCASTS_EDIT = "broadcasts:edit"
    BROADCASTS_SEND = "broadcasts:send"
    SETTINGS_READ = "settings:read"
    SETTINGS_EDIT = "settings:edit"
    STATS_READ = "stats:read"
    AUDIT_READ = "audit:read"
    OUTBOX_READ = "outbox:read"
    SYSTEM_MANAGE = "system:manage"


class ActorKind(StrEnum):
    ACCOUNT = "account"
    CLIENT = "client"
    CASHIER = "cashier"
    TOKEN = "token"  # noqa: S105  a kind of actor, not a secret
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    kind: ActorKind
    id: int
    permissions: frozenset[Permission] = field(default_factory=frozenset)

    def can(self, permission: Permission) -> bool:
        return self.kind is ActorKind.SYSTEM or permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise `Forbidden` unless the actor holds `permission`. The system actor holds all."""
        if not self.can(permission):
            raise Forbidden(permission=permission.value)

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


SYSTEM = Actor(kind=ActorKind.SYSTEM, id=0)
