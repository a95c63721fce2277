"""What campaigns brought: for lists since ever, for analytics step by step. Test data left out."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Label, Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries as clients
from dvorik.kernel.steps import FiguresSelect
from dvorik.loyalty.models import CampaignClick, Discount, Redemption
from dvorik.loyalty.schemas.campaigns import CampaignFigures, CampaignMoney

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
    money: dict[int, list[CampaignMoney]] = defaultdict(list)
    for row in await session.execute(_taken(ids)):
        money[row.campaign_id].append(CampaignMoney(currency=row.currency, **_only(_SUMMED, row)))
    return {
        id_: CampaignFigures(
            **counts[id_],
            redemptions=sum(each.redemptions for each in money[id_]),
            money=order_money(money[id_], currency),
        )
        for id_ in ids
    }


def order_money(found: Sequence[CampaignMoney], currency: str) -> list[CampaignMoney]:
    """The shop's currency first and always, then the others by code."""
    nothing = CampaignMoney(currency=currency, **dict.fromkeys(_SUMMED, 0))
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
        select(Redemption.campaign_id, Redemption.currency, *sums())
        .where(Redemption.campaign_id.in_(ids), *_IS_LIVE)
        .group_by(Redemption.campaign_id, Redemption.currency)
    )


def sums() -> tuple[Label[Any], ...]:
    return (
        func.count().label("redemptions"),
        func.count(Redemption.bill_minor).label("bills"),
        func.coalesce(func.sum(Redemption.bill_minor), 0).label("bill_minor"),
        func.coalesce(func.sum(Redemption.discount_minor), 0).label("discount_minor"),
    )


def _only(names: Sequence[str], row: Row[Any]) -> dict[str, int]:
    # Sums come as decimals without places, for they may outgrow 64 bits.
    return {name: int(value) for name, value in row._mapping.items() if name in names}
