"""People with codes and bills, made up at random or in a few words, and put into the database."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random  # noqa: TID251  made-up people must be the same each time

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.models import Client
from dvorik.loyalty.models import Campaign, Discount, DiscountTemplate, Redemption
from dvorik.loyalty.rules import codes
from tests.conftest import NOON

TEMPLATES = (900_001, 900_002)
CAMPAIGNS = (900_001, 900_002)
TAGS = ("vip", "новый", "кофе", "a_b%")
SOURCES = ("insta", "vk", "%", "NULL")

_numbers = count(7_000_000)


@dataclass(frozen=True, kw_only=True)
class Bill:
    """One redemption."""

    redeemed_at: datetime = NOON
    bill_minor: int | None = 1000
    currency: str = "RUB"
    is_canceled: bool = False


@dataclass(frozen=True, kw_only=True)
class Code:
    template_id: int = TEMPLATES[0]
    issued_at: datetime = NOON - timedelta(days=1)
    starts_at: datetime = NOON - timedelta(days=1)
    expires_at: datetime = NOON + timedelta(days=30)
    blocked_at: datetime | None = None
    usage_limit: int = 3
    bills: tuple[Bill, ...] = ()

    @property
    def live(self) -> list[Bill]:
        return [bill for bill in self.bills if not bill.is_canceled]

    @property
    def last_used_at(self) -> datetime | None:
        return max((bill.redeemed_at for bill in self.live), default=None)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Anna, who gets messages and has done nothing yet."""

    id: int = field(default_factory=lambda: next(_numbers))
    telegram_id: int | None = field(default_factory=lambda: next(_numbers))
    first_name: str = "Анна"
    phone: str | None = None
    gender: str = "unknown"
    birthday: date | None = None
    language: str = "ru"
    is_subscribed: bool = False
    bot_blocked_at: datetime | None = None
    source: str | None = None
    campaign_id: int | None = None
    tags: tuple[str, ...] = ()
    is_blacklisted: bool = False
    consent_at: datetime | None = NOON
    wants_offers: bool = True
    last_active_at: datetime | None = None
    is_test: bool = False
    created_at: datetime = NOON
    deleted_at: datetime | None = None
    codes: tuple[Code, ...] = ()


async def add_templates(session: AsyncSession) -> None:
    """The templates and campaigns that everybody's codes and sources point at."""
    template = {
        "name": "Скидка", "kind": "percent", "value": Decimal(10), "event": "manual",
        "usage_type": "multi", "usage_limit": 3, "duration_days": 30,
        "recurrence": {"type": "once", "value": None}, "alphabet": codes.ALPHABET,
    }  # fmt: skip
    await session.execute(insert(DiscountTemplate), [{"id": id_, **template} for id_ in TEMPLATES])
    campaigns = [{"id": id_, "name": "Осень", "slug": f"autumn{id_}"} for id_ in CAMPAIGNS]
    await session.execute(insert(Campaign), campaigns)


async def add_people(session: AsyncSession, people: Iterable[Person]) -> None:
    clients, discounts, redemptions = [], [], []
    for person in people:
        row = asdict(person)
        del row["codes"]
        clients.append({**row, "tags": list(person.tags)})
        for code in person.codes:
            discounts.append(_discount(person, code, id_ := next(_numbers)))
            redemptions += [_redemption(person, code, bill, id_) for bill in code.bills]
    for table, rows in ((Client, clients), (Discount, discounts), (Redemption, redemptions)):
        if rows:
            await session.execute(insert(table), rows)


