"""What lives in the worker beside its tasks: ears for nudges, and the sign of life.

Beat's tick alone would be correct. Residents make "a few seconds later" into "at once".
"""

import asyncio
from collections.abc import Awaitable, Callable

from dvorik.bulk.tasks import export_when_nudged, work_when_nudged
from dvorik.kernel import heartbeat, nudges, relay, tasks
from dvorik.kernel.errors import Unavailable
from dvorik.kernel.heartbeat import Sign
from dvorik.kernel.log import get_logger
from dvorik.kernel.nudges import Topic
from dvorik.kernel.tasks import Worker
from dvorik.messaging.tasks import send_when_nudged, start_when_nudged

log = get_logger(__name__)

Resident = Callable[[Worker], Awaitable[None]]

_TICK_SECONDS = 5.0
_PAUSE_SECONDS = 1.0


async def live(worker: Worker) -> None:
    """Run all residents until cancelled. One that fails is started again; the others go on."""
    async with asyncio.TaskGroup() as group:
        for resident in RESIDENTS:
            group.create_task(_keep(resident, worker))


async def _keep(resident: Resident, worker: Worker) -> None:
    while True:
        try:
            await resident(worker)
        except* Unavailable as errors:
            log.warning(
                "resident_waits", resident=resident.__name__, error=tasks.error_name(errors)
            )
        except* Exception:
            log.exception("resident_failed", resident=resident.__name__)
        await asyncio.sleep(_PAUSE_SECONDS)


async def relay_when_nudged(worker: Worker) -> None:
    async for _ in nudges.listen(worker.cache, Topic.EVENTS, tick_seconds=_TICK_SECONDS):
        await relay.drain(worker.database, worker.reactions)


async def show_life(worker: Worker) -> None:
    await heartbeat.keep_leaving(worker.cache, Sign.WORKER)


RESIDENTS: tuple[Resident, ...] = (
    relay_when_nudged,
    send_when_nudged,
    start_when_nudged,
    work_when_nudged,
    export_when_nudged,
    show_life,
)
