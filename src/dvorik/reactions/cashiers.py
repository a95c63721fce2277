"""When somebody asks to work at the till, and when somebody who works there needs a look."""

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts.types import NotificationGroup
from dvorik.kernel import clock
from dvorik.kernel.events import Reactions
from dvorik.kernel.i18n import Language, pick_language
from dvorik.loyalty.events import (
    CashierApproved,
    CashierDeactivated,
    CashierRequested,
    CashierStreakReached,
)
from dvorik.loyalty.queries import get_cashier
from dvorik.messaging import actions as messaging
from dvorik.messaging import phrases
from dvorik.messaging.queries import request_values
from dvorik.messaging.types import Channel
from dvorik.reactions.telling import tell_group

reactions = Reactions()


@reactions.on(CashierRequested, name="owners.cashier_request")
async def ask_owners(session: AsyncSession, event: CashierRequested) -> None:
    cashier = await get_cashier(session, event.cashier_id)
    await tell_group(
        session,
        NotificationGroup.CASHIER_REQUESTS,
        # A person who was sent away and asks again is a new occasion.
        occasion=f"cashier:{cashier.id}:requested:{cashier.requested_at.isoformat()}",
        key="owner.cashier_request",
        values=request_values(name=cashier.display_name, username=cashier.username),
        keyboards={
            language: phrases.decision_keyboard(cashier.id, language) for language in Language
        },
        now=clock.now(),
    )


@reactions.on(CashierApproved, name="cashier.approved")
async def welcome(session: AsyncSession, event: CashierApproved) -> None:
    await _tell(session, event.cashier_id, "cashier.approved")


@reactions.on(CashierDeactivated, name="cashier.deactivated")
async def say_goodbye(session: AsyncSession, event: CashierDeactivated) -> None:
    """To somebody who worked here; who never did hears that the request was declined."""
    cashier = await get_cashier(session, event.cashier_id)
    was_at_work = cashier.approved_at is not None
    await _tell(
        session, event.cashier_id, "cashier.deactivated" if was_at_work else "cashier.declined"
    )


@reactions.on(CashierStreakReached, name="owners.wrong_codes")
async def warn_owners(session: AsyncSession, event: CashierStreakReached) -> None:
    cashier = await get_cashier(session, event.cashier_id)
    now = clock.now()
    await tell_group(
        session,
        NotificationGroup.ERRORS,
        occasion=f"cashier:{cashier.id}:wrong_codes:{now.isoformat()}",
        key="owner.wrong_codes",
        values={"cashier": cashier.display_name, "count": event.wrong_codes},
        now=now,
    )


async def _tell(session: AsyncSession, cashier_id: int, key: str) -> None:
    cashier = await get_cashier(session, cashier_id)
    now = clock.now()
    await messaging.queue_text(
        session,
        # Approved, sent away, approved again: each time is told. A reaction runs once.
        occasion=f"{key}:{cashier.id}:{now.isoformat()}",
        key=key,
        language=pick_language(cashier.language),
        channel=Channel.CASHIER_BOT,
        chat_id=cashier.telegram_id,
        values={},
        now=now,
    )
