"""What loyalty does by itself. Each run picks up what is due; running again changes nothing."""

from datetime import datetime
from typing import TYPE_CHECKING

from dvorik.clients import queries as clients
from dvorik.clients.rules import celebrated_on
from dvorik.clients.types import Topic
from dvorik.kernel import clock
from dvorik.kernel.actor import SYSTEM
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Busy, Unavailable
from dvorik.kernel.log import get_logger
from dvorik.kernel.tasks import Worker, task
from dvorik.loyalty import actions
from dvorik.loyalty.types import TemplateEvent
from dvorik.settings import queries as settings
from dvorik.settings.schemas import ShopSettings

if TYPE_CHECKING:
    from dvorik.clients.models import Client

log = get_logger(__name__)

BATCH = 200
"""Clients read at once."""


@task("check_birthdays")
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
        # Nobody could tell the others, or may.
        can_be_told = client.telegram_id is not None and client.bot_blocked_at is None
        if can_be_told and Topic.BIRTHDAYS in client.wishes.topics:
            made += await _congratulate(database, client, shop, now)
    return made, people[-1].id if people else None


async def _congratulate(
    database: Database, client: "Client", shop: ShopSettings, now: datetime
) -> int:
    """New codes. What fails for one client is no reason to forget the others; the next run, in
    minutes, tries again."""
    try:
        async with database.transaction() as session:
            issued = await actions.issue_for_event(
                session, SYSTEM, client=client, event=TemplateEvent.BIRTHDAY, shop=shop, now=now
            )
    except Exception as error:
        if isinstance(error, Unavailable) and not isinstance(error, Busy):
            raise
        log.exception("congratulation_failed", client_id=client.id)
        return 0
    return sum(item.is_new for item in issued)
