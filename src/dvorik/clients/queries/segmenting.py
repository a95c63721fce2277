"""What may be asked about clients in a segment, as conditions for statements over the table.

The table itself stays private: a statement begins with `people()` and adds what is here.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    String,
    and_,
    any_,
    bindparam,
    extract,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine

from dvorik.clients import rules
from dvorik.clients.models import Client
from dvorik.clients.types import Gender
from dvorik.kernel.i18n import Language

Condition = ColumnElement[bool]
MonthDay = tuple[int, int]


def people() -> Select[int]:
    """Ids of all clients that are not deleted, test people included."""
    return select(Client.id).where(Client.deleted_at.is_(None))


def client_id() -> ColumnElement[int]:
    """The id in a statement that began with `people()`: what other features' rows point at."""
    return Client.id.expression


def is_test() -> Condition:
    return Client.is_test.is_(True)


def is_subscribed() -> Condition:
    return Client.is_subscribed.expression


def is_blacklisted() -> Condition:
    return Client.is_blacklisted.expression


def has_blocked_bot() -> Condition:
    return Client.bot_blocked_at.is_not(None)


def has_telegram() -> Condition:
    return Client.telegram_id.is_not(None)


def has_consent() -> Condition:
    return Client.consent_at.is_not(None)


def wants_offers() -> Condition:
    """Says nothing without consent."""
    return Client.wants_offers.expression


def has_phone() -> Condition:
    return Client.phone.is_not(None)


def has_birthday() -> Condition:
    return Client.birthday.is_not(None)


def has_source() -> Condition:
    return Client.source.is_not(None)


def has_campaign() -> Condition:
    return Client.campaign_id.is_not(None)


def has_been_active() -> Condition:
    return Client.last_active_at.is_not(None)


def is_of_gender(genders: Collection[Gender]) -> Condition:
    return _is_one_of(Client.gender, [gender.value for gender in genders])


def speaks(languages: Collection[Language]) -> Condition:
    return _is_one_of(Client.language, [language.value for language in languages])


def came_from(sources: Collection[str]) -> Condition:
    return _is_one_of(Client.source, sources)


def came_by_campaign(campaign_ids: Collection[int]) -> Condition:
    return _is_one_of(Client.campaign_id, campaign_ids, BigInteger())


def has_any_tag(tags: Sequence[str]) -> Condition:
    return Client.tags.bool_op("&&")(bindparam(None, list(tags), ARRAY(String)))


def has_all_tags(tags: Sequence[str]) -> Condition:
    return Client.tags.bool_op("@>")(bindparam(None, list(tags), ARRAY(String)))


def is_aged(at_least: int | None, at_most: int | None, *, today: date) -> Condition:
    """Whole years on `today`, both ends included; unknown for people without a birthday."""
    # No IS NOT NULL: the planner would take it for one more condition that few people meet.
    ends: list[Condition] = []
    if at_least is not None:
        ends.append(Client.birthday <= rules.latest_birthday_of_age(at_least, today))
    if at_most is not None:
        ends.append(Client.birthday > rules.latest_birthday_of_age(at_most + 1, today))
    return and_(true(), *ends)


def is_born_between(first: MonthDay, last: MonthDay) -> Condition:
    """By day and month, both included; over New Year when `first` comes after `last`."""
    # Spelled as the index is: by month and day, where there is a birthday.
    born_on = tuple_(extract("month", Client.birthday), extract("day", Client.birthday))
    join = and_ if first <= last else or_
    return and_(has_birthday(), join(born_on >= first, born_on <= last))


def registered(from_at: datetime | None, until_at: datetime | None) -> Condition:
    """`until_at` is not included."""
    return _happened(Client.created_at, from_at, until_at)


def was_last_active(from_at: datetime | None, until_at: datetime | None) -> Condition:
    """`until_at` is not included; unknown for people who never were."""
    return _happened(Client.last_active_at, from_at, until_at)


def _is_one_of(
    column: InstrumentedAttribute[Any],
    values: Collection[Any],
    type_: TypeEngine[Any] | None = None,
) -> Condition:
    # One parameter however long the list: PostgreSQL takes a limited number of them.
    wanted: Condition = column == any_(bindparam(None, list(values), ARRAY(type_ or String())))
    return wanted


def _happened(
    column: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
    from_at: datetime | None,
    until_at: datetime | None,
) -> Condition:
    ends: list[Condition] = []
    if from_at is not None:
        ends.append(column >= from_at)
    if until_at is not None:
        ends.append(column < until_at)
    return and_(true(), *ends)
