"""One client, or a few whose ids are known."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import rules
from dvorik.clients.errors import ClientMerged, ClientNotFound
from dvorik.clients.models import Client
from dvorik.clients.queries.birthdays import is_born_on
from dvorik.clients.queries.same_person import current_id


async def find_by_telegram(session: AsyncSession, telegram_id: int) -> Client | None:
    """Also by the account of a card that was merged into theirs."""
    found = await session.scalar(select(Client).where(Client.telegram_id == telegram_id))
    if found is not None and found.merged_into_id is not None:
        found = await session.scalar(select(Client).where(Client.id == current_id(found.id)))
    return found if found is None or found.deleted_at is None else None


async def get_client(session: AsyncSession, client_id: int) -> Client:
    """Raises `ClientNotFound`, also for a deleted one, and `ClientMerged`, which is one too."""
    found = await session.scalar(
        select(Client).where(Client.id == client_id, Client.deleted_at.is_(None))
    )
    if found is None:
        raise await missing(session, client_id)
    return found


async def missing(session: AsyncSession, client_id: int) -> ClientNotFound:
    """Why there is no such client: where the card was merged into another, this says which."""
    was_merged = await session.scalar(select(Client.merged_into_id).where(Client.id == client_id))
    if was_merged is None:
        return ClientNotFound(client_id=client_id)
    into_id = await session.scalar(select(current_id(client_id)))
    return ClientMerged(client_id=client_id, merged_into_id=into_id)


async def lock_client(session: AsyncSession, client_id: int) -> Client:
    """The client as it is now, locked until the transaction ends. Raises `ClientNotFound`.

    Lock order: campaign, client, code.
    """
    found = await session.scalar(
        select(Client)
        .where(Client.id == client_id, Client.deleted_at.is_(None))
        .with_for_update()
        # What the session read before the lock may be old by now.
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise await missing(session, client_id)
    return found


async def get_user(session: AsyncSession, client_id: int) -> Client:
    """A client with a Telegram identity. Raises `ClientNotFound` for any other, too."""
    return _with_telegram(await get_client(session, client_id))


async def lock_user(session: AsyncSession, client_id: int) -> Client:
    """As `lock_client`, for a client with a Telegram identity."""
    return _with_telegram(await lock_client(session, client_id))


def _with_telegram(client: Client) -> Client:
    if client.telegram_id is None:
        raise ClientNotFound(client_id=client.id)
    return client


async def names_of(session: AsyncSession, ids: Iterable[int]) -> dict[int, str]:
    """What to call each client; deleted ones too, for logs outlive cards. Not escaped."""
    rows = await session.execute(
        select(
            Client.id, Client.first_name, Client.last_name, Client.display_name, Client.username
        ).where(Client.id.in_(set(ids)))
    )
    return {
        row.id: rules.full_name(
            first_name=row.first_name,
            last_name=row.last_name,
            display_name=row.display_name,
            username=row.username,
        )
        for row in rows
    }


async def list_clients(session: AsyncSession, ids: Sequence[int]) -> list[Client]:
    """Clients in the order of `ids`, without those deleted meanwhile."""
    found = await session.scalars(
        select(Client).where(Client.id.in_(ids), Client.deleted_at.is_(None))
    )
    by_id = {client.id: client for client in found}
    return [by_id[id_] for id_ in ids if id_ in by_id]


async def list_birthday(
    session: AsyncSession, *, month_days: set[tuple[int, int]], after_id: int, limit: int
) -> Sequence[Client]:
    """Clients born on one of these (month, day), by id, from the one after `after_id`.

    Test people are among them: what they are given is marked as test data. Blacklisted ones
    are not.
    """
    found = await session.scalars(
        select(Client)
        .where(
            is_born_on(month_days),
            Client.birthday.is_not(None),
            Client.deleted_at.is_(None),
            ~Client.is_blacklisted,
            Client.id > after_id,
        )
        .order_by(Client.id)
        .limit(limit)
    )
    return found.all()


def recipients() -> Select[int, bool]:
    """(id, is_test) of everyone who may be given something, for statements that give to many."""
    return select(Client.id, Client.is_test).where(
        Client.deleted_at.is_(None), ~Client.is_blacklisted
    )


async def blacklist_marks(session: AsyncSession, ids: Sequence[int]) -> dict[int, bool]:
    """Who of `ids` is on the blacklist and who is not; deleted and unknown ones are missing."""
    rows = await session.execute(
        select(Client.id, Client.is_blacklisted).where(
            Client.id.in_(ids), Client.deleted_at.is_(None)
        )
    )
    return {row.id: row.is_blacklisted for row in rows}
