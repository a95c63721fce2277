"""Who has a birthday today."""

from datetime import date

from sqlalchemy import ColumnElement, extract, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import rules
from dvorik.clients.models import Client
from dvorik.clients.schemas import BirthdayPerson, Birthdays

MAX_SHOWN = 50


def is_born_on(month_days: set[tuple[int, int]]) -> ColumnElement[bool]:
    """Born on one of these (month, day), whatever the year."""
    born_on = tuple_(extract("month", Client.birthday), extract("day", Client.birthday))
    return born_on.in_(sorted(month_days))


async def list_birthdays(session: AsyncSession, *, today: date) -> Birthdays:
    """Clients to congratulate on `today`: neither test people nor blacklisted ones."""
    rows = await session.execute(
        select(Client, func.count().over().label("total"))
        .where(
            is_born_on(rules.celebrated_on(today)),
            Client.birthday.is_not(None),
            Client.deleted_at.is_(None),
            ~Client.is_blacklisted,
            ~Client.is_test,
        )
        .order_by(Client.search_text, Client.id)
        .limit(MAX_SHOWN)
    )
    found = rows.all()
    return Birthdays(
        on=today,
        total=found[0].total if found else 0,
        items=[
            BirthdayPerson(
                id=row.Client.id,
                full_name=row.Client.full_name,
                age=rules.age_on(row.Client.birthday, today),
            )
            for row in found
        ],
    )
