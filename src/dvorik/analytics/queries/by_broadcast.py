"""Broadcasts of a period, from sending to money: two statements, however many there are."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.analytics import rules
from dvorik.analytics.queries.counting import fetch_rows, only
from dvorik.analytics.schemas.figures import BroadcastResult
from dvorik.kernel.steps import Bounds
from dvorik.loyalty.queries.campaign_figures import order_money
from dvorik.loyalty.schemas.campaigns import CodeMoney
from dvorik.messaging import queries as messaging

_SENT = ("recipients", "sent", "blocked", "failed", "unknown", "clicked", "codes")
_SUMMED = ("redemptions", "bills", "bill_minor", "discount_minor")


async def list_results(
    session: AsyncSession, bounds: Bounds, *, currency: str
) -> list[BroadcastResult]:
    """Newest first. `currency` is the shop's."""
    uses: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in await fetch_rows(session, messaging.uses_by_broadcast(bounds)):
        uses[row.id].append(row)
    sent = await fetch_rows(session, messaging.sent_by_broadcast(bounds))
    return [_result(row, uses[row.id], currency) for row in sent]


def _result(row: Row[Any], uses: Sequence[Row[Any]], currency: str) -> BroadcastResult:
    total = next((use for use in uses if use.currency is None), None)
    redeemed = total.redeemed if total else 0
    money = [
        CodeMoney(currency=use.currency, **only(_SUMMED, use))
        for use in uses
        if use.currency is not None
    ]
    return BroadcastResult(
        id=row.id,
        title=row.title,
        started_at=row.started_at,
        **only(_SENT, row),
        redeemed=redeemed,
        conversion=rules.share(redeemed, row.codes),
        redemptions=total.redemptions if total else 0,
        money=order_money(money, currency),
    )
