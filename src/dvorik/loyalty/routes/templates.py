from typing import Annotated

from fastapi import APIRouter, Query, Response

from dvorik.kernel.actor import Permission
from dvorik.kernel.paging import Page
from dvorik.kernel.web import ActorDep, IfMatchDep, NowDep, PathId, SessionDep, needs, show_version
from dvorik.loyalty import actions, queries
from dvorik.loyalty.models import DiscountTemplate
from dvorik.loyalty.schemas.templates import (
    TemplateCreate,
    TemplateEdit,
    TemplateFilter,
    TemplateView,
)

router = APIRouter(prefix="/discount-templates", tags=["discount templates"])

READ = [needs(Permission.DISCOUNTS_READ)]
MANAGE = [needs(Permission.TEMPLATES_MANAGE)]


@router.get("", dependencies=READ)
async def list_discount_templates(
    session: SessionDep, wanted: Annotated[TemplateFilter, Query()]
) -> Page[TemplateView]:
    return await queries.list_templates(session, wanted)


@router.post("", status_code=201, response_model=TemplateView, dependencies=MANAGE)
async def create_discount_template(
    session: SessionDep, actor: ActorDep, now: NowDep, response: Response, body: TemplateCreate
) -> DiscountTemplate:
    template = await actions.create_template(session, actor, terms=body, now=now)
    show_version(response, template.version)
    return template


@router.get("/{template_id}", response_model=TemplateView, dependencies=READ)
async def get_discount_template(
    session: SessionDep, response: Response, template_id: PathId
) -> DiscountTemplate:
    template = await queries.get_template(session, template_id)
    show_version(response, template.version)
    return template


@router.patch("/{template_id}", response_model=TemplateView, dependencies=MANAGE)
async def edit_discount_template(
    session: SessionDep,
    actor: ActorDep,
    now: NowDep,
    response: Response,
    template_id: PathId,
    version: IfMatchDep,
    body: TemplateEdit,
) -> DiscountTemplate:
    template = await actions.edit_template(
        session, actor, template_id=template_id, edit=body, version=version, now=now
    )
    show_version(response, template.version)
    return template


@router.delete("/{template_id}", status_code=204, dependencies=MANAGE)
async def delete_discount_template(
    session: SessionDep, actor: ActorDep, now: NowDep, template_id: PathId
) -> None:
    """Nothing more is issued from it; codes that people hold stay good."""
    await actions.delete_template(session, actor, template_id=template_id, now=now)
