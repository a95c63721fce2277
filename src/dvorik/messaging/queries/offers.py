"""What people will read about a discount that is still being thought up."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import clock
from dvorik.kernel.i18n import Language
from dvorik.loyalty.rules import periods
from dvorik.loyalty.schemas.discounts import DiscountView
from dvorik.loyalty.schemas.templates import TemplateCreate
from dvorik.loyalty.types import DiscountState, TemplateEvent
from dvorik.messaging import phrases, texts
from dvorik.messaging.queries.texts import render
from dvorik.messaging.schemas.offers import OfferPreview
from dvorik.settings.schemas import ShopSettings

_CASHIER = "cashier.code_good"


async def preview_offer(
    session: AsyncSession,
    terms: TemplateCreate,
    *,
    shop: ShopSettings,
    language: Language,
    now: datetime,
) -> OfferPreview:
    """The bots' texts as they are worded now, about a code issued from `terms` at `now`."""
    values = phrases.discount_values(_sample(terms, shop, language, now), shop, language)
    is_birthday = terms.event is TemplateEvent.BIRTHDAY
    client = await render(
        session,
        "client.birthday_greeting" if is_birthday else "client.discount_issued",
        language,
        first_name=texts.sample("first_name", language),
        business_name=shop.business_name,
        **values,
    )
    wanted = texts.TEXTS[_CASHIER].variables
    cashier = await render(
        session,
        _CASHIER,
        language,
        client=texts.sample("client", language),
        **{name: value for name, value in values.items() if name in wanted},
    )
    return OfferPreview(client=client, cashier=cashier)


def _sample(
    terms: TemplateCreate, shop: ShopSettings, language: Language, now: datetime
) -> DiscountView:
    """A code that nobody holds."""
    last = periods.last_day(clock.local_date(now, shop.zone), terms.duration_days)
    return DiscountView(
        id=0,
        code=texts.sample("code", language),
        state=DiscountState.ACTIVE,
        template_id=0,
        template_name=terms.name,
        client_id=0,
        campaign_id=None,
        kind=terms.kind,
        value=terms.value,
        min_bill_minor=terms.min_bill_minor,
        max_discount_minor=terms.max_discount_minor,
        weekdays=terms.weekdays,
        from_time=terms.from_time,
        until_time=terms.until_time,
        requires_subscription=terms.requires_subscription,
        usage_limit=terms.usage_limit,
        used_count=0,
        starts_at=now,
        expires_at=clock.end_of_day(last, shop.zone),
        issued_at=now,
        last_used_at=None,
        blocked_at=None,
        is_test=True,
    )
