"""The demo's clients, and which of the sandbox's people are among them."""

from datetime import date, datetime, timedelta
from random import Random  # noqa: TID251  sample data must be the same each time

from dvorik.clients.schemas import Arrival, TelegramPerson
from dvorik.clients.types import Gender
from dvorik.demo.names import ENGLISH, RUSSIAN, UKRAINIAN, NameBook
from dvorik.kernel import clock
from dvorik.kernel.i18n import pick_language
from dvorik.sandbox import cast
from dvorik.sandbox.types import PersonSpec
from dvorik.settings.schemas import ShopSettings

CLIENT_COUNT = 300
BIRTHDAYS_TODAY = 3

OWNER = cast.OWNER
ACTIVE_CASHIER = cast.CASHIERS[-1]
NEWCOMERS = (cast.CLIENTS[0], cast.CLIENTS[3], *cast.CASHIERS[:-1])
"""People of the sandbox who have never pressed Start: somebody has to try what it is like."""

KNOWN = tuple(person for person in cast.CLIENTS if person not in NEWCOMERS)
"""People of the sandbox who are clients already. Not one is in the channel when it opens."""

STRANGERS = range(620_000_000, 620_000_000 + CLIENT_COUNT - len(KNOWN))
"""Telegram ids of the clients whom nobody plays. The sandbox is told that they started the bot,
or it would refuse their messages and they would count as having blocked it."""

_STORY_DAYS = 120
_SOURCES = ("instagram", "flyer", "friend", "2gis", "autumn", None)
_SOURCE_WEIGHTS = (30, 15, 20, 10, 12, 25)
_TAGS = ("постоянный", "сладкоежка", "подарки", "без сахара", "оптом", "праздник", "район")
_NOTES = ("Берёт подарочные наборы.", "Аллергия на орехи.", "Просит без пакета.", "Любит лакрицу.")


def arrivals(rng: Random, *, now: datetime, shop: ShopSettings) -> list[Arrival]:
    """Everybody, in the order they came. The same seed and moment make the same people."""
    today = clock.local_date(now, shop.zone)
    made = [_stranger(rng, number, now, today) for number in range(len(STRANGERS))]
    familiar = [_familiar(person, rng, now) for person in KNOWN]
    everybody = [*made, *familiar]
    return sorted(everybody, key=lambda arrival: (arrival.joined_at, arrival.person.telegram_id))


def telegram_person(spec: PersonSpec) -> TelegramPerson:
    """As a bot would see them."""
    return TelegramPerson(
        telegram_id=spec.id,
        first_name=spec.first_name,
        last_name=spec.last_name or None,
        username=spec.username or None,
        language=pick_language(spec.language_code),
    )


def _stranger(rng: Random, number: int, now: datetime, today: date) -> Arrival:
    book = rng.choices((RUSSIAN, UKRAINIAN, ENGLISH), weights=(80, 15, 5))[0]
    gender = rng.choices((Gender.FEMALE, Gender.MALE), weights=(7, 3))[0]
    joined_at, last_active_at = _stay(rng, now)
    is_subscribed = rng.random() < 0.75
    return Arrival(
        person=_somebody(rng, number, book, gender),
        joined_at=joined_at,
        last_active_at=last_active_at,
        source=rng.choices(_SOURCES, weights=_SOURCE_WEIGHTS)[0],
        is_subscribed=is_subscribed,
        blocked_at=last_active_at if rng.random() < 0.06 else None,
        gender=gender if rng.random() < 0.8 else Gender.UNKNOWN,
        birthday=_birthday(rng, today, is_today=number < BIRTHDAYS_TODAY),
        phone=_phone(book, number) if rng.random() < 0.45 else None,
        tags=tuple(rng.sample(_TAGS, k=rng.choices((0, 1, 2, 3), weights=(5, 3, 2, 1))[0])),
        notes=rng.choice(_NOTES) if rng.random() < 0.08 else "",
        is_blacklisted=rng.random() < 0.01,
    )


def _familiar(person: PersonSpec, rng: Random, now: datetime) -> Arrival:
    joined_at, last_active_at = _stay(rng, now)
    return Arrival(
        person=telegram_person(person),
        joined_at=joined_at,
        last_active_at=last_active_at,
        source="friend",
        phone=person.phone_number or None,
        tags=("постоянный",),
    )


def _somebody(rng: Random, number: int, book: NameBook, gender: Gender) -> TelegramPerson:
    last_name = rng.choice(book.last[gender]) if rng.random() < 0.85 else None
    return TelegramPerson(
        telegram_id=STRANGERS[number],
        first_name=rng.choice(book.first[gender]),
        last_name=last_name,
        username=f"sweet_{number:03}" if rng.random() < 0.6 else None,
        language=book.language,
    )


def _stay(rng: Random, now: datetime) -> tuple[datetime, datetime]:
    """When somebody came and was last seen; the shop grows, so most came lately."""
    age = timedelta(days=_STORY_DAYS) * rng.betavariate(1, 1.8)
    joined_at = (now - timedelta(hours=1) - age).replace(microsecond=0)
    last_active_at = joined_at + (now - joined_at) * rng.betavariate(2, 1)
    return joined_at, last_active_at.replace(microsecond=0)


def _birthday(rng: Random, today: date, *, is_today: bool) -> date | None:
    age = round(rng.triangular(16, 70, 32))
    if is_today:
        # 28 February stands in where the year of birth has no 29th.
        day = 28 if (today.month, today.day) == (2, 29) else today.day
        return date(today.year - age, today.month, day)
    if rng.random() < 0.45:
        return None
    return date(today.year - age, 1, 1) + timedelta(days=rng.randrange(365))


def _phone(book: NameBook, number: int) -> str:
    """Numbers that ring nowhere; 555-01xx is kept for films."""
    if book is ENGLISH:
        area = (202, 310, 415)[number // 100]
        return f"+1{area}55501{number % 100:02}"
    return f"+38050000{1000 + number}" if book is UKRAINIAN else f"+7914700{1000 + number}"
