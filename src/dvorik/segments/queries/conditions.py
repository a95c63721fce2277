"""Each field of the registry as a condition on a client.

What another feature's tables know is an expression that this feature offers. A condition may be
unknown (NULL) for a client; `compiling` takes that for "no".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Exists, Select, and_, func, or_, select, true

from dvorik.clients.queries import segmenting as clients
from dvorik.kernel import clock
from dvorik.loyalty.queries import segmenting as loyalty
from dvorik.segments.rules import windows
from dvorik.segments.schemas.trees import Condition
from dvorik.segments.schemas.values import BillSum, FactCount, Period
from dvorik.segments.types import ClientStatus, Operator
from dvorik.settings.schemas import ShopSettings

Wanted = ColumnElement[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question: what the condition says, and when and where it is asked.

    `among`: a few people, by `id`. Conditions that are `summed_up` may be asked of them alone.
    """

    operator: Operator
    value: Any
    shop: ShopSettings
    now: datetime
    among: CTE | None = None

    @property
    def person(self) -> ColumnElement[int]:
        return clients.client_id() if self.among is None else self.among.c.id

    @property
    def today(self) -> date:
        return clock.local_date(self.now, self.shop.zone)

    def moments(
        self, from_on: date | None, until_on: date | None
    ) -> tuple[datetime | None, datetime | None]:
        """Where days of the shop, both included, begin and are over; None is open."""
        zone = self.shop.zone
        return (
            None if from_on is None else clock.start_of_day(from_on, zone),
            None if until_on is None else clock.end_of_day(until_on, zone),
        )


def opposite(wanted: Wanted) -> Wanted:
    """Everybody else, also those of whom `wanted` is unknown."""
    # NOT EXISTS is an anti-join to the planner; EXISTS … IS NOT TRUE would run once per client.
    return ~wanted if isinstance(wanted, Exists) else wanted.is_not(true())


def is_summed_up(condition: Condition) -> bool:
    """Whether facts are put together per client: dear for everybody, cheap for a few people."""
    match condition.read_value():
        case BillSum():
            return True
        case FactCount(at_least=low, at_most=high):
            return (low or 0) > 1 or (high or 0) > 0
    return False


def is_reachable() -> Wanted:
    return and_(
        clients.has_telegram(),
        ~clients.is_blacklisted(),
        ~clients.has_blocked_bot(),
        clients.has_consent(),
        clients.wants_offers(),
    )


def _flag(condition: Callable[[], Wanted]) -> Callable[[Asked], Wanted]:
    return lambda asked: condition() if asked.value else opposite(condition())


def _listed(
    condition: Callable[[Any], Wanted], is_known: Callable[[], Wanted] | None = None
) -> Callable[[Asked], Wanted]:
    def ask(asked: Asked) -> Wanted:
        if asked.operator in {Operator.KNOWN, Operator.UNKNOWN}:
            assert is_known
            return _known(asked, is_known())
        wanted = condition(asked.value)
        return opposite(wanted) if asked.operator is Operator.NONE else wanted

    return ask


def _known(asked: Asked, is_known: Wanted) -> Wanted:
    return is_known if asked.operator is Operator.KNOWN else ~is_known


def _tags(asked: Asked) -> Wanted:
    if asked.operator is Operator.ALL:
        return clients.has_all_tags(asked.value)
    return _listed(clients.has_any_tag)(asked)


def _status(statuses: list[ClientStatus]) -> Wanted:
    blocked, blacklisted = clients.has_blocked_bot(), clients.is_blacklisted()
    conditions = {
        ClientStatus.ACTIVE: and_(~blocked, ~blacklisted),
        ClientStatus.BOT_BLOCKED: blocked,
        ClientStatus.BLACKLISTED: blacklisted,
    }
    return or_(*(conditions[status] for status in statuses))


def _age(asked: Asked) -> Wanted:
    if asked.operator is not Operator.BETWEEN:
        return _known(asked, clients.has_birthday())
    return clients.is_aged(asked.value.at_least, asked.value.at_most, today=asked.today)


def _birthday(asked: Asked) -> Wanted:
    match asked.operator:
        case Operator.TODAY:
            window = windows.birthdays_within(1, asked.today)
        case Operator.WITHIN_NEXT:
            window = windows.birthdays_within(asked.value.days, asked.today)
        case Operator.BETWEEN:
            window = windows.birthdays_between(asked.value.from_day, asked.value.until_day)
        case _:
            return _known(asked, clients.has_birthday())
    return clients.is_born_between(*window)


