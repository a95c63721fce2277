from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import FileResponse

from dvorik.bulk import actions, queries
from dvorik.bulk.errors import NoResult
from dvorik.bulk.schemas import BulkJobFilter, BulkJobView, BulkOrder, LeftOutPerson
from dvorik.kernel.actor import Permission
from dvorik.kernel.paging import Page, PageQuery
from dvorik.kernel.spreadsheets import CSV_TYPE, XLSX_TYPE, TableFormat
from dvorik.kernel.web import (
    ActorDep,
    ConfigDep,
    LanguageDep,
    NowDep,
    OnceDep,
    PathId,
    SessionDep,
    needs,
    require_key,
)
from dvorik.settings.web import ShopDep

router = APIRouter(tags=["bulk"])

READ = [needs(Permission.CLIENTS_READ)]
EXPORT = [needs(Permission.CLIENTS_EXPORT)]
START = [*READ, Depends(require_key)]

_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {XLSX_TYPE: {}, CSV_TYPE: {}}, "description": "The table."}
}


@router.post("/users/bulk", status_code=202, dependencies=START)
async def start_bulk_job(
    session: SessionDep,
    actor: ActorDep,
    shop: ShopDep,
    now: NowDep,
    language: LanguageDep,
    once: OnceDep,
    body: BulkOrder,
) -> BulkJobView:
    """Needs what the action needs: `clients:edit` for tags, `discounts:issue`, `clients:export`
    (with `clients:phones` for phones); and `segments:read` for a segment or a rule."""

    async def start() -> BulkJobView:
        job = await actions.start_job(
            session, actor, order=body, language=language, shop=shop, now=now
        )
        return await queries.view_job(session, job)

    return await once.run(BulkJobView, start)


@router.get("/bulk-jobs", dependencies=READ)
async def list_bulk_jobs(
    session: SessionDep, actor: ActorDep, wanted: Annotated[BulkJobFilter, Query()]
) -> Page[BulkJobView]:
    """One's own; everybody's with `audit:read`."""
    return await queries.list_jobs(session, actor, wanted)


@router.get("/bulk-jobs/{job_id}", dependencies=READ)
async def get_bulk_job(session: SessionDep, actor: ActorDep, job_id: PathId) -> BulkJobView:
    return await queries.view_job(session, await queries.get_job(session, actor, job_id))


@router.get("/bulk-jobs/{job_id}/left-out", dependencies=READ)
async def list_bulk_left_out(
    session: SessionDep, actor: ActorDep, job_id: PathId, wanted: Annotated[PageQuery, Query()]
) -> Page[LeftOutPerson]:
    """For whom nothing changed, and why; kept for a week. An export only counts them."""
    return await queries.list_left_out(session, actor, job_id, wanted)


@router.post("/bulk-jobs/{job_id}/cancel", dependencies=READ)
async def cancel_bulk_job(
    session: SessionDep, actor: ActorDep, now: NowDep, job_id: PathId
) -> BulkJobView:
    """Needs what starting it needs. What was done stays: the answer says how much."""
    job = await actions.cancel_job(session, actor, job_id=job_id, now=now)
    return await queries.view_job(session, job)


@router.get(
    "/bulk-jobs/{job_id}/result",
    dependencies=EXPORT,
    response_class=FileResponse,
    responses=_FILE,
)
async def download_bulk_result(
    session: SessionDep, actor: ActorDep, config: ConfigDep, job_id: PathId
) -> FileResponse:
    """Needs `clients:phones` as well when phones are among the columns. Kept for a week."""
    job = await queries.get_result(session, actor, job_id)
    assert job.result_name
    path = config.files_folder / job.result_name
    if not path.is_file():
        raise NoResult(job_id=job_id)
    actions.note_download(session, actor, job)
    kind = TableFormat(job.action["format"])
    return FileResponse(path, media_type=kind.media_type, filename=f"clients-{job.id}{kind.suffix}")
