"""What a client reads about their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dvorik.loyalty import queries as loyalty
from dvorik.messaging import phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from dvorik.bots.client.turn import ClientTurn
    from dvorik.loyalty.actions import Issued
    from dvorik.loyalty.schemas.discounts import DiscountView


async def gift_texts(
    session: AsyncSession, turn: ClientTurn, issued: Sequence[Issued]
) -> tuple[list[str], list[str]]:
    """A text for each code that was just made or is held already, and the codes to copy.

    Codes of this period that were used before are not among them.
    """
    is_new = {item.discount.id: item.is_new for item in issued}
    views = await loyalty.list_active_of_client(session, turn.client.id, now=turn.now)
    good = [view for view in views if view.id in is_new]
    texts = [await _gift_text(session, turn, view, is_new=is_new[view.id]) for view in good]
    return texts, [view.code for view in good]


async def _gift_text(
    session: AsyncSession, turn: ClientTurn, view: DiscountView, *, is_new: bool
) -> str:
    return await turn.render(
        session,
        "client.discount_issued" if is_new else "client.discount_held",
        first_name=turn.first_name,
        business_name=turn.shop.business_name,
        **_values(turn, view),
    )


async def list_text(session: AsyncSession, turn: ClientTurn, views: Sequence[DiscountView]) -> str:
    items = [
        await turn.render(
            session,
            "client.discount_line",
            **_values(turn, view),
        )
        for view in views
    ]
    heading = await turn.render(session, "client.discounts")
    return "\n\n".join([heading, *items])


def _values(turn: ClientTurn, view: DiscountView) -> dict[str, object]:
    return phrases.discount_values(view, turn.shop, turn.language)
