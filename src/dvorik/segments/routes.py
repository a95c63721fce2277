from typing import Annotated

from fastapi import APIRouter, Query, Response

from dvorik.kernel.actor import Permission
from dvorik.kernel.paging import Page
from dvorik.kernel.web import (
    ActorDep,
    IfMatchDep,
    LanguageDep,
    NowDep,
    PathId,
    SessionDep,
    needs,
    show_version,
)
from dvorik.segments import actions, queries
from dvorik.segments.models import Segment
from dvorik.segments.schemas.segments import (
    AdHocRule,
    AudienceCount,
    FieldList,
    Preview,
    SegmentCreate,
    SegmentEdit,
    SegmentQuery,
    SegmentView,
)
from dvorik.settings.web import ShopDep

router = APIRouter(prefix="/segments", tags=["segments"])

READ = [needs(Permission.SEGMENTS_READ)]
MANAGE = [needs(Permission.SEGMENTS_MANAGE)]


@router.get("", dependencies=READ)
async def list_segments(
    session: SessionDep, query: Annotated[SegmentQuery, Query()]
) -> Page[SegmentView]:
    return await queries.list_segments(session, query)


@router.get("/fields", dependencies=READ)
async def list_segment_fields(language: LanguageDep) -> FieldList:
    """What a rule may ask, with words in the language of Accept-Language."""
    return queries.list_fields(language)


@router.post("", status_code=201, response_model=SegmentView, dependencies=MANAGE)
async def create_segment(
    session: SessionDep, actor: ActorDep, now: NowDep, response: Response, body: SegmentCreate
) -> Segment:
    segment = await actions.create_segment(session, actor, segment=body, now=now)
    show_version(response, segment.version)
    return segment


@router.post("/count", dependencies=READ)
async def count_rule(
    session: SessionDep, shop: ShopDep, now: NowDep, body: AdHocRule
) -> AudienceCount:
    return await queries.count_audience(
        session, body.rule, shop=shop, now=now, include_test=body.include_test
    )


@router.post("/preview", dependencies=READ)
async def preview_rule(
    session: SessionDep, actor: ActorDep, shop: ShopDep, now: NowDep, body: AdHocRule
) -> Preview:
    """Needs `clients:read` as well; phones are shown to those with `clients:phones`."""
    return await queries.preview_audience(
        session, actor, body.rule, shop=shop, now=now, include_test=body.include_test
    )


@router.get("/{segment_id}", response_model=SegmentView, dependencies=READ)
async def get_segment(session: SessionDep, response: Response, segment_id: PathId) -> Segment:
    segment = await queries.get_segment(session, segment_id)
    show_version(response, segment.version)
    return segment


@router.patch("/{segment_id}", response_model=SegmentView, dependencies=MANAGE)
async def edit_segment(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    response: Response,
    segment_id: PathId,
    version: IfMatchDep,
    body: SegmentEdit,
) -> Segment:
    segment = await actions.edit_segment(
        session, actor, segment_id=segment_id, edit=body, version=version, now=now
    )
    show_version(response, segment.version)
    return segment


@router.delete("/{segment_id}", status_code=204, dependencies=MANAGE)
async def delete_segment(session: SessionDep, actor: ActorDep, segment_id: PathId) -> None:
    """Refused while other segments use it: `params.used_by` names them."""
    await actions.delete_segment(session, actor, segment_id=segment_id)


@router.get("/{segment_id}/count", dependencies=READ)
async def count_segment(
    session: SessionDep, shop: ShopDep, now: NowDep, segment_id: PathId
) -> AudienceCount:
    return await queries.count_audience(session, segment_id, shop=shop, now=now)


@router.get("/{segment_id}/preview", dependencies=READ)
async def preview_segment(
    session: SessionDep, actor: ActorDep, shop: ShopDep, now: NowDep, segment_id: PathId
) -> Preview:
    """Needs `clients:read` as well; phones are shown to those with `clients:phones`."""
    return await queries.preview_audience(session, actor, segment_id, shop=shop, now=now)
