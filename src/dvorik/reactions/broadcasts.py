"""When a broadcast stops by itself, whoever wants to hear of errors is told."""

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts.types import NotificationGroup
from dvorik.kernel import clock
from dvorik.kernel.events import Reactions
from dvorik.messaging import phrases
from dvorik.messaging.events import BroadcastFailed, BroadcastPaused
from dvorik.messaging.queries import broadcasts
from dvorik.messaging.types import PauseReason
from dvorik.reactions.telling import tell_group
from dvorik.settings import queries as settings

reactions = Reactions()


@reactions.on(BroadcastPaused, name="owners.broadcast_paused")
async def tell_of_pause(session: AsyncSession, event: BroadcastPaused) -> None:
    """A bot whose token is refused stops all broadcasts at once: that is one piece of news."""
    code, _, detail = event.reason.partition(": ")
    if code == PauseReason.BY_PERSON:
        return
    is_about_bot = code == PauseReason.BOT_TOKEN_REFUSED
    subject = "bot" if is_about_bot else f"broadcast:{event.broadcast_id}"
    await _tell(session, event.broadcast_id, subject, code, detail)


@reactions.on(BroadcastFailed, name="owners.broadcast_failed")
async def tell_of_failure(session: AsyncSession, event: BroadcastFailed) -> None:
    subject = f"broadcast:{event.broadcast_id}"
    await _tell(session, event.broadcast_id, subject, "not_started", event.reason)


async def _tell(
    session: AsyncSession, broadcast_id: int, subject: str, code: str, detail: str
) -> None:
    """At most once a day for the same subject and reason, however often somebody resumes it."""
    broadcast = await broadcasts.get_broadcast(session, broadcast_id)
    shop = await settings.load(session)
    now = clock.now()
    await tell_group(
        session,
        NotificationGroup.ERRORS,
        occasion=f"{subject}:stopped:{code}:{clock.local_date(now, shop.zone)}",
        key="owner.broadcast_stopped",
        values=lambda language: {
            "title": broadcast.title,
            "reason": phrases.phrase(f"stopped.{code}", language),
            "detail": detail or None,
        },
        now=now,
    )
