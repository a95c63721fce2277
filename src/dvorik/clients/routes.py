import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Response

from dvorik.clients import actions, queries
from dvorik.clients.schemas import (
    Birthdays,
    ConsentEdit,
    ConsentEntry,
    ConsentHistory,
    OverviewQuery,
    UserDetails,
    UserEdit,
    UserOverview,
    UserPage,
    UserQuery,
)
from dvorik.kernel import clock
from dvorik.kernel.actor import Permission
from dvorik.kernel.spreadsheets import XLSX_TYPE, TableFormat, writing
from dvorik.kernel.web import ActorDep, IfMatchDep, NowDep, PathId, SessionDep, needs, show_version
from dvorik.settings.web import ShopDep

router = APIRouter(prefix="/users", tags=["users"])

READ = [needs(Permission.CLIENTS_READ)]
EDIT = [needs(Permission.CLIENTS_EDIT)]


@router.get("", dependencies=READ)
async def list_users(
    session: SessionDep,
    actor: ActorDep,
    shop: ShopDep,
    now: NowDep,
    query: Annotated[UserQuery, Query()],
) -> UserPage:
    return await queries.list_users(session, actor, query=query, shop=shop, now=now)


@router.get("/stats/overview", dependencies=READ)
async def get_users_overview(
    session: SessionDep, shop: ShopDep, now: NowDep, query: Annotated[OverviewQuery, Query()]
) -> UserOverview:
    return await queries.describe_users(session, query=query, shop=shop, now=now)


@router.get("/birthdays", dependencies=READ)
async def list_birthdays(session: SessionDep, shop: ShopDep, now: NowDep) -> Birthdays:
    """Who has a birthday today."""
    return await queries.list_birthdays(session, today=clock.local_date(now, shop.zone))


@router.patch("/{user_id}", dependencies=EDIT)
async def edit_user(
    session: SessionDep,
    actor: ActorDep,
    shop: ShopDep,
    now: NowDep,
    response: Response,
    user_id: PathId,
    version: IfMatchDep,
    body: UserEdit,
) -> UserDetails:
    """Needs `clients:phones` as well when the phone is among the changes."""
    client = await actions.edit_user(
        session, actor, client_id=user_id, edit=body, version=version, shop=shop, now=now
    )
    show_version(response, client.version)
    return queries.show_details(client, actor, clock.local_date(now, shop.zone))


@router.get("/{user_id}/consent", dependencies=READ)
async def get_consent(session: SessionDep, user_id: PathId) -> ConsentHistory:
    """What the person allows, and the proof: every decision, when, where, in which words."""
    return await queries.tell_consent(session, user_id)


@router.patch("/{user_id}/consent", dependencies=EDIT)
async def record_consent(
    session: SessionDep, actor: ActorDep, now: NowDep, user_id: PathId, body: ConsentEdit
) -> ConsentHistory:
    """Write down what was decided on paper, by phone or over the counter."""
    await actions.record_consent(session, actor, client_id=user_id, edit=body, now=now)
    return await queries.tell_consent(session, user_id)


@router.get(
    "/{user_id}/consent/export",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}, XLSX_TYPE: {}}}},
    dependencies=READ,
)
async def export_consent(
    session: SessionDep, shop: ShopDep, user_id: PathId, format: TableFormat = TableFormat.CSV
) -> Response:
    """The same proof as a table. Moments are by the shop's clock."""
    history = await queries.tell_consent(session, user_id)
    return Response(
        await asyncio.to_thread(_table, history.items, format, shop.zone),
        media_type=format.media_type,
        headers={"Content-Disposition": f'attachment; filename="consent-{user_id}{format.suffix}"'},
    )


def _table(entries: list[ConsentEntry], format: TableFormat, zone: ZoneInfo) -> bytes:
    titles = list(ConsentEntry.model_fields)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "consent"
        with writing(path, format, titles, zone=zone) as table:
            table.add([getattr(entry, title) for title in titles] for entry in entries)
        return path.read_bytes()
