"""What loyalty does by itself. Each run picks up what is due; running again changes nothing."""

from datetime import datetime

from dvorik.clients import queries as clients
from dvorik.clients.rules import celebrated_on
from dvorik.kernel import clock
from dvorik.kernel.actor import SYSTEM
from dvorik.kernel.db import Database
from dvorik.kernel.tasks import Worker, task
from dvorik.loyalty import actions
from dvorik.loyalty.types import TemplateEvent
from dvorik.settings import queries as settings
from dvorik.settings.schemas import ShopSettings

BATCH = 200
"""Clients per transaction: short enough not to hold anybody up, long enough to be quick."""


@task("loyalty.congratulate_birthdays")
async def congratulate(worker: Worker) -> None:
    await congratulate_birthdays(worker.database, now=clock.now())


async def congratulate_birthdays(database: Database, *, now: datetime) -> int:
    """Give everyone whose birthday is today their code; how many were new.

    From the hour in the settings to the end of the day, by the shop's clock, so a day whose
    hour was missed is caught up. The words are sent by who reacts to `DiscountIssued`.
    """
    async with database.transaction() as session:
        shop = await settings.load(session)
    if now.astimezone(shop.zone).hour < shop.birthday_hour:
        return 0
    issued, after_id = 0, 0
    while True:
        made, last_id = await _congratulate_batch(database, shop, after_id=after_id, now=now)
        issued += made
        if last_id is None:
            return issued
        after_id = last_id


async def _congratulate_batch(
    database: Database, shop: ShopSettings, *, after_id: int, now: datetime
) -> tuple[int, int | None]:
    """New codes, and the last client of the batch; None when there was nobody left."""
    month_days = celebrated_on(clock.local_date(now, shop.zone))
    async with database.transaction() as session:
        people = await clients.list_birthday(
            session, month_days=month_days, after_id=after_id, limit=BATCH
        )
        made = 0
        for client in people:
            if client.telegram_id is None or client.bot_blocked_at is not None:
                continue  # Nobody could tell them.
            issued = await actions.issue_for_event(
                session, SYSTEM, client=client, event=TemplateEvent.BIRTHDAY, shop=shop, now=now
            )
            made += sum(item.is_new for item in issued)
    return made, people[-1].id if people else None
