"""When a client says "it was not me", the owners hear of it; when it is settled, the client."""

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts.types import NotificationGroup
from dvorik.kernel import clock
from dvorik.kernel.events import Reactions
from dvorik.kernel.i18n import Language
from dvorik.loyalty import queries as loyalty
from dvorik.loyalty.events import DisputeOpened, DisputeSettled
from dvorik.loyalty.types import DisputeStatus
from dvorik.messaging import phrases
from dvorik.messaging import queries as messaging
from dvorik.reactions.telling import find_reachable, tell_client, tell_group
from dvorik.settings import queries as settings

reactions = Reactions()

_VERDICTS = {
    DisputeStatus.CONFIRMED: "client.dispute_confirmed",
    DisputeStatus.REJECTED: "client.dispute_rejected",
}


@reactions.on(DisputeOpened, name="owners.dispute")
async def tell_owners(session: AsyncSession, event: DisputeOpened) -> None:
    shop = await settings.load(session)
    values = {
        language: await messaging.dispute_values(
            session,
            redemption_id=event.redemption_id,
            client_id=event.client_id,
            shop=shop,
            language=language,
        )
        for language in Language
    }
    await tell_group(
        session,
        NotificationGroup.DISPUTES,
        occasion=f"dispute:{event.dispute_id}:opened",
        key="owner.dispute_opened",
        values=values.__getitem__,
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
