"""The audience over time: who came and left, and how many there were."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries as clients
from dvorik.kernel.steps import Bounds, FiguresSelect

Counts = dict[str, int]
"""Figures of one step by name; a name that never came up is zero."""


@dataclass(frozen=True, slots=True)
class _Changes:
    """Of the channel's audience, by step."""

    entered: Counter[int] = field(default_factory=Counter)
    left: Counter[int] = field(default_factory=Counter)
    to_take_back: Counter[int] = field(default_factory=Counter)


async def fetch_rows(session: AsyncSession, statement: FiguresSelect) -> Sequence[Row[Any]]:
    return (await session.execute(statement)).all()


async def read_growth(session: AsyncSession, bounds: Bounds) -> list[Counts]:
    """Who came and left in each step, and the audience at its end.

    Nobody keeps how many were subscribed at an earlier moment. It is today's number of those who
    had joined by then, with every change they made since taken back.
    """
    joined: Counter[int] = Counter()
    subscribed_now: Counter[int] = Counter()
    for row in await fetch_rows(session, clients.joined_by_step(bounds)):
        joined[row.step], subscribed_now[row.step] = row.joined, row.subscribed_now
    changes = await _read_changes(session, bounds)
    # Step -1, everything before the period, is where the sums begin.
    steps = range(-1, len(bounds) - 1)
    people = accumulate(joined[step] for step in steps)
    subscribed = accumulate(subscribed_now[step] - changes.to_take_back[step] for step in steps)
    ends = list(zip(steps, people, subscribed, strict=True))[1:]
    return [
        {
            "joined": joined[step],
            "subscribed": changes.entered[step],
            "unsubscribed": changes.left[step],
            "audience": people_then,
            "audience_subscribed": subscribed_then,
        }
        for step, people_then, subscribed_then in ends
    ]


async def _read_changes(session: AsyncSession, bounds: Bounds) -> _Changes:
    """A change in step s of a person who joined in step j < s has to be taken back at the ends of
    the steps from j to s - 1: from j on, and no longer from s on.
    """
    changes = _Changes()
    for row in await fetch_rows(session, clients.subscription_changes_by_step(bounds)):
        if row.changed_step is None:
            changes.to_take_back[row.joined_step] += row.net_since
        else:
            changes.to_take_back[row.changed_step] -= row.net_since
            changes.entered[row.changed_step] = row.subscribed
            changes.left[row.changed_step] = row.unsubscribed
    return changes
