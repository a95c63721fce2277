"""Cards that are one person: which card stands for them now, and which were merged into it."""

from collections.abc import Sequence

from sqlalchemy import ScalarSelect, Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from dvorik.clients.models import Client
from dvorik.kernel.db import any_of


def known_as(client_id: int) -> Select[int]:
    """Every id by which something may call this client: their own, and those merged into it."""
    mine = select(Client.id).where(Client.id == client_id).cte("mine", recursive=True)
    return select(mine.union(select(Client.id).where(Client.merged_into_id == mine.c.id)).c.id)


async def merged_into(session: AsyncSession, client_id: int) -> list[int]:
    """The ids of `known_as` without their own: mostly there are none."""
    known = await session.scalars(known_as(client_id))
    return [id_ for id_ in known if id_ != client_id]


def current_id(client_id: int) -> ScalarSelect[int]:
    """The card that stands for them now: their own, or where merging has led, step by step."""
    card, into = aliased(Client), aliased(Client)
    path = (
        select(card.id, card.merged_into_id).where(card.id == client_id).cte("path", recursive=True)
    )
    step = select(into.id, into.merged_into_id).where(into.id == path.c.merged_into_id)
    path = path.union(step)
    return select(path.c.id).where(path.c.merged_into_id.is_(None)).scalar_subquery()


async def current_ids(session: AsyncSession, ids: Sequence[int]) -> list[int]:
    """`ids` with each one that was merged replaced by the card that stands for it now."""
    merged = await session.scalars(
        select(Client.id).where(Client.id == any_of(ids), Client.merged_into_id.is_not(None))
    )
    now = {id_: await session.scalar(select(current_id(id_))) for id_ in merged}
    return list(dict.fromkeys(now.get(id_) or id_ for id_ in ids))


async def is_subscribed(session: AsyncSession, client_id: int) -> bool:
    """With any of their Telegram accounts. False for whom nobody knows."""
    accounts = select(Client.id).where(Client.id.in_(known_as(client_id)), Client.is_subscribed)
    return bool(await session.scalar(select(accounts.exists())))
