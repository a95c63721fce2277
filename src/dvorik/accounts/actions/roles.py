"""What roles may do."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries
from dvorik.accounts.actions.people import own_role
from dvorik.accounts.errors import OwnerRoleFixed, OwnRights
from dvorik.accounts.events import RoleChanged
from dvorik.accounts.models import Role
from dvorik.accounts.rules.ranks import check_may_grant, check_not_above, effective_permissions
from dvorik.accounts.schemas import RoleEdit
from dvorik.accounts.types import RoleName
from dvorik.kernel import events
from dvorik.kernel.actor import Actor, Permission
from dvorik.kernel.errors import StaleVersion

_TO_UNDO = {Permission.ROLES_MANAGE, Permission.ACCOUNTS_READ}
"""Who takes these from himself could never give them back."""


async def change_role(
    session: AsyncSession,
    actor: Actor,
    *,
    name: RoleName,
    edit: RoleEdit,
    version: int | None,
    now: datetime,
) -> Role:
    """Give a role exactly these rights; they hold from its people's next request.

    Raises `OwnerRoleFixed`, `HigherRole`, `OwnRights`, `CannotGrant` for a new right that the
    actor lacks, and `StaleVersion` when `version` is not the present one.
    """
    actor.require(Permission.ROLES_MANAGE)
    if name is RoleName.OWNER:
        raise OwnerRoleFixed
    own = await own_role(session, actor)
    check_not_above(own, name)
    if own is name and not edit.permissions >= _TO_UNDO:
        raise OwnRights
    role = await queries.get_role(session, name, lock=True)
    present = queries.version_of(role)
    if version is not None and version != present:
        raise StaleVersion(version=present)
    before = effective_permissions(name, role.permissions)
    check_may_grant(actor, edit.permissions - before)
    was_own_calendar_only = role.own_calendar_only
    role.permissions = sorted(edit.permissions)
    role.own_calendar_only = edit.own_calendar_only
    if (before, was_own_calendar_only) != (edit.permissions, edit.own_calendar_only):
        role.updated_at = now
        events.record(
            session,
            actor,
            RoleChanged(
                role=name.value,
                permissions_before=sorted(before),
                permissions_after=sorted(edit.permissions),
                own_calendar_only_before=was_own_calendar_only,
                own_calendar_only_after=edit.own_calendar_only,
            ),
        )
    return role
