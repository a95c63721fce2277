"""Sources of clients, each with its own link, discount and limits."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pydantic_core import to_jsonable_python
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import clock, events
from dvorik.kernel.actor import Actor, Permission
from dvorik.kernel.errors import StaleVersion
from dvorik.loyalty.actions.budgets import recount, recount_codes
from dvorik.loyalty.errors import CampaignInvalid, SlugInUse, SlugTaken
from dvorik.loyalty.events import (
    CampaignArchived,
    CampaignChanged,
    CampaignCreated,
    CampaignRestored,
)
from dvorik.loyalty.models import Campaign, CampaignClick, DiscountTemplate
from dvorik.loyalty.queries import campaigns
from dvorik.loyalty.rules.campaigns import draw_slug
from dvorik.loyalty.schemas.campaigns import CampaignCreate, CampaignEdit
from dvorik.loyalty.types import TemplateEvent
from dvorik.settings.schemas import ShopSettings

_DRAWS = 20
"""Of a slug, before giving up: 8 letters of 31 hardly ever meet."""

_NEVER_EMPTY = ("name", "slug", "is_active")


async def create_campaign(
    session: AsyncSession,
    actor: Actor,
    *,
    campaign: CampaignCreate,
    shop: ShopSettings,
    now: datetime,
) -> Campaign:
    """Raises `CampaignInvalid`, `SlugTaken`."""
    actor.require(Permission.CAMPAIGNS_MANAGE)
    values = _columns(campaign, set(CampaignCreate.model_fields) - {"slug"}, shop)
    await _check(session, values)
    row = await _insert(session, campaign.slug, {**values, "created_at": now, "updated_at": now})
    events.record(session, actor, CampaignCreated(campaign_id=row.id))
    return row


async def edit_campaign(
    session: AsyncSession,
    actor: Actor,
    *,
    campaign_id: int,
    edit: CampaignEdit,
    shop: ShopSettings,
    version: int | None,
    now: datetime,
) -> Campaign:
    """Change what `edit` names, at once also for the codes that people hold.

    Redemptions, codes and clicks of the campaign wait meanwhile. Raises `CampaignNotFound`,
    `CampaignInvalid`, `SlugTaken`, `SlugInUse`, `BudgetBelowUse`, `CodesLimitBelowUse`, and
    `StaleVersion` when `version` is not the present one.
    """
    actor.require(Permission.CAMPAIGNS_MANAGE)
    row = await _lock(session, campaign_id, version)
    values = _columns(edit, edit.model_fields_set, shop)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return row
    await _check(session, changed, row)
    if "slug" in changed and await _was_clicked(session, campaign_id):
        raise SlugInUse(campaign_id=campaign_id)
    changes = {
        name: to_jsonable_python([getattr(row, name), value])
        for name, value in sorted(changed.items())
    }
    for name, value in changed.items():
        setattr(row, name, value)
    await _keep_limits(session, row, changed)
    await _save(session, row, now)
    event = CampaignChanged(campaign_id=campaign_id, fields=list(changes), changes=changes)
    events.record(session, actor, event)
    return row


async def archive_campaign(
    session: AsyncSession, actor: Actor, *, campaign_id: int, version: int | None, now: datetime
) -> Campaign:
    """Switch it off and put it away; its link and its figures stay. Once more changes nothing.

    Raises `CampaignNotFound`, `StaleVersion`.
    """
    actor.require(Permission.CAMPAIGNS_MANAGE)
    row = await _lock(session, campaign_id, version)
    if row.archived_at is None:
        row.archived_at = now
        row.is_active = False
        await _save(session, row, now)
        events.record(session, actor, CampaignArchived(campaign_id=campaign_id))
    return row


async def restore_campaign(
    session: AsyncSession, actor: Actor, *, campaign_id: int, version: int | None, now: datetime
) -> Campaign:
    """Back among the others, still switched off. Raises `CampaignNotFound`, `StaleVersion`."""
    actor.require(Permission.CAMPAIGNS_MANAGE)
    row = await _lock(session, campaign_id, version)
    if row.archived_at is not None:
        row.archived_at = None
        await _save(session, row, now)
        events.record(session, actor, CampaignRestored(campaign_id=campaign_id))
    return row


async def _lock(session: AsyncSession, campaign_id: int, version: int | None) -> Campaign:
    row = await campaigns.lock_campaign(session, campaign_id)
    if version is not None and version != row.version:
        raise StaleVersion(version=row.version)
    return row


def _columns(
    fields: CampaignCreate | CampaignEdit, names: Iterable[str], shop: ShopSettings
) -> dict[str, Any]:
    """Fields as the table keeps them: days become moments of the shop's zone."""
    values = {name: getattr(fields, name) for name in names}
    for name, column, moment in (
        ("starts_on", "starts_at", clock.start_of_day),
        ("ends_on", "ends_at", clock.end_of_day),
    ):
        if name in values:
            day = values.pop(name)
            values[column] = day and moment(day, shop.zone)
    return values


async def _check(
    session: AsyncSession, values: dict[str, Any], row: Campaign | None = None
) -> None:
    """Raise `CampaignInvalid` unless `values`, with what `row` has already, make sense."""
    wrong = [(name, "null") for name in _NEVER_EMPTY if values.get(name, "") is None]
    starts_at = values.get("starts_at", row and row.starts_at)
    ends_at = values.get("ends_at", row and row.ends_at)
    if starts_at and ends_at and starts_at >= ends_at:
        wrong.append(("ends_on", "ends_before_it_starts"))
    template_id = values.get("template_id")
    if template_id is not None and not await _suits(session, template_id):
        wrong.append(("template_id", "no_such_campaign_template"))
    if wrong:
        raise CampaignInvalid(
            errors=[{"pointer": f"/body/{field}", "code": code} for field, code in wrong]
        )


async def _suits(session: AsyncSession, template_id: int) -> bool:
    """A template of another event would be given for two reasons."""
    return await _is_so(
        session,
        exists().where(
            DiscountTemplate.id == template_id,
            DiscountTemplate.event == TemplateEvent.CAMPAIGN.value,
            DiscountTemplate.deleted_at.is_(None),
        ),
    )


async def _was_clicked(session: AsyncSession, campaign_id: int) -> bool:
    return await _is_so(session, exists().where(CampaignClick.campaign_id == campaign_id))


async def _is_so(session: AsyncSession, condition: ColumnElement[bool]) -> bool:
    return bool(await session.scalar(select(condition)))


async def _insert(session: AsyncSession, slug: str | None, values: dict[str, Any]) -> Campaign:
    """The unique key says whether a slug is free; nobody asks first."""
    for _ in range(1 if slug else _DRAWS):
        made: Campaign | None = await session.scalar(
            insert(Campaign)
            .values({**values, "slug": slug or draw_slug()})
            .on_conflict_do_nothing()
            .returning(Campaign)
        )
        if made is not None:
            return made
    raise SlugTaken(slug=slug)


async def _keep_limits(session: AsyncSession, row: Campaign, changed: dict[str, Any]) -> None:
    """The caller holds the row: what counts from now on is what was spent until now."""
    with session.no_autoflush:
        if {"budget_count", "budget_minor"} & changed.keys():
            await recount(session, row)
        if "codes_limit" in changed:
            await recount_codes(session, row)


async def _save(session: AsyncSession, row: Campaign, now: datetime) -> None:
    row.version += 1
    row.updated_at = now
    slug = row.slug
    try:
        await session.flush()
    except IntegrityError as error:
        if "uq_campaign_slug" not in str(error.orig):
            raise
        raise SlugTaken(slug=slug) from error
