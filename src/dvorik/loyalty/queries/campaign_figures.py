"""What campaigns brought: for lists since ever, for analytics step by step. Test data left out."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Label, Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries as clients
from dvorik.kernel.steps import Bounds, FiguresSelect, step_of, within
from dvorik.loyalty.models import CampaignClick, Discount, Redemption
from dvorik.loyalty.schemas.campaigns import CampaignFigures, CodeMoney

_PRESSED = (
    func.count().label("clicks"),
    func.count(CampaignClick.client_id.distinct()).label("people"),
)
_GIVEN = (
    func.count().label("codes_issued"),
    func.count().filter(Discount.used_count > 0).label("codes_redeemed"),
)
_IS_LIVE = (Redemption.canceled_at.is_(None), ~Redemption.is_test)
_COUNTED = ("clicks", "people", "joined", "subscribed", "codes_issued", "codes_redeemed")
_SUMMED = ("redemptions", "bills", "bill_minor", "discount_minor")


async def count_campaigns(
    session: AsyncSession, ids: Sequence[int], *, currency: str
) -> dict[int, CampaignFigures]:
    """The figures of each campaign since it was made. `currency`, the shop's, is always there."""
    counts: dict[int, dict[str, int]] = {id_: dict.fromkeys(_COUNTED, 0) for id_ in ids}
    for statement in (
        _pressed().where(CampaignClick.campaign_id.in_(ids)),
        clients.joined_by_campaign(ids),
        _given().where(Discount.campaign_id.in_(ids)),
    ):
        for row in await session.execute(statement):
            counts[row.campaign_id].update(_only(_COUNTED, row))
    money: dict[int, list[CodeMoney]] = defaultdict(list)
    for row in await session.execute(_taken(ids)):
        money[row.campaign_id].append(CodeMoney(currency=row.currency, **_only(_SUMMED, row)))
    return {
        id_: CampaignFigures(
            **counts[id_],
            redemptions=sum(each.redemptions for each in money[id_]),
            money=order_money(money[id_], currency),
        )
        for id_ in ids
    }


def clicks_by_step(campaign_id: int, bounds: Bounds) -> FiguresSelect:
    """(step, clicks, people); people of the whole period once more, where the step is null."""
    pressed = (
        select(
            step_of(CampaignClick.clicked_at, bounds).label("step"),
            CampaignClick.client_id,
        )
        .where(
            CampaignClick.campaign_id == campaign_id,
            ~CampaignClick.is_test,
            *within(CampaignClick.clicked_at, bounds),
        )
        .subquery("pressed")
    )
    return select(
        pressed.c.step,
        func.count().label("clicks"),
        func.count(pressed.c.client_id.distinct()).label("people"),
    ).group_by(func.rollup(pressed.c.step))


def codes_of_campaign_by_step(campaign_id: int, bounds: Bounds) -> FiguresSelect:
    """(step, codes_issued, codes_redeemed): codes issued then, and of these those used since."""
    return (
        select(step_of(Discount.issued_at, bounds).label("step"), *_GIVEN)
        .where(
            Discount.campaign_id == campaign_id,
            ~Discount.is_test,
            *within(Discount.issued_at, bounds),
        )
        .group_by("step")
    )


def money_of_campaign_by_step(campaign_id: int, bounds: Bounds) -> FiguresSelect:
    """(step, currency, redemptions, bills, bill_minor, discount_minor) of the campaign's codes."""
    return (
        select(step_of(Redemption.redeemed_at, bounds).label("step"), Redemption.currency, *_sums())
        .where(
            Redemption.campaign_id == campaign_id,
            *_IS_LIVE,
            *within(Redemption.redeemed_at, bounds),
        )
        .group_by("step", Redemption.currency)
    )


def bills_of(people: Select[int], bounds: Bounds) -> FiguresSelect:
    """(currency, bills, bill_minor) of what `people` paid in the period with whatever code."""
    return (
        select(
            Redemption.currency,
            func.count(Redemption.bill_minor).label("bills"),
            func.coalesce(func.sum(Redemption.bill_minor), 0).label("bill_minor"),
        )
        .where(
            Redemption.client_id.in_(people),
            *_IS_LIVE,
            *within(Redemption.redeemed_at, bounds),
        )
        .group_by(Redemption.currency)
    )


def order_money(found: Sequence[CodeMoney], currency: str) -> list[CodeMoney]:
    """The shop's currency first and always, then the others by code."""
    nothing = CodeMoney(currency=currency, **dict.fromkeys(_SUMMED, 0))
    own = [each for each in found if each.currency == currency] or [nothing]
    others = [each for each in found if each.currency != currency]
    return [*own, *sorted(others, key=lambda each: each.currency)]


def _pressed() -> FiguresSelect:
    campaign_id = CampaignClick.campaign_id
    return select(campaign_id, *_PRESSED).where(~CampaignClick.is_test).group_by(campaign_id)


def _given() -> FiguresSelect:
    return (
        select(Discount.campaign_id, *_GIVEN)
        .where(~Discount.is_test)
        .group_by(Discount.campaign_id)
    )


def _taken(ids: Sequence[int]) -> FiguresSelect:
    return (
        select(Redemption.campaign_id, Redemption.currency, *_sums())
        .where(Redemption.campaign_id.in_(ids), *_IS_LIVE)
        .group_by(Redemption.campaign_id, Redemption.currency)
    )


def _sums() -> tuple[Label[Any], ...]:
    return (
        func.count().label("redemptions"),
        func.count(Redemption.bill_minor).label("bills"),
        func.coalesce(func.sum(Redemption.bill_minor), 0).label("bill_minor"),
        func.coalesce(func.sum(Redemption.discount_minor), 0).label("discount_minor"),
    )


def _only(names: Sequence[str], row: Row[Any]) -> dict[str, int]:
    # Sums come as decimals without places, for they may outgrow 64 bits.
    return {name: int(value) for name, value in row._mapping.items() if name in names}
