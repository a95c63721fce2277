"""Runs what follows from events, until nothing is due."""

from dvorik.kernel import clock, events
from dvorik.kernel.db import Database
from dvorik.kernel.errors import NotFound
from dvorik.kernel.events import ReactionFailed, Reactions
from dvorik.kernel.log import get_logger

log = get_logger(__name__)


async def drain(database: Database, reactions: Reactions) -> int:
    """Fan out and deliver everything due; how many reactions ran. Any number may run at once."""
    ran = 0
    while True:
        taken = await _fan_out(database, reactions)
        delivered = await _deliver_due(database, reactions)
        ran += delivered
        if not taken and not delivered:
            return ran


async def _fan_out(database: Database, reactions: Reactions) -> int:
    async with database.transaction() as session:
        return await events.fan_out(session, reactions)


async def _deliver_due(database: Database, reactions: Reactions) -> int:
    ran = 0
    while True:
        try:
            async with database.transaction() as session:
                key = await events.deliver_next(session, reactions, now=clock.now())
        except ReactionFailed as failure:
            await _postpone(database, failure)
            continue
        if key is None:
            return ran
        ran += 1


async def _postpone(database: Database, failure: ReactionFailed) -> None:
    cause = failure.__cause__ or failure
    if isinstance(cause, NotFound):
        await _let_go(database, failure, cause)
        return
    async with database.transaction() as session:
        again = await events.postpone(
            session, failure.event_id, failure.reaction, cause, now=clock.now()
        )
    log.error(
        "reaction_failed",
        event_id=failure.event_id,
        reaction=failure.reaction,
        error=type(cause).__qualname__,
        will_retry=again,
    )


async def _let_go(database: Database, failure: ReactionFailed, cause: NotFound) -> None:
    """What it was about is gone, a removed account say: no later try would find it again."""
    async with database.transaction() as session:
        await events.let_go(session, failure.event_id, failure.reaction, cause)
    log.info(
        "reaction_moot", event_id=failure.event_id, reaction=failure.reaction, error=cause.code
    )
