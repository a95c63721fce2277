"""Results of a broadcast as a file."""

from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Query
from fastapi.responses import FileResponse

from dvorik.kernel import events
from dvorik.kernel.actor import Permission
from dvorik.kernel.result_files import ResultFile
from dvorik.kernel.spreadsheets import CSV_TYPE, XLSX_TYPE
from dvorik.kernel.web import ActorDep, ConfigDep, LanguageDep, PathId, SessionDep, needs
from dvorik.messaging.events import BroadcastExported
from dvorik.messaging.queries import tables
from dvorik.messaging.queries.broadcasts import get_broadcast
from dvorik.messaging.schemas.broadcasts import RecipientExport
from dvorik.settings.web import ShopDep

router = APIRouter(prefix="/broadcasts", tags=["broadcasts"])

_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {XLSX_TYPE: {}, CSV_TYPE: {}}, "description": "The table."}
}


@router.get(
    "/{broadcast_id}/recipients/export",
    dependencies=[needs(Permission.CLIENTS_EXPORT)],
    response_class=FileResponse,
    responses=_FILE,
)
async def export_broadcast_recipients(
    session: SessionDep,
    actor: ActorDep,
    shop: ShopDep,
    config: ConfigDep,
    language: LanguageDep,
    background: BackgroundTasks,
    broadcast_id: PathId,
    wanted: Annotated[RecipientExport, Query()],
) -> FileResponse:
    """Needs `broadcasts:read` as well. Phones are in it for those who have `clients:phones`."""
    actor.require(Permission.BROADCASTS_READ)
    broadcast = await get_broadcast(session, broadcast_id)
    has_phones = actor.can(Permission.CLIENTS_PHONES)
    rows = tables.recipient_rows(
        session,
        broadcast,
        wanted,
        has_phones=has_phones,
        language=language,
        currency=shop.currency,
    )
    titles = tables.titles(language, has_phones=has_phones)
    async with ResultFile(config.files_folder, wanted.format, titles, shop.zone) as file:
        async for chunk in rows:
            await file.add(chunk)
        async for _ in file.closing(every_seconds=60):
            pass
        path = config.files_folder / file.keep()
    # It lives for as long as the answer takes; one that a crash leaves is swept within days.
    background.add_task(path.unlink, missing_ok=True)
    events.record(
        session, actor, BroadcastExported(broadcast_id=broadcast_id, has_phones=has_phones)
    )
    return FileResponse(
        path,
        media_type=wanted.format.media_type,
        filename=f"broadcast-{broadcast_id}{wanted.format.suffix}",
        background=background,
    )
