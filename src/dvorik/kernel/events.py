"""Domain events: written with the change, delivered after the commit.

`record` adds one row to `event_log` in the caller's transaction, so a change and its event
are saved together or not at all. The relay fans each new row out to `event_delivery`, one row
per reaction, and runs what is due. A reaction runs in its own transaction, which also marks its
delivery done: its database effects happen exactly once, and one that fails is tried again later
without holding up the others.

The log is kept; deliveries are forgotten some time after they are done. The log is also the audit
trail and the live hint, so payloads hold ids, amounts and names of fields, never personal data.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar

from pydantic import JsonValue
from sqlalchemy import ForeignKey, Index, delete, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from dvorik.kernel import clock, context
from dvorik.kernel.actor import Actor
from dvorik.kernel.db import RECORDED, Base, Numbered

MAX_ATTEMPTS = 10
"""Tries of one delivery, spread over about an hour, before it is left for a person to see."""

Changes = dict[str, list[JsonValue]]
"""What a field was and what it is, by its name; only of fields that name nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact about the past, in the past tense: DiscountIssued, CashierApproved.

    Fields are JSON values. `client_id`, where there is one, puts the event on that timeline.
    """

    type: ClassVar[str]


class EventRow(Numbered, Base):
    __tablename__ = "event_log"
    __table_args__ = (
        Index("ix_event_log_pending", "id", postgresql_where=text("NOT fanned_out")),
        Index("ix_event_log_type", "type", "id"),
        # The log grows with time, so a few bytes per range of pages tell where a moment is.
        Index("ix_event_log_occurred_at", "occurred_at", postgresql_using="brin"),
        Index("ix_event_log_actor", "actor_kind", "actor_id", "id"),
        Index(
            "ix_event_log_client",
            text("((payload ->> 'client_id')::bigint)"),
            "id",
            postgresql_where=text("payload ? 'client_id'"),
        ),
    )

    type: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[int]
    payload: Mapped[dict[str, Any]]
    occurred_at: Mapped[datetime]
    request_id: Mapped[str | None]
    fanned_out: Mapped[bool] = mapped_column(default=False)


class DeliveryRow(Base):
    __tablename__ = "event_delivery"
    __table_args__ = (
        Index("ix_event_delivery_due", "not_before", postgresql_where=text("NOT done")),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("event_log.id"), primary_key=True)
    reaction: Mapped[str] = mapped_column(primary_key=True)
    done: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    last_error: Mapped[str | None]


E = TypeVar("E", bound=Event)
Reaction = Callable[[AsyncSession, Any], Awaitable[None]]


class Reactions:
    """Which functions run after which event. Made per file and merged, as routers are."""

    def __init__(self, *parts: "Reactions") -> None:
        self._event_types: dict[str, type[Event]] = {}
        self._functions: dict[tuple[str, str], Reaction] = {}
        for part in parts:
            self._event_types |= part._event_types
            for key, function in part._functions.items():
                self._add(key, function)

    def on(self, event_type: type[E], *, name: str) -> Callable[[Reaction], Reaction]:
        """Register a function. `name` is stored with each delivery: never rename or reuse one."""

        def register(function: Reaction) -> Reaction:
            self._event_types[event_type.type] = event_type
            self._add((event_type.type, name), function)
            return function

        return register

    def names_for(self, event_type: str) -> list[str]:
        return [name for type_, name in self._functions if type_ == event_type]

    async def run(self, session: AsyncSession, row: EventRow, name: str) -> None:
        event = self._event_types[row.type](**row.payload)
        await self._functions[row.type, name](session, event)

    def _add(self, key: tuple[str, str], function: Reaction) -> None:
        if key in self._functions:
            raise ValueError(f"two reactions to {key[0]} are named {key[1]!r}")
        self._functions[key] = function


def record(session: AsyncSession, actor: Actor, event: Event) -> None:
    """Write `event` in the caller's transaction; the relay is nudged when it commits."""
    session.add(EventRow(**row_values(actor, event)))
    mark_recorded(session)


