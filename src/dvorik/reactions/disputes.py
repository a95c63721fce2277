"""When a client says "it was not me", the owners hear of it; when it is settled, the client."""

from babel.dates import format_datetime
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts.types import NotificationGroup
from dvorik.clients import queries as clients
from dvorik.kernel import clock
from dvorik.kernel.events import Reactions
from dvorik.kernel.i18n import Language
from dvorik.kernel.money import format_minor
from dvorik.loyalty import queries as loyalty
from dvorik.loyalty.events import DisputeOpened, DisputeSettled
from dvorik.loyalty.schemas.redemptions import RedemptionView
from dvorik.loyalty.types import DisputeStatus
from dvorik.messaging import phrases
from dvorik.reactions.telling import find_reachable, tell_client, tell_group
from dvorik.settings import queries as settings
from dvorik.settings.schemas import ShopSettings

reactions = Reactions()

_VERDICTS = {
    DisputeStatus.CONFIRMED: "client.dispute_confirmed",
    DisputeStatus.REJECTED: "client.dispute_rejected",
}


@reactions.on(DisputeOpened, name="owners.dispute")
async def tell_owners(session: AsyncSession, event: DisputeOpened) -> None:
    shop = await settings.load(session)
    redemption = await loyalty.view_redemption(session, event.redemption_id)
    client_names = await clients.names_of(session, [event.client_id])
    await tell_group(
        session,
        NotificationGroup.DISPUTES,
        occasion=f"dispute:{event.dispute_id}:opened",
        key="owner.dispute_opened",
        values={
            "code": redemption.code,
            "client": client_names.get(event.client_id, ""),
            "cashier": await _cashier_name(session, redemption),
            "amount": _amount(redemption, shop),
            "redeemed_at": _local(redemption, shop),
        },
        keyboards={
            language: phrases.verdict_keyboard(event.dispute_id, language) for language in Language
        },
        now=clock.now(),
    )


@reactions.on(DisputeSettled, name="client.dispute_settled")
async def tell_verdict(session: AsyncSession, event: DisputeSettled) -> None:
    client = await find_reachable(session, event.client_id)
    if client is None:
        return
    dispute = await loyalty.get_dispute(session, event.dispute_id)
    redemption = await loyalty.view_redemption(session, event.redemption_id)
    await tell_client(
        session,
        client,
        occasion=f"dispute:{event.dispute_id}:settled",
        key=_VERDICTS[DisputeStatus(event.status)],
        values={"code": redemption.code, "resolution": dispute.resolution},
        now=clock.now(),
    )


async def _cashier_name(session: AsyncSession, redemption: RedemptionView) -> str:
    if redemption.cashier_id is None:
        return ""
    names = await loyalty.names_of(session, [redemption.cashier_id])
    return names.get(redemption.cashier_id, "")


def _amount(redemption: RedemptionView, shop: ShopSettings) -> str | None:
    if redemption.discount_minor is None:
        return None
    language = shop.default_language.value
    return format_minor(redemption.discount_minor, redemption.currency, language)


def _local(redemption: RedemptionView, shop: ShopSettings) -> str:
    local = redemption.redeemed_at.astimezone(shop.zone)
    return format_datetime(local, "short", locale=shop.default_language.value)