def someone(random: Random, now: datetime) -> Person:
    """Anybody, with many things on the very edges of days around `now`."""
    return replace(
        Person(id=next(_numbers), telegram_id=next(_numbers)),
        phone=random.choice([None, f"+7914{next(_numbers)}"]),
        gender=random.choice(["male", "female", "unknown"]),
        birthday=random.choice([None, _birthday(random, now), _birthday(random, now)]),
        language=random.choice(["ru", "uk", "en"]),
        is_subscribed=random.random() < 0.5,
        bot_blocked_at=random.choice([None, None, now]),
        source=random.choice([None, *SOURCES]),
        campaign_id=random.choice([None, *CAMPAIGNS]),
        tags=tuple(random.sample(TAGS, random.randint(0, 3))),
        is_blacklisted=random.random() < 0.1,
        consent_at=random.choice([None, now, now]),
        wants_offers=random.random() < 0.8,
        last_active_at=random.choice([None, _moment(random, now)]),
        is_test=random.random() < 0.1,
        created_at=_moment(random, now),
        deleted_at=now if random.random() < 0.05 else None,
        codes=tuple(_code(random, now) for _ in range(random.choice([0, 0, 1, 2, 4]))),
    )


def _birthday(random: Random, now: datetime) -> date:
    leap = [date(year, 2, day) for year in (1996, 2000) for day in (28, 29)]
    new_year = [date(1990, 12, 31), date(1990, 1, 1), date(1991, 3, 1)]
    near = date(now.year - random.randint(10, 60), 1, 1) + timedelta(days=random.randint(0, 365))
    return random.choice([*leap, *new_year, near, near, near])


def _moment(random: Random, now: datetime) -> datetime:
    """Within two years, often a microsecond from midnight in Vladivostok (14:00 UTC)."""
    day = (
        now - timedelta(days=random.choice([0, 1, 2, 6, 7, 29, 30, random.randint(0, 700)]))
    ).date()
    midnight = datetime(day.year, day.month, day.day, 14, tzinfo=UTC)
    jitter = random.choice([-1, 0, 1, random.randint(0, 86_400_000_000)])
    return midnight + timedelta(microseconds=jitter)


def _code(random: Random, now: datetime) -> Code:
    issued_at = _moment(random, now)
    limit = random.randint(1, 3)
    bills = tuple(_bill(random, now) for _ in range(random.randint(0, limit)))
    return Code(
        template_id=random.choice(TEMPLATES),
        issued_at=issued_at,
        starts_at=random.choice([issued_at, now, now + timedelta(days=1)]),
        expires_at=random.choice([_moment(random, now), now, now + timedelta(days=9)]),
        blocked_at=random.choice([None, None, now]),
        usage_limit=limit,
        bills=bills,
    )


def _bill(random: Random, now: datetime) -> Bill:
    return Bill(
        redeemed_at=_moment(random, now),
        bill_minor=random.choice([None, 0, 500, 1000]),
        currency=random.choice(["RUB", "RUB", "UAH"]),
        is_canceled=random.random() < 0.2,
    )


def _discount(person: Person, code: Code, id_: int) -> dict[str, object]:
    return {
        "id": id_,
        "code": f"T{id_}",
        "template_id": code.template_id,
        "client_id": person.id,
        "period": f"test:{id_}",
        "kind": "percent",
        "value": Decimal(10),
        "usage_limit": code.usage_limit,
        "used_count": len(code.live),
        "starts_at": code.starts_at,
        "expires_at": code.expires_at,
        "issued_at": code.issued_at,
        "last_used_at": code.last_used_at,
        "blocked_at": code.blocked_at,
        "is_test": person.is_test,
    }


def _redemption(person: Person, code: Code, bill: Bill, discount_id: int) -> dict[str, object]:
    return {
        "operation": f"test:{next(_numbers)}",
        "discount_id": discount_id,
        "client_id": person.id,
        "template_id": code.template_id,
        "bill_minor": bill.bill_minor,
        "currency": bill.currency,
        "redeemed_at": bill.redeemed_at,
        "canceled_at": NOON if bill.is_canceled else None,
        "is_test": person.is_test,
    }


def ids(people: Sequence[Person]) -> set[int]:
    return {person.id for person in people}
