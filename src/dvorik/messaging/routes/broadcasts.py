from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response, UploadFile

from dvorik.kernel.actor import Permission
from dvorik.kernel.paging import Page, Slice
from dvorik.kernel.web import (
    ActorDep,
    IfMatchDep,
    NowDep,
    OnceDep,
    PathId,
    SessionDep,
    needs,
    require_key,
    show_version,
)
from dvorik.messaging.actions import broadcasts as actions
from dvorik.messaging.models import Broadcast, BroadcastMedia
from dvorik.messaging.queries import broadcasts as queries
from dvorik.messaging.queries import results
from dvorik.messaging.rules.media import MAX_BYTES
from dvorik.messaging.schemas.broadcasts import (
    BroadcastCreate,
    BroadcastEdit,
    BroadcastFilter,
    BroadcastSchedule,
    BroadcastStats,
    BroadcastView,
    MediaView,
    RecipientCount,
    RecipientCountQuery,
    RecipientFilter,
    RecipientView,
)
from dvorik.settings.web import ShopDep

router = APIRouter(prefix="/broadcasts", tags=["broadcasts"])


READ = [needs(Permission.BROADCASTS_READ)]
EDIT = [needs(Permission.BROADCASTS_EDIT)]
SEND = [needs(Permission.BROADCASTS_SEND)]
SEND_ONCE = [*SEND, Depends(require_key)]

_BYTES = {"type": "string", "format": "binary"}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {kind: {"schema": _BYTES} for kind in ("image/jpeg", "image/png", "video/mp4")},
        "description": "The file.",
    }
}


@router.get("", dependencies=READ)
async def list_broadcasts(
    session: SessionDep, wanted: Annotated[BroadcastFilter, Query()]
) -> Page[BroadcastView]:
    return await queries.list_broadcasts(session, wanted)


@router.post("", status_code=201, response_model=BroadcastView, dependencies=EDIT)
async def create_broadcast(
    session: SessionDep,
    actor: ActorDep,
    shop: ShopDep,
    now: NowDep,
    response: Response,
    body: BroadcastCreate,
) -> Broadcast:
    """Needs `discounts:issue` as well when a discount template is attached."""
    broadcast = await actions.create_broadcast(session, actor, draft=body, shop=shop, now=now)
    show_version(response, broadcast.version)
    return broadcast


@router.post("/count-recipients", dependencies=READ)
async def count_recipients(
    session: SessionDep, shop: ShopDep, now: NowDep, body: RecipientCountQuery
) -> RecipientCount:
    return await queries.count_recipients(session, asked=body, shop=shop, now=now)


@router.post("/media", status_code=201, response_model=MediaView, dependencies=EDIT)
async def upload_broadcast_media(
    session: SessionDep, actor: ActorDep, now: NowDep, file: UploadFile
) -> BroadcastMedia:
    """A photo (JPEG, PNG, 10 MB) or a video (MP4, 50 MB)."""
    # A byte more than the largest allowed tells that it is too large.
    content = await file.read(max(MAX_BYTES.values()) + 1)
    return await actions.add_media(
        session, actor, file_name=file.filename or "", content=content, now=now
    )


@router.get("/media/{media_id}", dependencies=READ, response_class=Response, responses=_FILE)
async def get_broadcast_media(session: SessionDep, media_id: PathId) -> Response:
    media = await queries.get_media(session, media_id)
    # What a number stands for never changes; only whoever may see it keeps it.
    headers = {"Cache-Control": "private, max-age=86400, immutable"}
    return Response(media.content, media_type=media.mime_type, headers=headers)


@router.get("/{broadcast_id}", response_model=BroadcastView, dependencies=READ)
async def get_broadcast(session: SessionDep, response: Response, broadcast_id: PathId) -> Broadcast:
    broadcast = await queries.get_broadcast(session, broadcast_id)
    show_version(response, broadcast.version)
    return broadcast


@router.patch("/{broadcast_id}", response_model=BroadcastView, dependencies=EDIT)
async def edit_broadcast(
    session: SessionDep,
    actor: ActorDep,
    shop: ShopDep,
    now: NowDep,
    response: Response,
    broadcast_id: PathId,
    version: IfMatchDep,
    body: BroadcastEdit,
) -> Broadcast:
    """Until it starts. Needs `discounts:issue` as well when a discount template is attached."""
    broadcast = await actions.edit_broadcast(
        session, actor, broadcast_id=broadcast_id, edit=body, version=version, shop=shop, now=now
    )
    show_version(response, broadcast.version)
    return broadcast


