"""Campaigns: sources of clients."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import clock
from dvorik.kernel.paging import Page, count
from dvorik.loyalty.errors import CampaignNotFound
from dvorik.loyalty.models import Campaign, DiscountTemplate
from dvorik.loyalty.queries import campaign_figures
from dvorik.loyalty.rules.campaigns import is_exhausted, is_running, link, state_of
from dvorik.loyalty.schemas.campaigns import CampaignFigures, CampaignFilter, CampaignView
from dvorik.loyalty.types import CampaignSort, CampaignState
from dvorik.settings.schemas import ShopSettings


async def find_campaign_by_slug(session: AsyncSession, slug: str) -> Campaign | None:
    """The campaign behind `ref_<slug>` in any case, whatever its state."""
    found: Campaign | None = await session.scalar(
        select(Campaign).where(func.lower(Campaign.slug) == slug.lower())
    )
    return found


async def get_campaign(session: AsyncSession, campaign_id: int) -> Campaign:
    """Raises `CampaignNotFound`."""
    if (found := await session.get(Campaign, campaign_id)) is None:
        raise CampaignNotFound(campaign_id=campaign_id)
    return found


def is_on(campaign: Campaign, now: datetime) -> bool:
    return is_running(
        is_active=campaign.is_active,
        starts_at=campaign.starts_at,
        ends_at=campaign.ends_at,
        now=now,
    )


async def lock_campaign(session: AsyncSession, campaign_id: int) -> Campaign:
    """Nobody redeems, gets a code or clicks until the transaction ends.

    Raises `CampaignNotFound`.
    """
    # Plain FOR UPDATE: it also waits for those who hold KEY SHARE only.
    found = await session.get(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise CampaignNotFound(campaign_id=campaign_id)
    return found


async def hold_campaign(session: AsyncSession, campaign_id: int) -> Campaign:
    """Kept from being given a limit of codes meanwhile; one that has a limit waits its turn."""
    held = (
        select(Campaign)
        .where(Campaign.id == campaign_id)
        .with_for_update(read=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    found = (await session.scalars(held)).one()
    if found.codes_limit is not None:
        found = (await session.scalars(held.with_for_update(key_share=True))).one()
    return found


async def list_campaigns(
    session: AsyncSession,
    wanted: CampaignFilter,
    *,
    bot: str | None,
    shop: ShopSettings,
    now: datetime,
) -> Page[CampaignView]:
    """`bot` is the link to the client bot. So many statements, however many campaigns."""
    statement = select(Campaign).where(*_criteria(wanted, now))
    rows = await session.scalars(
        statement.order_by(*_order(wanted.sort)).offset(wanted.offset).limit(wanted.limit)
    )
    return Page(
        items=await _views(session, rows.all(), bot=bot, shop=shop, now=now),
        total=await count(session, statement),
        page=wanted.page,
        limit=wanted.limit,
    )


async def view_campaign(
    session: AsyncSession,
    campaign_id: int,
    *,
    bot: str | None,
    shop: ShopSettings,
    now: datetime,
) -> CampaignView:
    """Raises `CampaignNotFound`."""
    row = await get_campaign(session, campaign_id)
    (view,) = await _views(session, [row], bot=bot, shop=shop, now=now)
    return view


def in_state(state: CampaignState, now: datetime) -> ColumnElement[bool]:
    """`rules.campaigns.state_of` as a condition; a test compares the two."""
    derived: ColumnElement[str] = case(
        (Campaign.archived_at.is_not(None), CampaignState.ARCHIVED.value),
        (Campaign.ends_at <= now, CampaignState.ENDED.value),
        (~Campaign.is_active, CampaignState.PAUSED.value),
        (Campaign.starts_at > now, CampaignState.UPCOMING.value),
        else_=CampaignState.RUNNING.value,
    )
    return derived == state.value


def _criteria(wanted: CampaignFilter, now: datetime) -> list[ColumnElement[bool]]:
    if wanted.state is None:
        criteria: list[ColumnElement[bool]] = [Campaign.archived_at.is_(None)]
    else:
        criteria = [in_state(wanted.state, now)]
    if wanted.template_id is not None:
        criteria.append(Campaign.template_id == wanted.template_id)
    if wanted.search is not None:
        part = wanted.search
        criteria.append(
            or_(
                Campaign.name.icontains(part, autoescape=True),
                Campaign.slug.icontains(part, autoescape=True),
            )
        )
    return criteria


_SORT_KEYS: dict[CampaignSort, ColumnElement[Any]] = {
    CampaignSort.OLDEST: Campaign.created_at.expression,
    CampaignSort.NAME: func.lower(Campaign.name),
    CampaignSort.ENDS_FIRST: Campaign.ends_at.expression,
}


def _order(sort: CampaignSort) -> tuple[UnaryExpression[Any], UnaryExpression[Any]]:
    """Those without an end are last, whichever way."""
    key = _SORT_KEYS[CampaignSort(sort.removeprefix("-"))]
    if sort.startswith("-"):
        return key.desc().nulls_last(), Campaign.id.desc()
    return key.asc().nulls_last(), Campaign.id.asc()


async def _views(
    session: AsyncSession,
    rows: Sequence[Campaign],
    *,
    bot: str | None,
    shop: ShopSettings,
    now: datetime,
) -> list[CampaignView]:
    ids = [row.id for row in rows]
    figures = await campaign_figures.count_campaigns(session, ids, currency=shop.currency)
    templates = await _template_names(session, rows)
    return [
        _view(
            row,
            figures[row.id],
            template_name=templates.get(row.template_id),
            bot=bot,
            shop=shop,
            now=now,
        )
        for row in rows
    ]


async def _template_names(session: AsyncSession, rows: Sequence[Campaign]) -> dict[int | None, str]:
    ids = {row.template_id for row in rows}
    found = await session.execute(
        select(DiscountTemplate.id, DiscountTemplate.name).where(DiscountTemplate.id.in_(ids))
    )
    return {row.id: row.name for row in found}


def _view(
    row: Campaign,
    figures: CampaignFigures,
    *,
    template_name: str | None,
    bot: str | None,
    shop: ShopSettings,
    now: datetime,
) -> CampaignView:
    starts_at, ends_at = row.starts_at, row.ends_at
    return CampaignView(
        id=row.id,
        name=row.name,
        slug=row.slug,
        link=bot and link(bot, row.slug),
        template_id=row.template_id,
        template_name=template_name,
        starts_on=starts_at and clock.local_date(starts_at, shop.zone),
        ends_on=ends_at and clock.last_date(ends_at, shop.zone),
        state=state_of(
            archived_at=row.archived_at,
            is_active=row.is_active,
            starts_at=starts_at,
            ends_at=ends_at,
            now=now,
        ),
        is_active=row.is_active,
        is_exhausted=is_exhausted(row),
        budget_count=row.budget_count,
        budget_minor=row.budget_minor,
        codes_limit=row.codes_limit,
        used_count=row.used_count,
        used_minor=row.used_minor,
        issued_count=row.issued_count,
        figures=figures,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        archived_at=row.archived_at,
    )
