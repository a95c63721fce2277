"""Counting from the tables of the features themselves, in one statement for each kind of fact."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries as clients
from dvorik.finance import queries as finance
from dvorik.kernel.steps import Bounds, FiguresSelect
from dvorik.loyalty import queries as loyalty

COUNTED = (
    "joined",
    "blocked",
    "subscribed",
    "unsubscribed",
    "issued",
    "redeemed",
    "expired",
    "attempts",
    "refused",
)
SUMMED = ("redemptions", "bills", "bill_minor", "discount_minor", "orders", "orders_minor")


@dataclass(frozen=True, slots=True)
class Audience:
    """How many there were at one moment."""

    people: int = 0
    subscribed: int = 0


@dataclass(slots=True)
class Tally:
    """What one step holds. `audience` is that of its end; `money` is by currency."""

    counts: Counter[str] = field(default_factory=Counter)
    money: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    audience: Audience = field(default_factory=Audience)

    def add(self, later: "Tally") -> None:
        """Take in a step that follows this one without a gap."""
        self.counts.update(later.counts)
        for currency, sums in later.money.items():
            self.money[currency].update(sums)
        self.audience = later.audience


async def fetch_rows(session: AsyncSession, statement: FiguresSelect) -> Sequence[Row[Any]]:
    return (await session.execute(statement)).all()


async def count_steps(
    session: AsyncSession, bounds: Bounds, *, now: datetime, begin: Audience | None = None
) -> list[Tally]:
    """A tally for each step. `begin` is the audience at the first bound, if that is known already:
    else everybody who joined before has to be counted.
    """
    tallies = [Tally() for _ in bounds[1:]]
    await _count(session, tallies, bounds, now)
    await _sum_money(session, tallies, bounds)
    await _follow_audience(session, tallies, bounds, begin)
    return tallies


async def _count(
    session: AsyncSession, tallies: Sequence[Tally], bounds: Bounds, now: datetime
) -> None:
    """What needs nothing from other steps."""
    for statement in (
        clients.blocked_by_step(bounds),
        loyalty.codes_by_step(bounds),
        loyalty.expired_by_step(bounds, now),
        loyalty.attempts_by_step(bounds),
    ):
        for row in await fetch_rows(session, statement):
            tallies[row.step].counts.update(only(COUNTED, row))


async def _sum_money(session: AsyncSession, tallies: Sequence[Tally], bounds: Bounds) -> None:
    for statement in (loyalty.redemptions_by_step(bounds), finance.orders_by_step(bounds)):
        for row in await fetch_rows(session, statement):
            tallies[row.step].money[row.currency].update(only(SUMMED, row))


def only(names: Sequence[str], row: Row[Any]) -> dict[str, int]:
    """The named columns of `row`, as whole numbers."""
    # Sums come as decimals without places, for they may outgrow 64 bits.
    return {name: int(value) for name, value in row._mapping.items() if name in names}


async def _follow_audience(
    session: AsyncSession, tallies: Sequence[Tally], bounds: Bounds, begin: Audience | None
) -> None:
    """Who came and left, and the audience at the end of each step.

    Nobody keeps how many were subscribed at an earlier moment. It is today's number of those who
    had joined by then, with every change they made since taken back: a change in step s by a
    person who joined in step j < s is not made yet at the ends of the steps j to s - 1. Changes of
    those who joined before the first bound are taken back in step -1.
    """
    people: Counter[int] = Counter()
    subscribed: Counter[int] = Counter()
    joined = clients.joined_by_step(bounds, with_earlier=begin is None)
    for row in await fetch_rows(session, joined):
        people[row.step], subscribed[row.step] = row.joined, row.subscribed_now
    for row in await fetch_rows(session, clients.subscription_changes_by_step(bounds)):
        if row.changed_step is None:
            subscribed[row.joined_step] -= row.net_since
        else:
            subscribed[row.changed_step] += row.net_since
            if row.changed_step < len(tallies):
                changes = only(("subscribed", "unsubscribed"), row)
                tallies[row.changed_step].counts.update(changes)
    state = begin or Audience(people[-1], subscribed[-1])
    for step, tally in enumerate(tallies):
        state = Audience(state.people + people[step], state.subscribed + subscribed[step])
        tally.counts["joined"] = people[step]
        tally.audience = state
