"""When a code is taken at the counter, or that is taken back, its client is told."""

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import clock
from dvorik.kernel.events import Reactions
from dvorik.kernel.i18n import pick_language
from dvorik.kernel.money import format_minor
from dvorik.loyalty.events import DiscountRedeemed, RedemptionReversed, RedemptionUndone
from dvorik.loyalty.queries import find_dispute, view_discount
from dvorik.loyalty.types import DisputeStatus
from dvorik.messaging import phrases
from dvorik.reactions.telling import find_reachable, tell_client

reactions = Reactions()


@reactions.on(DiscountRedeemed, name="client.receipt")
async def send_receipt(session: AsyncSession, event: DiscountRedeemed) -> None:
    """With the button that opens a dispute: a code may have been read over a shoulder."""
    client = await find_reachable(session, event.client_id)
    if client is None:
        return
    now = clock.now()
    language = pick_language(client.language)
    view = await view_discount(session, event.discount_id, now=now)
    amounts = {"bill": event.bill_minor, "amount": event.discount_minor}
    await tell_client(
        session,
        client,
        occasion=f"redemption:{event.redemption_id}:receipt",
        key="client.receipt",
        values={
            "code": view.code,
            "title": view.template_name,
            **{
                name: format_minor(amount, event.currency, language.value)
                for name, amount in amounts.items()
                if amount is not None
            },
        },
        keyboard=phrases.dispute_keyboard(event.redemption_id, language),
        now=now,
    )


@reactions.on(RedemptionUndone, name="client.undone")
async def tell_undone(session: AsyncSession, event: RedemptionUndone) -> None:
    await _tell_returned(session, event, "client.redemption_undone")


@reactions.on(RedemptionReversed, name="client.reversed")
async def tell_reversed(session: AsyncSession, event: RedemptionReversed) -> None:
    await _tell_returned(session, event, "client.redemption_reversed")


async def _tell_returned(
    session: AsyncSession, event: RedemptionUndone | RedemptionReversed, key: str
) -> None:
    """Unless the client asked for it: the verdict on their dispute says so itself."""
    dispute = await find_dispute(session, event.redemption_id)
    if dispute is not None and dispute.status == DisputeStatus.CONFIRMED:
        return
    client = await find_reachable(session, event.client_id)
    if client is None:
        return
    now = clock.now()
    view = await view_discount(session, event.discount_id, now=now)
    await tell_client(
        session,
        client,
        occasion=f"redemption:{event.redemption_id}:returned",
        key=key,
        values={"code": view.code, "title": view.template_name},
        now=now,
    )
