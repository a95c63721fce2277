"""What clients allow us to write. Each decision is a row that stays, with the words they read.

What stands of the decisions lies on the card, so that a million are asked at once.
"""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries, rules
from dvorik.clients.errors import ConsentInFuture, ConsentSuperseded
from dvorik.clients.events import ConsentChanged
from dvorik.clients.models import Client, ConsentRecord, ConsentText
from dvorik.clients.queries import consent
from dvorik.clients.schemas import Choice, ConsentEdit, Proof
from dvorik.clients.types import ConsentDecision, ConsentSource, Frequency, Topic
from dvorik.kernel import events
from dvorik.kernel.actor import Actor, ActorKind, Permission


async def grant_at_first(
    session: AsyncSession, actor: Actor, *, client_id: int, proof: Proof, now: datetime
) -> bool:
    """Everything is allowed by whom never decided; False, with nothing changed, for all others.

    Locks the client. Raises `ClientNotFound`.
    """
    client = await _lock_own(session, actor, client_id)
    if client.consent_at is not None or await consent.has_decided(session, client_id):
        return False
    await _decide(session, actor, client, Choice(decision=ConsentDecision.GRANTED), proof, now, now)
    return True


async def choose(
    session: AsyncSession,
    actor: Actor,
    *,
    client_id: int,
    choice: Choice,
    proof: Proof,
    now: datetime,
) -> Client:
    """What a client says of their own messages. What they said already is not said twice.

    Locks the client. Raises `ClientNotFound`.
    """
    client = await _lock_own(session, actor, client_id)
    if _after(client.wishes, choice) != client.wishes:
        await _decide(session, actor, client, choice, proof, now, now)
    return client


async def record_consent(
    session: AsyncSession, actor: Actor, *, client_id: int, edit: ConsentEdit, now: datetime
) -> Client:
    """A decision that reached the shop on paper, by phone or over the counter.

    It is kept also when it changes nothing: a form signed again is another proof. Locks the client.
    Raises `ClientNotFound`, `ConsentInFuture`, and `ConsentSuperseded` when the client has decided
    since.
    """
    actor.require(Permission.CLIENTS_EDIT)
    decided_at = edit.decided_at or now
    if decided_at > now:
        raise ConsentInFuture
    client = await queries.lock_user(session, client_id)
    last = await consent.last_decided_at(session, client_id)
    if last is not None and decided_at < last:
        raise ConsentSuperseded(decided_at=last.isoformat())
    proof = Proof(source=edit.source, text=edit.text, note=edit.note)
    await _decide(session, actor, client, edit.choice, proof, decided_at, now)
    return client


async def _lock_own(session: AsyncSession, actor: Actor, client_id: int) -> Client:
    if actor.kind is not ActorKind.CLIENT or actor.id != client_id:
        actor.require(Permission.CLIENTS_EDIT)
    return await queries.lock_client(session, client_id)


def _after(wishes: rules.Wishes, choice: Choice) -> rules.Wishes:
    match choice.decision:
        case ConsentDecision.GRANTED:
            return wishes.granted(choice.topic)
        case ConsentDecision.WITHDRAWN:
            return wishes.withdrawn(choice.topic)
        case ConsentDecision.FREQUENCY:
            return wishes.paced(choice.frequency or Frequency.ALL)


async def _decide(
    session: AsyncSession,
    actor: Actor,
    client: Client,
    choice: Choice,
    proof: Proof,
    decided_at: datetime,
    now: datetime,
) -> None:
    wishes = _after(client.wishes, choice)
    client.consent_at = (client.consent_at or decided_at) if wishes.topics else None
    client.wants_offers = Topic.OFFERS in wishes.topics
    client.wants_birthdays = Topic.BIRTHDAYS in wishes.topics
    client.wants_reminders = Topic.REMINDERS in wishes.topics
    client.is_weekly = wishes.is_weekly
    client.updated_at = now
    session.add(
        ConsentRecord(
            client_id=client.id,
            topic=choice.topic and choice.topic.value,
            decision=choice.decision.value,
            frequency=choice.frequency and choice.frequency.value,
            source=proof.source.value,
            text_version=await keep_text(session, proof.text, now=now),
            account_id=actor.id if actor.kind is ActorKind.ACCOUNT else None,
            note=proof.note,
            decided_at=decided_at,
            recorded_at=now,
        )
    )
    await session.flush()
    events.record(
        session,
        actor,
        ConsentChanged(
            client_id=client.id,
            decision=choice.decision.value,
            topic=choice.topic and choice.topic.value,
            frequency=wishes.frequency.value,
            source=proof.source.value,
        ),
    )


async def keep_text(session: AsyncSession, text: str | None, *, now: datetime) -> str | None:
    """The version of `text`, which is kept once however many were shown it."""
    if text is None:
        return None
    version = rules.text_version(text)
    await session.execute(
        insert(ConsentText)
        .values(version=version, text=text, first_shown_at=now)
        .on_conflict_do_nothing()
    )
    return version


def imported(client: Client, *, now: datetime) -> ConsentRecord:
    """The record of a consent that came along with a card from elsewhere."""
    return ConsentRecord(
        client_id=client.id,
        decision=ConsentDecision.GRANTED.value,
        source=ConsentSource.IMPORT.value,
        decided_at=now,
        recorded_at=now,
    )
