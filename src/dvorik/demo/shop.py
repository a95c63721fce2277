"""What the demo's shop is called, and what it gives to whom."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.demo.diary import at
from dvorik.kernel import clock
from dvorik.kernel.actor import Actor
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty.schemas.campaigns import CampaignCreate
from dvorik.loyalty.schemas.templates import Recurrence, TemplateCreate
from dvorik.loyalty.types import DiscountKind, RecurrenceType, TemplateEvent, UsageType
from dvorik.sandbox import cast
from dvorik.settings import actions as settings
from dvorik.settings.schemas import ShopSettings

SETTINGS: dict[str, JsonValue] = {
    "business_name": cast.CHANNEL.title,
    "channel_id": cast.CHANNEL.id,
    "channel_username": cast.CHANNEL.username,
    "contacts": "Владивосток, Светланская улица, 12. Каждый день с 10 до 21.",
}

AUTUMN = "autumn"
"""The slug of the campaign whose link hangs at the tram stop."""

SCHOOL = "school"
"""The slug of a campaign that is over."""

_SCHOOL_ENDED_BEFORE = timedelta(days=60)

_WELCOME = TemplateCreate(
    name="10 % за подписку",
    description="Спасибо, что читаете наш канал.",
    kind=DiscountKind.PERCENT,
    value=Decimal(10),
    event=TemplateEvent.SUBSCRIPTION,
    duration_days=30,
    max_discount_minor=500_00,
    requires_subscription=True,
)
_BIRTHDAY = TemplateCreate(
    name="300 ₽ ко дню рождения",
    description="От всего Дворика.",
    kind=DiscountKind.FIXED,
    value=Decimal(300),
    event=TemplateEvent.BIRTHDAY,
    duration_days=14,
    recurrence=Recurrence(type=RecurrenceType.YEARLY),
    min_bill_minor=600_00,
)
_REGULAR = TemplateCreate(
    name="Карта гостя: 5 % десять раз",
    kind=DiscountKind.PERCENT,
    value=Decimal(5),
    event=TemplateEvent.MANUAL,
    usage_type=UsageType.MULTI,
    usage_limit=10,
    duration_days=90,
    recurrence=Recurrence(type=RecurrenceType.DAYS, value=90),
)
_AUTUMN = TemplateCreate(
    name="15 % осенью",
    kind=DiscountKind.PERCENT,
    value=Decimal(15),
    event=TemplateEvent.CAMPAIGN,
    duration_days=45,
    min_bill_minor=500_00,
    budget_count=200,
)
_SCHOOL = TemplateCreate(
    name="Сладкий портфель: 10 %",
    description="К началу учебного года, от 300 ₽.",
    kind=DiscountKind.PERCENT,
    value=Decimal(10),
    event=TemplateEvent.CAMPAIGN,
    duration_days=21,
    min_bill_minor=300_00,
)
_COCOA = TemplateCreate(
    name="Какао в подарок",
    description="Чашка какао к любой покупке, по будням до обеда.",
    kind=DiscountKind.GIFT,
    event=TemplateEvent.VISIT,
    duration_days=60,
    weekdays=[1, 2, 3, 4, 5],
    from_time=time(10),
    until_time=time(14),
    recurrence=Recurrence(type=RecurrenceType.MONTHLY),
)
_TASTE = TemplateCreate(
    name="7 % на новый вкус",
    description="Облепиха с мёдом ждёт вашего мнения.",
    kind=DiscountKind.PERCENT,
    value=Decimal(7),
    event=TemplateEvent.MANUAL,
    duration_days=21,
)
_PUMPKIN = TemplateCreate(
    name="7 % на тыквенное",
    description="Пока тыква не кончилась.",
    kind=DiscountKind.PERCENT,
    value=Decimal(7),
    event=TemplateEvent.MANUAL,
    duration_days=21,
)
_OLD = TemplateCreate(
    name="Летняя распродажа",
    kind=DiscountKind.PERCENT,
    value=Decimal(20),
    event=TemplateEvent.MANUAL,
    duration_days=7,
    is_active=False,
)


_TEMPLATES = (_WELCOME, _BIRTHDAY, _REGULAR, _AUTUMN, _SCHOOL, _COCOA, _TASTE, _PUMPKIN, _OLD)


@dataclass(frozen=True, slots=True)
class Offers:
    """Ids of what the story asks for by name."""

    regular_id: int
    cocoa_id: int
    taste_id: int
    pumpkin_id: int
    campaign_ids: dict[str, int]
    """By slug, which is what `source` says of those who came by the link."""


async def open_shop(
    session: AsyncSession, owner: Actor, *, opened_at: datetime, now: datetime
) -> tuple[ShopSettings, Offers]:
    """Settings, a template for every event, a campaign that runs and one that is over."""
    with at(opened_at):
        shop = await settings.change_settings(session, owner, changes=SETTINGS, now=opened_at)
        ids = [
            (await loyalty.create_template(session, owner, terms=terms, now=opened_at)).id
            for terms in _TEMPLATES
        ]
        _, _, regular_id, autumn_id, school_id, cocoa_id, taste_id, pumpkin_id, _ = ids
        orders = _campaigns(autumn_id, school_id, opened_at=opened_at, now=now, zone=shop.zone)
        campaigns = [
            await loyalty.create_campaign(session, owner, campaign=order, shop=shop, now=opened_at)
            for order in orders
        ]
        await session.flush()
    return shop, Offers(
        regular_id=regular_id,
        cocoa_id=cocoa_id,
        taste_id=taste_id,
        pumpkin_id=pumpkin_id,
        campaign_ids={campaign.slug: campaign.id for campaign in campaigns},
    )


def school_ends_at(now: datetime, zone: ZoneInfo) -> datetime:
    return clock.end_of_day(_school_ends_on(now, zone), zone)


def _school_ends_on(now: datetime, zone: ZoneInfo) -> date:
    return clock.local_date(now, zone) - _SCHOOL_ENDED_BEFORE


def _campaigns(
    autumn_id: int, school_id: int, *, opened_at: datetime, now: datetime, zone: ZoneInfo
) -> tuple[CampaignCreate, CampaignCreate]:
    """One that runs and one that is over."""
    starts_on = clock.local_date(opened_at, zone)
    today = clock.local_date(now, zone)
    return (
        CampaignCreate(
            name="Осень на Светланской",
            slug=AUTUMN,
            template_id=autumn_id,
            starts_on=starts_on,
            ends_on=today + timedelta(days=20),
            budget_count=60,
        ),
        CampaignCreate(
            name="Первое сентября",
            slug=SCHOOL,
            template_id=school_id,
            starts_on=starts_on,
            ends_on=_school_ends_on(now, zone),
            codes_limit=100,
        ),
    )
