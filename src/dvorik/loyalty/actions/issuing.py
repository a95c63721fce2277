"""Giving one client a code: once per template and period, however often it is asked for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries as clients
from dvorik.kernel import clock, events
from dvorik.kernel.actor import Actor, Permission
from dvorik.loyalty.errors import (
    AlreadyIssued,
    ClientNotEligible,
    CodesExhausted,
    CodesLimitReached,
    TemplateInactive,
)
from dvorik.loyalty.events import DiscountIssued
from dvorik.loyalty.models import Campaign, Discount, DiscountTemplate
from dvorik.loyalty.queries import campaigns, discounts, templates
from dvorik.loyalty.rules import codes, periods
from dvorik.loyalty.rules.campaigns import is_exhausted
from dvorik.loyalty.rules.periods import LastIssue
from dvorik.loyalty.types import RecurrenceType, TemplateEvent
from dvorik.settings.schemas import ShopSettings

if TYPE_CHECKING:
    from dvorik.clients.models import Client

MAX_DRAWS = 50
"""Draws of a code before giving up. With half of all codes taken, 2 draws do on average."""


@dataclass(frozen=True, slots=True)
class Issued:
    """The client's code of this period. `is_new`: made by this call, not held before."""

    discount: Discount
    is_new: bool


async def issue_for_event(
    session: AsyncSession,
    actor: Actor,
    *,
    client: "Client",
    event: TemplateEvent,
    shop: ShopSettings,
    now: datetime,
) -> list[Issued]:
    """What every active template of `event` gives the client, each at most once per period.

    For `CAMPAIGN` that is the template of the campaign the client came by, while it runs.
    Empty when nothing is promised for the event, and for blacklisted clients.
    """
    if client.is_blacklisted:
        return []
    if event is TemplateEvent.CAMPAIGN:
        return await _issue_for_campaign(session, actor, client=client, shop=shop, now=now)
    return [
        await issue(
            session, actor, template=template, client=client, trigger=event, shop=shop, now=now
        )
        for template in await templates.list_active_for(session, event)
    ]


async def issue_by_hand(
    session: AsyncSession,
    actor: Actor,
    *,
    client_id: int,
    template_id: int,
    shop: ShopSettings,
    now: datetime,
) -> Discount:
    """Raises `AlreadyIssued` when the client holds this period's code.

    Also `TemplateNotFound`, `TemplateInactive`, `ClientNotFound`, `ClientNotEligible`.
    """
    actor.require(Permission.DISCOUNTS_ISSUE)
    template = await templates.get_template(session, template_id)
    if not template.is_active:
        raise TemplateInactive(template_id=template_id)
    client = await clients.get_client(session, client_id)
    if client.is_blacklisted:
        raise ClientNotEligible(client_id=client_id)
    issued = await issue(
        session,
        actor,
        template=template,
        client=client,
        trigger=TemplateEvent.MANUAL,
        shop=shop,
        now=now,
    )
    if not issued.is_new:
        raise AlreadyIssued(discount_id=issued.discount.id)
    return issued.discount


async def issue(
    session: AsyncSession,
    actor: Actor,
    *,
    template: DiscountTemplate,
    client: "Client",
    trigger: TemplateEvent,
    campaign: Campaign | None = None,
    shop: ShopSettings,
    now: datetime,
) -> Issued:
    """The client's code of this period, made if missing. The unique key settles every race.

    Nothing is locked: two issues at once want the same period, and who comes second finds the
    other's code. Raises `CodesExhausted`.
    """
    today = clock.local_date(now, shop.zone)
    for _ in range(MAX_DRAWS):
        last = await discounts.find_last(session, template_id=template.id, client_id=client.id)
        period = _period_of(template, today, last, shop)
        if last is not None and period in {last.period, None}:
            return Issued(last, is_new=False)
        draw = {
            **terms_of(template, campaign, shop=shop, now=now),
            "code": codes.generate(template.alphabet),
            "client_id": client.id,
            "is_test": client.is_test,
            "period": period,
        }
        if (discount := await _insert(session, draw)) is not None:
            events.record(session, actor, _issued(discount, trigger))
            return Issued(discount, is_new=True)
        # Somebody was quicker; or it is not the newest, since the recurrence, the zone or the
        # clock was set back.
        held = period and await discounts.find_of_period(
            session, template_id=template.id, client_id=client.id, period=period
        )
        if held:
            return Issued(held, is_new=False)
    raise CodesExhausted(template_id=template.id)


async def _issue_for_campaign(
    session: AsyncSession, actor: Actor, *, client: "Client", shop: ShopSettings, now: datetime
) -> list[Issued]:
    """Locks a campaign with a limit of codes until the transaction ends: who is last gets none."""
    if client.campaign_id is None:
        return []
    campaign = await campaigns.hold_campaign(session, client.campaign_id)
    template = await templates.find_active(session, campaign.template_id)
    if template is None or not campaigns.is_on(campaign, now):
        return []
    if is_exhausted(campaign):
        held = await discounts.find_last(session, template_id=template.id, client_id=client.id)
        return [Issued(held, is_new=False)] if held else []
    issued = await issue(
        session,
        actor,
        template=template,
        client=client,
        trigger=TemplateEvent.CAMPAIGN,
        campaign=campaign,
        shop=shop,
        now=now,
    )
    charge_codes(campaign, int(issued.is_new))
    return [issued]


def charge_codes(campaign: Campaign, made: int) -> None:
    """Count codes against the limit, if there is one. The caller holds the campaign.

    Raises `CodesLimitReached`.
    """
    if campaign.codes_limit is None:
        return
    if campaign.issued_count + made > campaign.codes_limit:
        raise CodesLimitReached(codes_limit=campaign.codes_limit)
    campaign.issued_count += made


def _period_of(
    template: DiscountTemplate, today: date, last: Discount | None, shop: ShopSettings
) -> str | None:
    newest = LastIssue(last.id, clock.local_date(last.issued_at, shop.zone)) if last else None
    return periods.period_of(
        RecurrenceType(template.recurrence["type"]),
        template.recurrence.get("value") or 0,
        TemplateEvent(template.event),
        today=today,
        last=newest,
    )


def terms_of(
    template: DiscountTemplate, campaign: Campaign | None, *, shop: ShopSettings, now: datetime
) -> dict[str, Any]:
    """What a code promises from now on, whatever becomes of its template."""
    today = clock.local_date(now, shop.zone)
    expires_at = clock.end_of_day(periods.last_day(today, template.duration_days), shop.zone)
    if campaign is not None and campaign.ends_at is not None:
        expires_at = min(expires_at, campaign.ends_at)
    return {
        "template_id": template.id,
        "campaign_id": campaign and campaign.id,
        "kind": template.kind,
        "value": template.value,
        "min_bill_minor": template.min_bill_minor,
        "max_discount_minor": template.max_discount_minor,
        "usage_limit": template.usage_limit,
        "used_count": 0,
        "starts_at": now,
        "expires_at": expires_at,
        "issued_at": now,
    }


async def _insert(session: AsyncSession, values: dict[str, Any]) -> Discount | None:
    """None when the code or the period is taken: the unique keys speak, nobody asks first."""
    made: Discount | None = await session.scalar(
        insert(Discount).values(values).on_conflict_do_nothing().returning(Discount)
    )
    return made


def _issued(discount: Discount, trigger: TemplateEvent) -> DiscountIssued:
    return DiscountIssued(
        discount_id=discount.id,
        client_id=discount.client_id,
        template_id=discount.template_id,
        campaign_id=discount.campaign_id,
        trigger=trigger.value,
    )
