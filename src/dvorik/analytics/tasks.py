"""What analytics does by itself."""

from datetime import datetime

from dvorik.analytics import actions, queries
from dvorik.kernel import clock
from dvorik.kernel.db import Database
from dvorik.kernel.log import get_logger
from dvorik.kernel.tasks import BULK_QUEUE, Worker, task
from dvorik.settings import queries as settings

log = get_logger(__name__)


@task("analytics.roll_up", queue=BULK_QUEUE)
async def roll_up_days(worker: Worker) -> None:
    await roll_up_if_due(worker.database, now=clock.now())


async def roll_up_if_due(database: Database, *, now: datetime) -> bool:
    """Once per business day, at the first tick after midnight or when there is a worker again, and
    at once after a change of zone. False when this day's was done before.
    """
    async with database.transaction() as session:
        shop = await settings.load(session)
        if not await queries.is_roll_up_due(session, shop=shop, now=now):
            return False
        days = await actions.roll_up(session, shop=shop, now=now)
    log.info("figures_rolled_up", days=days, timezone=shop.timezone)
    return True
