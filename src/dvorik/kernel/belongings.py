"""Rows that belong to somebody: handed to somebody else, and back.

A feature says what of its tables belongs to whom, and keeps the tables to itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from dvorik.kernel.db import any_of

Handed = Mapping[str, Sequence[int]]
"""Ids of the rows that were handed over, by the name of their table."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """`owner` names whom a row belongs to; of rows equal in `once_per` an owner has one at most."""

    owner: InstrumentedAttribute[Any]
    once_per: tuple[InstrumentedAttribute[Any], ...] = ()

    @property
    def table(self) -> str:
        name: str = self.owner.class_.__tablename__
        return name

    async def hand_over(self, session: AsyncSession, *, giver: int, taker: int) -> list[int]:
        """Everything of `giver`, but what `taker` has already: that stays. Ids of what went."""
        model = self.owner.class_
        statement = update(model).where(self.owner == giver)
        if self.once_per:
            statement = statement.where(~self._has_twin(taker))
        gone = await session.scalars(
            statement.values({self.owner.key: taker})
            .returning(model.id)
            .execution_options(synchronize_session=False)
        )
        return sorted(gone)

    async def hand_back(
        self, session: AsyncSession, ids: Sequence[int], *, giver: int, taker: int
    ) -> None:
        """Those of `ids` that `taker` has still. The unique keys raise for what cannot return."""
        model = self.owner.class_
        await session.execute(
            update(model)
            .where(model.id == any_of(ids), self.owner == taker)
            .values({self.owner.key: giver})
            .execution_options(synchronize_session=False)
        )

    async def count(self, session: AsyncSession, owner: int) -> int:
        mine = select(func.count()).where(self.owner == owner)
        return await session.scalar(mine) or 0

    def _has_twin(self, taker: int) -> ColumnElement[bool]:
        twin = aliased(self.owner.class_)
        same = (getattr(twin, column.key) == column for column in self.once_per)
        return select(twin.id).where(getattr(twin, self.owner.key) == taker, and_(*same)).exists()


class Belongings:
    """What belongs to somebody in several tables, in the order in which it is handed over."""

    def __init__(self, *parts: Belonging) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[Belonging]:
        return iter(self._parts)

    def __add__(self, others: "Belongings") -> "Belongings":
        return Belongings(*self, *others)

    async def hand_over(
        self, session: AsyncSession, *, giver: int, taker: int
    ) -> dict[str, list[int]]:
        return {
            part.table: await part.hand_over(session, giver=giver, taker=taker)
            for part in self._parts
        }

    async def hand_back(
        self, session: AsyncSession, handed: Handed, *, giver: int, taker: int
    ) -> None:
        for part in self._parts:
            await part.hand_back(session, handed.get(part.table, ()), giver=giver, taker=taker)

    async def count(self, session: AsyncSession, owner: int) -> dict[str, int]:
        return {part.table: await part.count(session, owner) for part in self._parts}