def row_values(actor: Actor, event: Event) -> dict[str, Any]:
    """The columns of the event's row, for statements that write it themselves."""
    return {
        "type": event.type,
        "actor_kind": actor.kind.value,
        "actor_id": actor.id,
        "payload": asdict(event),
        "occurred_at": clock.now(),
        "request_id": context.request_id.get(),
        "fanned_out": False,
    }


def mark_recorded(session: AsyncSession) -> None:
    """Say that this transaction wrote an event, whichever way it did."""
    session.info[RECORDED] = True


async def fan_out(session: AsyncSession, reactions: Reactions, *, limit: int = 500) -> int:
    """Turn new events into deliveries; how many events were taken. Safe to run many at once."""
    pending = await session.scalars(
        select(EventRow)
        .where(~EventRow.fanned_out)
        .order_by(EventRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = pending.all()
    deliveries = [
        {"event_id": row.id, "reaction": name, "not_before": row.occurred_at}
        for row in rows
        for name in reactions.names_for(row.type)
    ]
    if deliveries:
        await session.execute(insert(DeliveryRow).on_conflict_do_nothing(), deliveries)
    for row in rows:
        row.fanned_out = True
    return len(rows)


async def deliver_next(
    session: AsyncSession, reactions: Reactions, *, now: datetime
) -> tuple[int, str] | None:
    """Run the reaction that has been due longest, in the caller's transaction.

    Returns its key, or None when nothing is due. When the reaction raises, the caller's
    transaction is lost with it: call `postpone` in a new one.
    """
    delivery = await session.scalar(
        select(DeliveryRow)
        .where(
            ~DeliveryRow.done,
            DeliveryRow.not_before <= now,
            DeliveryRow.attempts < MAX_ATTEMPTS,
        )
        .order_by(DeliveryRow.not_before, DeliveryRow.event_id, DeliveryRow.reaction)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if delivery is None:
        return None
    row = await session.get_one(EventRow, delivery.event_id)
    # Read now: a flush that fails takes the rows of this session with it.
    event_id, reaction = delivery.event_id, delivery.reaction
    try:
        await reactions.run(session, row, reaction)
        # What the database refuses is this reaction's failure. Left to the commit it would be
        # nobody's, never be postponed, and stand before all others for ever.
        await session.flush()
    except Exception as error:
        raise ReactionFailed(event_id, reaction) from error
    delivery.done = True
    return event_id, reaction


class ReactionFailed(Exception):
    """Carries the key of the delivery whose reaction raised."""

    def __init__(self, event_id: int, reaction: str) -> None:
        super().__init__(event_id, reaction)
        self.event_id = event_id
        self.reaction = reaction


async def postpone(
    session: AsyncSession, event_id: int, reaction: str, error: BaseException, *, now: datetime
) -> bool:
    """Note the failure and try later: 1 s, 2 s, 4 s … 512 s. False when it was the last try."""
    delivery = await session.get_one(DeliveryRow, (event_id, reaction), with_for_update=True)
    delivery.not_before = now + timedelta(seconds=2**delivery.attempts)
    delivery.attempts += 1
    # The class only: messages of exceptions quote values, and values may be personal.
    delivery.last_error = type(error).__qualname__
    return delivery.attempts < MAX_ATTEMPTS


async def let_go(session: AsyncSession, event_id: int, reaction: str, error: BaseException) -> None:
    """Note why the reaction had nothing to do, and never run it again."""
    delivery = await session.get_one(DeliveryRow, (event_id, reaction), with_for_update=True)
    delivery.done = True
    delivery.last_error = type(error).__qualname__


async def forget_before(session: AsyncSession, moment: datetime, *, limit: int) -> int:
    """Delete up to `limit` deliveries that were done before `moment`. Events stay, and so do those
    deliveries that a person has to see."""
    own = (DeliveryRow.event_id, DeliveryRow.reaction)
    old = (
        select(*own)
        .where(DeliveryRow.done, DeliveryRow.not_before < moment)
        .order_by(*own)
        .limit(limit)
    )
    gone = await session.scalars(
        delete(DeliveryRow).where(tuple_(*own).in_(old)).returning(DeliveryRow.event_id)
    )
    return len(gone.all())
