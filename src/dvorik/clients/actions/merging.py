"""Two cards become one, and part again.

The card that dissolves keeps every word it has, so it is its own record of what it was; of the
kept one is written down what it said before and after. See docs/decisions/0023.
"""

from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue, TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries, rules
from dvorik.clients.actions.edits import save
from dvorik.clients.models import Client, ConsentRecord
from dvorik.clients.queries import merging
from dvorik.clients.queries.people import missing
from dvorik.kernel.actor import Actor, Permission
from dvorik.kernel.belongings import Belonging, Belongings

BELONGINGS = Belongings(Belonging(ConsentRecord.client_id))
"""What belongs to a client here. It goes over when the cards were merged, and back before they
part: who has decided about messages is read from it."""

_facts = TypeAdapter(rules.CardFacts)


@dataclass(frozen=True, slots=True)
class Dissolved:
    """What has to be known to part two cards again."""

    before: JsonValue
    after: JsonValue
    is_account_exchanged: bool


async def dissolve(
    session: AsyncSession, actor: Actor, *, kept_id: int, dissolved_id: int, now: datetime
) -> Dissolved:
    """Make one card of two. What belongs to them is the caller's: features above have their own.

    Locks both, by id. Raises `ClientNotFound`, `MergeWithItself`, `MergeOfTestAndReal`.
    """
    actor.require(Permission.CLIENTS_MERGE)
    kept, other = await queries.lock_both(session, kept_id, dissolved_id)
    before = await merging.facts_of(session, kept)
    after = rules.combined(before, await merging.facts_of(session, other))
    is_exchanged = merging.needs_exchange(kept, other)
    other.deleted_at, other.merged_into_id = now, kept.id
    # First, so that its phone is free.
    await session.flush()
    if is_exchanged:
        await _exchange_accounts(session, kept, other)
    _write(kept, after)
    kept.updated_at = now
    await session.flush()
    return Dissolved(
        _facts.dump_python(before, mode="json"),
        _facts.dump_python(after, mode="json"),
        is_exchanged,
    )


async def part(
    session: AsyncSession,
    actor: Actor,
    *,
    kept_id: int,
    dissolved_id: int,
    dissolved: Dissolved,
    now: datetime,
) -> None:
    """Give each card back what it said. What changed on the kept one since then stays there, and
    what they forbade since then both forbid.

    Locks both, by id. Raises `ClientNotFound` when the kept one is gone, `PhoneTaken` when the
    other's phone has become somebody else's.
    """
    actor.require(Permission.CLIENTS_MERGE)
    found = await merging.lock_rows(session, [kept_id, dissolved_id])
    kept, other = found[kept_id], found[dissolved_id]
    if kept.deleted_at is not None:
        raise await missing(session, kept_id)
    merged = _facts.validate_python(dissolved.after)
    stands = await merging.facts_of(session, kept)
    own = rules.taken_apart(
        before=_facts.validate_python(dissolved.before), merged=merged, now=stands
    )
    if rules.has_decided_since(merged=merged, now=stands):
        _write(other, rules.strictest(await merging.facts_of(session, other), stands))
    if dissolved.is_account_exchanged:
        await _exchange_accounts(session, kept, other)
    _write(kept, own)
    kept.updated_at = now
    # First, so that the phone is free again.
    await session.flush()
    other.deleted_at = other.merged_into_id = None
    other.updated_at = now
    await save(session)


def _write(client: Client, facts: rules.CardFacts) -> None:
    for name in rules.COLUMNS:
        setattr(client, name, getattr(facts, name))
    client.tags = list(facts.tags)


async def _exchange_accounts(session: AsyncSession, kept: Client, other: Client) -> None:
    """Each gets the other's Telegram account, with all that is told of it."""
    own = {name: getattr(kept, name) for name in merging.ACCOUNT}
    others = {name: getattr(other, name) for name in merging.ACCOUNT}
    # The key is looked at with each statement, so one of them has none for a moment.
    other.telegram_id = None
    await session.flush()
    for name in merging.ACCOUNT:
        setattr(kept, name, others[name])
    await session.flush()
    for name in merging.ACCOUNT:
        setattr(other, name, own[name])
    await session.flush()
