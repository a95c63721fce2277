"""Giving many clients a code each, in statements that PostgreSQL runs alone.

Codes are made where they are kept: 48 random bits of a version 4 UUID, which PostgreSQL takes
from the system's source of cryptographic randomness, folded onto the alphabet. Memory stays flat
however many clients there are, here and on the server.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    String,
    Subquery,
    cast,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import BIT, aggregate_order_by, insert
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import clock, events
from dvorik.kernel.actor import Actor, Permission
from dvorik.loyalty.actions.issuing import MAX_DRAWS, charge_codes, terms_of
from dvorik.loyalty.errors import CodesExhausted, TemplateInactive
from dvorik.loyalty.events import DiscountsIssued
from dvorik.loyalty.models import Campaign, Discount, DiscountTemplate
from dvorik.loyalty.queries import campaigns
from dvorik.loyalty.rules import codes, periods
from dvorik.loyalty.types import RecurrenceType, TemplateEvent
from dvorik.settings.schemas import ShopSettings


async def issue_many(
    session: AsyncSession,
    actor: Actor,
    *,
    people: Select[int, bool],
    template: DiscountTemplate,
    campaign: Campaign | None = None,
    shop: ShopSettings,
    now: datetime,
) -> int:
    """Give each of `people` this period's code of the template; how many were made.

    `people` selects `id` and `is_test` of clients (`clients.queries.recipients`). Who holds the
    period's code keeps it. One event for all of them. A code that turns out to be taken is drawn
    again in the next round. A campaign with a limit of codes is held until the transaction ends.
    Raises `TemplateInactive`, `CodesExhausted`, `CodesLimitReached`.
    """
    _require_allowed(actor, template)
    if campaign is not None:
        campaign = await campaigns.hold_campaign(session, campaign.id)
    rounds = _rounds(session, _statement(people, template, campaign, shop, now), template)
    made: int = sum([round_.made async for round_ in rounds])
    if campaign is not None:
        charge_codes(campaign, made)
    if made:
        event = DiscountsIssued(
            template_id=template.id, campaign_id=campaign.id if campaign else None, count=made
        )
        events.record(session, actor, event)
    return made


async def issue_to_listed(
    session: AsyncSession,
    actor: Actor,
    *,
    people: Select[int, bool],
    template: DiscountTemplate,
    shop: ShopSettings,
    now: datetime,
) -> dict[int, int]:
    """As `issue_many`, to a few hundred at a time: the ids of the new codes, by client.

    Records nothing: who goes through a long list records what became of the whole. Raises
    `TemplateInactive`, `CodesExhausted`.
    """
    _require_allowed(actor, template)
    statement = _statement(people, template, None, shop, now, is_listed=True)
    return {
        client_id: discount_id
        async for round_ in _rounds(session, statement, template)
        for client_id, discount_id in zip(
            round_.client_ids or (), round_.discount_ids or (), strict=True
        )
    }


def _require_allowed(actor: Actor, template: DiscountTemplate) -> None:
    actor.require(Permission.DISCOUNTS_ISSUE)
    if not template.is_active or template.deleted_at is not None:
        raise TemplateInactive(template_id=template.id)


async def _rounds(
    session: AsyncSession, statement: Select[Any], template: DiscountTemplate
) -> AsyncIterator[Row[Any]]:
    for _ in range(MAX_DRAWS):
        round_ = (await session.execute(statement)).one()
        yield round_
        if round_.made == round_.wanted:
            return
    raise CodesExhausted(template_id=template.id)


def _statement(
    people: Select[int, bool],
    template: DiscountTemplate,
    campaign: Campaign | None,
    shop: ShopSettings,
    now: datetime,
    *,
    is_listed: bool = False,
) -> Select[Any]:
    """One round: how many lack a code of the period (`wanted`), and how many got one (`made`).

    With `is_listed` also who got which.
    """
    wanted = _lacking(people.subquery("people"), template, shop, now).cte("wanted")
    terms = {**terms_of(template, campaign, shop=shop, now=now), **_from(wanted, template)}
    columns = Discount.__table__.c
    source = select(
        *(
            value.label(name)
            if isinstance(value, ColumnElement)
            else literal(value, columns[name].type).label(name)
            for name, value in terms.items()
        )
    ).select_from(wanted)
    made = (
        insert(Discount)
        .from_select(list(terms), source)
        .on_conflict_do_nothing()
        .returning(Discount.id, Discount.client_id)
        .cte("made")
    )
    counted = select(
        select(func.count()).select_from(wanted).scalar_subquery().label("wanted"),
        select(func.count()).select_from(made).scalar_subquery().label("made"),
    )
    if not is_listed:
        return counted
    return counted.add_columns(
        # In one order, so that they can be put together again.
        _listed(made.c.client_id, made.c.client_id).label("client_ids"),
        _listed(made.c.id, made.c.client_id).label("discount_ids"),
    )


def _listed(column: ColumnElement[int], order: ColumnElement[int]) -> ColumnElement[list[int]]:
    return select(func.array_agg(aggregate_order_by(column, order))).scalar_subquery()


def _lacking(
    people: Subquery, template: DiscountTemplate, shop: ShopSettings, now: datetime
) -> Select[Any]:
    """People without a code of the period, each with the period's key and random bytes.

    Each is looked up by the unique key. Joined, whoever has codes would be searched for among all
    of the template's when PostgreSQL has not counted them yet, and those being made are met too:
    minutes for a hundred thousand people.
    """
    own = (Discount.template_id == template.id, Discount.client_id == people.c.id)
    random_bytes = func.uuid_send(func.gen_random_uuid()).label("bytes")
    if not _repeats_by_days(template):
        period = _calendar_period(template, shop, now)
        held = select(Discount.id).where(*own, Discount.period == period).limit(1).lateral("held")
        return (
            select(people.c.id, people.c.is_test, literal(period).label("period"), random_bytes)
            .select_from(people)
            .outerjoin(held, true())
            .where(held.c.id.is_(None))
        )
    last = select(Discount.id, Discount.issued_at).where(*own).order_by(Discount.id.desc())
    newest = last.limit(1).lateral("newest")
    issued_on = cast(func.timezone(shop.timezone, newest.c.issued_at), Date)
    today = clock.local_date(now, shop.zone)
    period_key = func.coalesce(literal(periods.AFTER).concat(newest.c.id), periods.FIRST)
    return (
        select(people.c.id, people.c.is_test, period_key.label("period"), random_bytes)
        .select_from(people)
        .outerjoin(newest, true())
        .where(or_(newest.c.id.is_(None), issued_on <= today - _repeat_days(template)))
    )


def _repeats_by_days(template: DiscountTemplate) -> bool:
    is_yearly_anyway = template.event == TemplateEvent.BIRTHDAY.value
    return template.recurrence["type"] == RecurrenceType.DAYS.value and not is_yearly_anyway


def _repeat_days(template: DiscountTemplate) -> timedelta:
    return timedelta(days=template.recurrence["value"])


def _calendar_period(template: DiscountTemplate, shop: ShopSettings, now: datetime) -> str:
    period = periods.period_of(
        RecurrenceType(template.recurrence["type"]),
        0,
        TemplateEvent(template.event),
        today=clock.local_date(now, shop.zone),
        last=None,
    )
    assert period is not None
    return period


def _from(wanted: Any, template: DiscountTemplate) -> dict[str, Any]:
    return {
        "code": _code(wanted.c.bytes, template.alphabet),
        "client_id": wanted.c.id,
        "period": wanted.c.period,
        "is_test": wanted.c.is_test,
    }


def _code(random_bytes: ColumnElement[Any], alphabet: str) -> ColumnElement[str]:
    """`rules.codes.generate` in SQL.

    The first 6 bytes of a version 4 UUID are random throughout. 2**48 is a million times the
    number of codes, so folding favours none by more than a millionth.
    """
    bits = literal("x").concat(func.encode(func.substring(random_bytes, 1, 6), "hex"))
    number = cast(cast(bits, BIT(48)), BigInteger)
    size = len(alphabet)
    letters = (
        func.substr(
            alphabet, cast(number // (10**codes.DIGITS * size**place) % size, Integer) + 1, 1
        )
        for place in range(codes.LETTERS)
    )
    digits = func.lpad(cast(number % 10**codes.DIGITS, String), codes.DIGITS, "0")
    return func.concat(*letters, digits)
