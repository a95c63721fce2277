"""Who stands above whom. Nobody changes what stands above himself."""

from collections.abc import Iterable

from dvorik.accounts.errors import CannotGrant, HigherRole
from dvorik.accounts.types import RoleName
from dvorik.kernel.actor import Actor, Permission

_RANK = {
    RoleName.OWNER: 5,
    RoleName.ADMIN: 4,
    RoleName.MANAGER: 3,
    RoleName.MARKETING: 2,
    RoleName.RECEPTIONIST: 2,
    RoleName.MASTER: 1,
    RoleName.READONLY: 1,
}


def is_above(other: RoleName, own: RoleName) -> bool:
    return _RANK[other] > _RANK[own]


def check_not_above(own: RoleName, other: RoleName) -> None:
    """Raises `HigherRole` when `other` stands above `own`. Equals may change each other."""
    if is_above(other, own):
        raise HigherRole(role=other.value)


def check_may_grant(actor: Actor, permissions: Iterable[Permission]) -> None:
    """Raises `CannotGrant`: a right can be given only by who holds it."""
    missing = sorted(permission.value for permission in permissions if not actor.can(permission))
    if missing:
        raise CannotGrant(permissions=missing)


def effective_permissions(role: RoleName, stored: Iterable[str]) -> frozenset[Permission]:
    """What the role may do. The owner may all; names of a newer or older version are ignored."""
    if role is RoleName.OWNER:
        return frozenset(Permission)
    known = set(Permission)
    return frozenset(Permission(name) for name in stored if name in known)
