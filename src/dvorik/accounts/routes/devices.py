"""One's own devices: where one is signed in, and ending what one does not know."""

from uuid import UUID

from fastapi import APIRouter

from dvorik.accounts import actions, queries
from dvorik.accounts.routes.dependencies import AccountActorDep, DeviceDep, same_origin
from dvorik.accounts.rules.browsers import describe_browser
from dvorik.accounts.schemas import DeviceView
from dvorik.accounts.types import EndReason
from dvorik.kernel.web import NowDep, SessionDep, signed_in

router = APIRouter(prefix="/auth/devices", tags=["sign-in"], dependencies=[signed_in, same_origin])


@router.get("")
async def list_devices(
    session: SessionDep, actor: AccountActorDep, current: DeviceDep
) -> list[DeviceView]:
    """Where the account is signed in, the last used first."""
    return [
        DeviceView(
            id=device.id,
            browser=describe_browser(device.user_agent),
            address=None if device.address is None else str(device.address),
            created_at=device.created_at,
            last_seen_at=device.last_seen_at,
            is_current=device.id == current,
        )
        for device in await queries.list_devices(session, actor.id)
    ]


@router.delete("", status_code=204)
async def end_other_devices(
    session: SessionDep, actor: AccountActorDep, current: DeviceDep, now: NowDep
) -> None:
    """Sign out everywhere but here."""
    await actions.end_other_devices(
        session,
        actor,
        account_id=actor.id,
        keep=current,
        reason=EndReason.ENDED_BY_PERSON,
        now=now,
    )


@router.delete("/{device_id}", status_code=204)
async def end_device(
    session: SessionDep, actor: AccountActorDep, now: NowDep, device_id: UUID
) -> None:
    """Sign one device out; this one too, if it is named."""
    await actions.end_own_device(session, actor, device_id=device_id, now=now)
