"""What waits for a person, and for whom."""

from datetime import timedelta

from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.analytics import queries
from dvorik.analytics.schemas.attention import AttentionItem
from dvorik.analytics.types import AttentionKind
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.loyalty.models import Cashier, Dispute
from dvorik.settings.schemas import ShopSettings
from tests.analytics.shop import Shopkeeper
from tests.conftest import NOON, OLGA, TIM, Acting

SHOP = ShopSettings()
HOUR = timedelta(hours=1)


async def attention(session: AsyncSession, actor: Actor = OLGA) -> list[AttentionItem]:
    return (await queries.list_attention(session, actor, shop=SHOP, now=NOON)).items


async def add_cashier(session: AsyncSession, name: str, number: int, **fields: object) -> Cashier:
    cashier = Cashier(
        **{"telegram_id": number, "display_name": name, "requested_at": NOON, **fields}
    )
    session.add(cashier)
    await session.flush()
    return cashier


async def fill(session: AsyncSession) -> None:
    """One of each kind that should be seen, and one of each that should not."""
    keeper = Shopkeeper(session)
    await add_cashier(session, "Ждёт", 1)
    await add_cashier(session, "Работает", 2, is_active=True, approved_at=NOON)
    wrong = await add_cashier(session, "Ошибается", 3, is_active=True, wrong_streak=6)
    await keeper.attempt(NOON - HOUR, "not_found", cashier_id=wrong.id)
    await keeper.attempt(NOON - 3 * HOUR, "not_found", cashier_id=wrong.id)
    few = await add_cashier(session, "Ошибся", 4, is_active=True, wrong_streak=4)
    await keeper.attempt(NOON, "not_found", cashier_id=few.id)
    code = await keeper.code(NOON)
    for number, (is_test, status) in enumerate(
        [(False, "open"), (True, "open"), (False, "rejected")]
    ):
        taken = await keeper.redemption(code, NOON, is_test=is_test)
        opened_at = NOON - (2 + number) * HOUR
        session.add(
            Dispute(
                redemption_id=taken.id,
                client_id=code.client_id,
                status=status,
                opened_at=opened_at,
            )
        )
    since = {"updated_at": NOON - 4 * HOUR}
    await keeper.broadcast(NOON, title="Стоит", status="paused", **since)
    await keeper.broadcast(NOON, title="Ушла", status="sent", **since)
    await keeper.broadcast(NOON, title="Пробная", status="paused", is_test=True, **since)
    lately, long_ago = NOON - 5 * HOUR, NOON - timedelta(days=8)
    await keeper.broadcast(NOON, title="Не началась", status="error", updated_at=lately)
    await keeper.broadcast(NOON, title="Давно", status="error", updated_at=long_ago)
    await session.flush()


async def test_all_that_waits_is_told_newest_first(session: AsyncSession) -> None:
    await fill(session)

    items = await attention(session)

    assert [(item.kind.value, item.name, item.since) for item in items] == [
        ("cashier_request", "Ждёт", NOON),
        ("wrong_codes", "Ошибается", NOON - HOUR),
        ("dispute", "Анна", NOON - 2 * HOUR),
        ("broadcast_paused", "Стоит", NOON - 4 * HOUR),
        ("broadcast_failed", "Не началась", NOON - 5 * HOUR),
    ]
    assert [item.wrong_codes for item in items] == [None, 6, None, None, None]
    assert items[2].code is not None


async def test_each_right_shows_its_own_kinds_and_no_right_nothing(session: AsyncSession) -> None:
    await fill(session)
    kinds = {
        Permission.CASHIERS_READ: {AttentionKind.CASHIER_REQUEST, AttentionKind.WRONG_CODES},
        Permission.DISPUTES_READ: {AttentionKind.DISPUTE},
        Permission.BROADCASTS_READ: {
            AttentionKind.BROADCAST_PAUSED,
            AttentionKind.BROADCAST_FAILED,
        },
    }

    for permission in Permission:
        actor = Actor(kind=ActorKind.ACCOUNT, id=2, permissions=frozenset({permission}))
        seen = {item.kind for item in await attention(session, actor)}
        assert seen == kinds.get(permission, set()), permission


async def test_a_shop_in_order_has_nothing_to_look_at(http: AsyncClient, acting: Acting) -> None:
    for actor in (OLGA, TIM):
        acting.actor = actor
        response = await http.get("/api/v1/attention")

        assert (response.status_code, response.json()) == (200, {"items": []})