@router.delete("/{broadcast_id}", status_code=204, dependencies=EDIT)
async def delete_broadcast(
    session: SessionDep, actor: ActorDep, now: NowDep, broadcast_id: PathId
) -> None:
    """What was never sent: a draft, or one that was canceled before it started."""
    await actions.delete_broadcast(session, actor, broadcast_id=broadcast_id, now=now)


@router.post("/{broadcast_id}/copy", status_code=201, dependencies=EDIT)
async def copy_broadcast(
    session: SessionDep,
    actor: ActorDep,
    shop: ShopDep,
    now: NowDep,
    once: OnceDep,
    broadcast_id: PathId,
) -> BroadcastView:
    """A new draft that says the same to the same audience."""
    return await once.run(
        BroadcastView,
        lambda: actions.copy_broadcast(
            session, actor, broadcast_id=broadcast_id, shop=shop, now=now
        ),
    )


@router.post("/{broadcast_id}/schedule", dependencies=SEND)
async def schedule_broadcast(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    once: OnceDep,
    broadcast_id: PathId,
    body: BroadcastSchedule,
) -> BroadcastView:
    return await once.run(
        BroadcastView,
        lambda: actions.schedule_broadcast(
            session, actor, broadcast_id=broadcast_id, scheduled_at=body.scheduled_at, now=now
        ),
    )


@router.post("/{broadcast_id}/send-now", dependencies=SEND_ONCE)
async def send_broadcast_now(
    session: SessionDep, actor: ActorDep, now: NowDep, once: OnceDep, broadcast_id: PathId
) -> BroadcastView:
    """However many press it, it is sent once."""
    return await once.run(
        BroadcastView,
        lambda: actions.schedule_broadcast(
            session, actor, broadcast_id=broadcast_id, scheduled_at=None, now=now
        ),
    )


@router.post("/{broadcast_id}/test", dependencies=SEND)
async def test_broadcast(
    session: SessionDep, actor: ActorDep, now: NowDep, once: OnceDep, broadcast_id: PathId
) -> BroadcastView:
    """To oneself alone. Needs an account with a Telegram identity that has started the bot."""
    return await once.run(
        BroadcastView,
        lambda: actions.show_to_self(session, actor, broadcast_id=broadcast_id, now=now),
    )


@router.post("/{broadcast_id}/pause", response_model=BroadcastView, dependencies=SEND)
async def pause_broadcast(
    session: SessionDep, actor: ActorDep, now: NowDep, broadcast_id: PathId
) -> Broadcast:
    return await actions.pause_broadcast(session, actor, broadcast_id=broadcast_id, now=now)


@router.post("/{broadcast_id}/resume", dependencies=SEND)
async def resume_broadcast(
    session: SessionDep, actor: ActorDep, now: NowDep, once: OnceDep, broadcast_id: PathId
) -> BroadcastView:
    return await once.run(
        BroadcastView,
        lambda: actions.resume_broadcast(session, actor, broadcast_id=broadcast_id, now=now),
    )


@router.post("/{broadcast_id}/cancel", response_model=BroadcastView, dependencies=SEND)
async def cancel_broadcast(
    session: SessionDep, actor: ActorDep, now: NowDep, broadcast_id: PathId
) -> Broadcast:
    return await actions.cancel_broadcast(session, actor, broadcast_id=broadcast_id, now=now)


@router.post("/{broadcast_id}/resend-unknown", dependencies=SEND_ONCE)
async def resend_unknown(
    session: SessionDep, actor: ActorDep, now: NowDep, once: OnceDep, broadcast_id: PathId
) -> BroadcastView:
    """To those nobody knows about. Some of them will have the message twice."""
    return await once.run(
        BroadcastView,
        lambda: actions.resend_unknown(session, actor, broadcast_id=broadcast_id, now=now),
    )


@router.get("/{broadcast_id}/stats", dependencies=READ)
async def get_broadcast_stats(
    session: SessionDep, shop: ShopDep, now: NowDep, broadcast_id: PathId
) -> BroadcastStats:
    broadcast = await queries.get_broadcast(session, broadcast_id)
    return await results.describe_broadcast(session, broadcast, shop=shop, now=now)


@router.get("/{broadcast_id}/recipients", dependencies=READ)
async def list_broadcast_recipients(
    session: SessionDep, broadcast_id: PathId, wanted: Annotated[RecipientFilter, Query()]
) -> Slice[RecipientView]:
    return await results.list_recipients(session, broadcast_id, wanted)
