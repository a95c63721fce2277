"""Signing in to the panel through the cashier bot."""

import pytest
from sqlalchemy import select, text

from dvorik.accounts.gateway import telegram
from dvorik.accounts.gateway.telegram import BegunSignIn, SignInState
from dvorik.accounts.models import Account, OneTimeToken
from dvorik.accounts.types import Browser
from dvorik.clients.schemas import TelegramPerson
from dvorik.kernel.cache import Cache
from dvorik.kernel.db import Database
from dvorik.kernel.i18n import Language
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty.models import Cashier
from tests.bots.driver import Person, Talk, told
from tests.conftest import NOON

OLGA = Person(7101, "Ольга")
NOBODY = Person(7999, "Неизвестный", username="nobody")


@pytest.fixture
async def olga(database: Database) -> Person:
    async with database.transaction() as session:
        await session.execute(
            text("UPDATE account SET telegram_id = :id WHERE id = 1"), {"id": OLGA.id}
        )
    return OLGA


@pytest.fixture
async def begun(cache: Cache) -> BegunSignIn:
    browser = Browser(user_agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", address="9.9.9.9")
    return await telegram.begin(cache, browser=browser, now=NOON)


async def state_of(cache: Cache, begun: BegunSignIn) -> SignInState:
    taken = await telegram.take(cache, begun.code, browser_secret=begun.browser_secret)
    return taken.state


async def test_start_signs_nobody_in_it_shows_who_asks(
    cashier_bot: Talk, cache: Cache, olga: Person, begun: BegunSignIn
) -> None:
    [said] = await cashier_bot.writes(olga, f"/start login_{begun.code}")

    assert said == told(
        "signin.confirm",
        browser="Firefox, Linux",
        address="9.9.9.9",
        moment="20 ноября 2026, 12:00",
    )
    labels = [button.text for button in cashier_bot.telegram.buttons]
    assert str(begun.number) in labels[:3]
    assert labels[3:] == ["Это не я"]
    assert await state_of(cache, begun) is SignInState.PENDING


async def test_the_number_on_the_page_lets_the_browser_in(
    cashier_bot: Talk, cache: Cache, olga: Person, begun: BegunSignIn
) -> None:
    await cashier_bot.writes(olga, f"/start login_{begun.code}")

    assert await cashier_bot.presses(olga, str(begun.number)) == [told("signin.confirmed")]

    taken = await telegram.take(cache, begun.code, browser_secret=begun.browser_secret)
    assert (taken.state, taken.telegram_id) == (SignInState.CONFIRMED, olga.id)


async def test_a_wrong_number_cancels_for_good(
    cashier_bot: Talk, cache: Cache, olga: Person, begun: BegunSignIn
) -> None:
    await cashier_bot.writes(olga, f"/start login_{begun.code}")
    labels = [button.text for button in cashier_bot.telegram.buttons[:3]]
    wrong = next(label for label in labels if label != str(begun.number))

    assert await cashier_bot.presses(olga, wrong) == [told("signin.wrong_number")]
    assert await cashier_bot.presses(olga, str(begun.number)) == [told("signin.expired")]
    assert await state_of(cache, begun) is SignInState.CANCELED


async def test_it_is_not_me(
    cashier_bot: Talk, cache: Cache, olga: Person, begun: BegunSignIn
) -> None:
    await cashier_bot.writes(olga, f"/start login_{begun.code}")

    assert await cashier_bot.presses(olga, "Это не я") == [told("signin.canceled")]

    assert await state_of(cache, begun) is SignInState.CANCELED


async def test_an_old_code_is_no_code(cashier_bot: Talk, olga: Person) -> None:
    assert await cashier_bot.writes(olga, "/start login_abc") == [told("signin.expired")]


async def test_a_stranger_may_ask_for_access_and_becomes_no_cashier(
    cashier_bot: Talk, database: Database, begun: BegunSignIn
) -> None:
    login = f"/start login_{begun.code}"
    assert await cashier_bot.writes(NOBODY, login) == [told("signin.unknown_person")]

    assert await cashier_bot.presses(NOBODY, "Попросить доступ") == [told("signin.request_sent")]
    assert await cashier_bot.writes(NOBODY, login) == [told("signin.request_pending")]

    async with database.transaction() as session:
        asked = select(Account).where(Account.telegram_id == NOBODY.id)
        account = (await session.scalars(asked)).one()
        assert (await session.scalars(select(Cashier))).all() == []
    assert (account.status, account.role) == ("pending", "readonly")


async def test_login_sends_a_link_that_works_once(
    cashier_bot: Talk, database: Database, olga: Person
) -> None:
    [said] = await cashier_bot.writes(olga, "/login")

    assert f"{cashier_bot.resources.config.base_url}/login#token=" in said
    async with database.transaction() as session:
        token = (await session.scalars(select(OneTimeToken))).one()
    assert (token.account_id, token.purpose, token.spent_at) == (1, "login", None)


async def test_login_is_not_for_strangers(cashier_bot: Talk, database: Database) -> None:
    assert await cashier_bot.writes(NOBODY, "/login") == [told("signin.unknown_person")]

    async with database.transaction() as session:
        assert (await session.scalars(select(OneTimeToken))).all() == []


async def add_cashier_with_account(
    database: Database, *, is_active: bool, approved: bool, deactivated: bool, status: str
) -> None:
    """Nobody asked to work at the till, which made an account; then what the arguments say."""
    async with database.transaction() as session:
        person = TelegramPerson(
            telegram_id=NOBODY.id, first_name="Никто", last_name=None, username=None,
            language=Language.RU,
        )  # fmt: skip
        cashier, _ = await loyalty.request_cashier(session, person=person, now=NOON)
        cashier.is_active = is_active
        cashier.approved_at = NOON if approved else None
        cashier.deactivated_at = NOON if deactivated else None
        account = await session.get_one(Account, cashier.account_id)
        account.status = status


@pytest.mark.parametrize(
    ("is_active", "approved", "deactivated", "status", "key"),
    [
        (False, False, False, "outside", "signin.request_pending"),
        (True, True, False, "outside", "signin.till_only"),
        (True, True, False, "pending", "signin.request_pending"),
        (False, False, True, "outside", "signin.declined"),
        (False, True, True, "outside", "cashier.deactivated"),
        (True, True, False, "disabled", "signin.disabled"),
        (False, True, True, "disabled", "signin.disabled"),
    ],
)
async def test_who_may_not_enter_hears_why(
    cashier_bot: Talk,
    database: Database,
    begun: BegunSignIn,
    is_active: bool,
    approved: bool,
    deactivated: bool,
    status: str,
    key: str,
) -> None:
    await add_cashier_with_account(
        database, is_active=is_active, approved=approved, deactivated=deactivated, status=status
    )

    assert await cashier_bot.writes(NOBODY, "/login") == [told(key)]
    assert await cashier_bot.writes(NOBODY, f"/start login_{begun.code}") == [told(key)]

    offered = ["Попросить доступ"] * 2 if key == "signin.till_only" else []
    assert [button.text for button in cashier_bot.telegram.buttons] == offered
    async with database.transaction() as session:
        assert (await session.scalars(select(OneTimeToken))).all() == []


async def test_a_cashier_may_ask_for_the_panel_too(cashier_bot: Talk, database: Database) -> None:
    await add_cashier_with_account(
        database, is_active=True, approved=True, deactivated=False, status="outside"
    )
    await cashier_bot.writes(NOBODY, "/login")

    assert await cashier_bot.presses(NOBODY, "Попросить доступ") == [told("signin.request_sent")]

    assert await cashier_bot.writes(NOBODY, "/login") == [told("signin.request_pending")]
    async with database.transaction() as session:
        account = await session.scalar(select(Account).where(Account.telegram_id == NOBODY.id))
    assert account is not None
    assert (account.status, account.role) == ("pending", "readonly")


@pytest.mark.parametrize("is_active", [True, False])
async def test_an_active_account_opens_the_panel_whatever_the_till_says(
    cashier_bot: Talk, database: Database, is_active: bool
) -> None:
    await add_cashier_with_account(
        database, is_active=is_active, approved=True, deactivated=not is_active, status="active"
    )

    [said] = await cashier_bot.writes(NOBODY, "/login")

    assert "/login#token=" in said


async def test_an_account_is_linked_after_a_question(
    cashier_bot: Talk, database: Database, cache: Cache
) -> None:
    code = await telegram.begin_link(cache, account_id=2)

    asked = await cashier_bot.writes(NOBODY, f"/start link_{code}")
    assert asked == [told("signin.link_confirm", name="Мария")]
    assert await telegram_of(database, 2) is None
    assert await cashier_bot.presses(NOBODY, "Привязать") == [told("signin.linked")]

    assert await telegram_of(database, 2) == NOBODY.id
    assert await cashier_bot.presses(NOBODY, "Привязать") == [told("signin.expired")]


async def test_a_link_that_was_refused_ties_nothing(
    cashier_bot: Talk, database: Database, cache: Cache
) -> None:
    code = await telegram.begin_link(cache, account_id=2)
    await cashier_bot.writes(NOBODY, f"/start link_{code}")

    await cashier_bot.presses(NOBODY, "Это не я")

    assert await telegram_of(database, 2) is None


async def test_somebody_elses_telegram_is_not_taken_over(
    cashier_bot: Talk, database: Database, cache: Cache, olga: Person
) -> None:
    code = await telegram.begin_link(cache, account_id=2)
    await cashier_bot.writes(olga, f"/start link_{code}")

    said = await cashier_bot.presses(olga, "Привязать")

    assert said == ["Этот Telegram уже привязан к другой учётной записи."]
    assert (await telegram_of(database, 1), await telegram_of(database, 2)) == (olga.id, None)


async def telegram_of(database: Database, account_id: int) -> int | None:
    async with database.transaction() as session:
        account = await session.get_one(Account, account_id)
        return account.telegram_id
