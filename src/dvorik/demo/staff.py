"""Who works in the demo: an account of each role, and four cashiers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import actions as accounts
from dvorik.accounts import queries as account_queries
from dvorik.accounts.schemas import AccountCreate, ProfileEdit
from dvorik.accounts.types import NotificationGroup, RoleName
from dvorik.clients.schemas import TelegramPerson
from dvorik.demo import people
from dvorik.demo.diary import at
from dvorik.kernel import clock
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.i18n import Language
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty import queries as loyalty_queries
from dvorik.settings.schemas import ShopSettings

OWNER_EMAIL = "owner@example.com"
OWNER_PASSWORD = "marmalade-every-day"  # noqa: S105  of the demo, and shown by it

_COLLEAGUES = (
    (RoleName.ADMIN, "admin@example.com", "Вера", "Ильина"),
    (RoleName.MANAGER, "manager@example.com", "Кирилл", "Орлов"),
    (RoleName.MARKETING, "marketing@example.com", "Оксана", "Гнатюк"),
    (RoleName.RECEPTIONIST, "reception@example.com", "Лидия", "Фомина"),
    (RoleName.MASTER, "master@example.com", "Денис", "Рябов"),
    (RoleName.READONLY, "auditor@example.com", "Emma", "Reed"),
)


def _cashier(number: int, first_name: str, last_name: str) -> TelegramPerson:
    return TelegramPerson(
        telegram_id=630_000_000 + number,
        first_name=first_name,
        last_name=last_name,
        language=Language.RU,
    )


@dataclass(frozen=True, slots=True)
class Tills:
    """Cashiers as actors. `retired` may redeem until `retires_at`."""

    active: tuple[Actor, Actor]
    retired: Actor
    retires_at: datetime


async def hire_accounts(session: AsyncSession, *, now: datetime) -> Actor:
    """The owner, who signs in with `OWNER_EMAIL`, and one colleague of each other role."""
    owner = await accounts.create_owner(
        session,
        email=OWNER_EMAIL,
        password=OWNER_PASSWORD,
        telegram_id=people.OWNER.id,
        name=people.OWNER.first_name,
    )
    actor = Actor(kind=ActorKind.ACCOUNT, id=owner.id, permissions=frozenset(Permission))
    profile = ProfileEdit(
        first_name=people.OWNER.first_name,
        last_name=people.OWNER.last_name,
        language=Language.RU,
    )
    await accounts.change_profile(session, actor, edit=profile, device_id=None, now=now)
    for role, email, first_name, last_name in _COLLEAGUES:
        order = AccountCreate(
            email=email,
            first_name=first_name,
            last_name=last_name,
            role=role,
            notification_groups=frozenset({NotificationGroup.DISPUTES})
            if role is RoleName.MANAGER
            else frozenset(),
        )
        await accounts.create_account(session, actor, order=order, now=now)
    return actor


async def hire_cashiers(
    session: AsyncSession, owner: Actor, *, shop: ShopSettings, opened_at: datetime, now: datetime
) -> Tills:
    """Two who work, one who left ten days ago at eight, one who asked lately and waits."""
    last_day = clock.local_date(now, shop.zone) - timedelta(days=10)
    retires_at = clock.start_of_day(last_day, shop.zone) + timedelta(hours=20)
    hired = [
        await _hire(session, owner, person, at_moment=opened_at + timedelta(hours=hours))
        for hours, person in enumerate(
            (
                people.telegram_person(people.ACTIVE_CASHIER),
                _cashier(1, "Марина", "Ветрова"),
                _cashier(2, "Павел", "Дроздов"),
            )
        )
    ]
    asked_at = now - timedelta(hours=2)
    with at(asked_at):
        await loyalty.request_cashier(session, person=_cashier(3, "Тимур", "Юсупов"), now=asked_at)
        await session.flush()
    return Tills(active=(hired[0], hired[1]), retired=hired[2], retires_at=retires_at)


async def _hire(
    session: AsyncSession, owner: Actor, person: TelegramPerson, *, at_moment: datetime
) -> Actor:
    with at(at_moment):
        cashier, _ = await loyalty.request_cashier(session, person=person, now=at_moment)
        await session.flush()
        await loyalty.approve_cashier(session, owner, cashier_id=cashier.id, now=at_moment)
        await session.flush()
    return loyalty_queries.actor_of(cashier)


async def is_hired(session: AsyncSession) -> bool:
    """Whether the demo's owner works here: then the shop has been filled before."""
    return await account_queries.find_by_email(session, OWNER_EMAIL) is not None