def _moment(
    condition: Callable[[datetime | None, datetime | None], Wanted],
    is_known: Callable[[], Wanted] = true,
) -> Callable[[Asked], Wanted]:
    def ask(asked: Asked) -> Wanted:
        value = asked.value
        match asked.operator:
            case Operator.BETWEEN:
                return condition(*asked.moments(value.from_on, value.until_on))
            case Operator.IN_LAST:
                return condition(*asked.moments(*windows.last_days(value.days, asked.today)))
            case Operator.NOT_IN_LAST:
                last = windows.last_days(value.days, asked.today)
                return opposite(condition(*asked.moments(*last)))
            case _:
                return _known(asked, is_known())

    return ask


def _counted(facts: Callable[[loyalty.Facts, Asked], Select[int]]) -> Callable[[Asked], Wanted]:
    def ask(asked: Asked) -> Wanted:
        value: FactCount = asked.value
        rows = facts(_facts(asked, value.period, value.templates), asked)
        low, high = value.at_least or 0, value.at_most
        if high is None:
            return true() if low == 0 else _has_more_than(asked, rows, low - 1)
        if low == 0:
            return ~_has_more_than(asked, rows, high)
        return _exists(asked, _per_client(asked, rows).having(func.count().between(low, high)))

    return ask


def _has_more_than(asked: Asked, rows: Select[int], number: int) -> Exists:
    # One row is enough for "at least one": nothing to group.
    if number:
        rows = _per_client(asked, rows).having(func.count() > number)
    return _exists(asked, rows)


def _bill_sum(asked: Asked) -> Wanted:
    low, high = asked.value.at_least or 0, asked.value.at_most
    bills = loyalty.bills(_facts(asked, asked.value.period), currency=asked.shop.currency)
    total = func.sum(bills.selected_columns.bill_minor)
    per_client = _per_client(asked, bills)
    if high is None:
        return true() if low == 0 else _exists(asked, per_client.having(total >= low))
    if low == 0:
        return ~_exists(asked, per_client.having(total > high))
    return _exists(asked, per_client.having(total.between(low, high)))


def _per_client(asked: Asked, rows: Select[*tuple[Any, ...]]) -> Select[int]:
    client_id = rows.selected_columns.client_id
    if asked.among is not None:
        # By another name, or SQLAlchemy takes it for the one person who is asked about.
        rows = rows.where(client_id.in_(select(asked.among.alias().c.id)))
    return rows.with_only_columns(client_id).group_by(client_id)


def _exists(asked: Asked, rows: Select[int]) -> Exists:
    """Whether the person is among `rows`: a semi-join to the planner, grouped or not."""
    among = rows.subquery()
    return select(among.c.client_id).where(among.c.client_id == asked.person).exists()


def _facts(asked: Asked, period: Period, templates: list[int] | None = None) -> loyalty.Facts:
    days = period.from_on, period.until_on
    if period.in_last_days is not None:
        days = windows.last_days(period.in_last_days, asked.today)
    from_at, until_at = asked.moments(*days)
    return loyalty.Facts(templates=templates, from_at=from_at, until_at=until_at)


def _discount_state(asked: Asked) -> Wanted:
    held = _exists(asked, loyalty.codes_in_state(asked.value, now=asked.now))
    return ~held if asked.operator is Operator.NONE else held


CONDITIONS: Mapping[str, Callable[[Asked], Wanted]] = {
    "gender": _listed(clients.is_of_gender),
    "age": _age,
    "birthday": _birthday,
    "language": _listed(clients.speaks),
    "tags": _tags,
    "has_phone": _flag(clients.has_phone),
    "source": _listed(clients.came_from, clients.has_source),
    "campaign": _listed(clients.came_by_campaign, clients.has_campaign),
    "registered": _moment(clients.registered),
    "last_active": _moment(clients.was_last_active, clients.has_been_active),
    "status": _listed(_status),
    "is_subscribed": _flag(clients.is_subscribed),
    "has_consent": _flag(clients.has_consent),
    "is_reachable": _flag(is_reachable),
    "discount_state": _discount_state,
    "discounts_issued": _counted(lambda facts, asked: loyalty.codes_issued(facts)),
    "discounts_held": _counted(lambda facts, asked: loyalty.codes_held(facts, now=asked.now)),
    "discounts_used": _counted(lambda facts, asked: loyalty.codes_used(facts)),
    "discounts_expired": _counted(lambda facts, asked: loyalty.codes_expired(facts, now=asked.now)),
    "redemptions": _counted(lambda facts, asked: loyalty.redemptions(facts)),
    "bill_sum": _bill_sum,
}
