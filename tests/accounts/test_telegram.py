"""Signing in with Telegram: the page on one side, the cashier bot's functions on the other."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from httpx2 import AsyncClient
from pydantic import SecretStr
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import actions, queries
from dvorik.accounts.errors import AccountNotFound, TelegramNotConfigured, TelegramTaken
from dvorik.accounts.gateway import bot_name, telegram
from dvorik.accounts.gateway.telegram import Choice
from dvorik.accounts.models import Account, Device
from dvorik.kernel import bot_names
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from tests.accounts.conftest import MARY_ID, OLGA_ID, PASSWORD, TIM_ID, sign_in
from tests.accounts.recorded import recorded
from tests.accounts.strangers import ask, come
from tests.conftest import NOON, Acting

PHONE = 4242
"""Mary's Telegram id."""


@pytest.fixture(autouse=True)
async def named_bot(cache: Cache, config: Config) -> None:
    token = config.telegram_auth_bot_token.get_secret_value()
    await bot_names.remember(cache, token, "kassa_bot")


@pytest.fixture(autouse=True)
async def marys_phone(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(
            update(Account).where(Account.id == MARY_ID).values(telegram_id=PHONE)
        )


class Page:
    """A browser that began to sign in."""

    def __init__(self, browser: AsyncClient, begun: dict[str, str | int]) -> None:
        self.browser = browser
        self.begun = begun
        self.code = str(begun["auth_code"])
        self.number = int(begun["number"])

    async def status(self) -> tuple[int, str]:
        response = await self.browser.get(
            f"/auth/telegram/status/{self.code}",
            headers={"X-Sign-In-Secret": str(self.begun["browser_secret"])},
        )
        answer = response.json()
        self.session = answer.get("session")
        return response.status_code, answer.get("code") or answer["status"]


@pytest.fixture
async def page(browser: AsyncClient) -> Page:
    chrome = "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36"
    response = await browser.post("/auth/telegram/init", headers={"user-agent": chrome})
    assert response.status_code == 200
    return Page(browser, response.json())


async def devices(database: Database) -> int:
    async with database.transaction() as session:
        return await session.scalar(select(func.count()).select_from(Device)) or 0


async def test_the_page_gets_a_code_a_link_a_picture_and_a_number(page: Page) -> None:
    begun = page.begun

    assert begun["deep_link"] == f"https://t.me/kassa_bot?start=login_{page.code}"
    assert len(f"login_{page.code}") <= 64  # all that Telegram's start parameter takes
    assert base64.b64decode(str(begun["qr_code_base64"])).startswith(b"\x89PNG\r\n")
    assert begun["expires_in"] == 300
    assert 10 <= page.number <= 99


async def test_the_bot_shows_who_asks_and_three_numbers(page: Page, cache: Cache) -> None:
    shown = await telegram.describe(cache, page.code)

    assert shown is not None
    assert (shown.browser, shown.address, shown.started_at) == (
        "Chrome, Windows", "203.0.113.7", NOON,
    )  # fmt: skip
    assert len(set(shown.choices)) == 3
    assert page.number in shown.choices


async def test_the_right_number_lets_the_browser_in_once(
    page: Page, cache: Cache, database: Database
) -> None:
    assert await page.status() == (200, "pending")

    chosen = await telegram.choose(cache, page.code, telegram_id=PHONE, number=page.number)

    assert chosen is Choice.CONFIRMED
    assert await page.status() == (200, "completed")
    assert page.session["account"]["id"] == MARY_ID
    assert "dvorik_refresh" in page.browser.cookies
    assert await page.status() == (404, "accounts.code_not_found")
    assert await telegram.describe(cache, page.code) is None
    assert await devices(database) == 1
    ((_, who, payload),) = await recorded(database)
    assert (who, payload["method"]) == ("account:2", "telegram")


async def test_pressing_start_signs_nobody_in(page: Page, cache: Cache) -> None:
    await telegram.describe(cache, page.code)

    assert await page.status() == (200, "pending")


async def test_a_wrong_number_cancels_and_the_right_one_comes_too_late(
    page: Page, cache: Cache, database: Database
) -> None:
    wrong = 10 if page.number != 10 else 11

    assert (
        await telegram.choose(cache, page.code, telegram_id=PHONE, number=wrong)
        is Choice.WRONG_NUMBER
    )
    assert (
        await telegram.choose(cache, page.code, telegram_id=PHONE, number=page.number)
        is Choice.GONE
    )
    assert await page.status() == (200, "canceled")
    assert await devices(database) == 0


async def test_the_person_may_say_it_is_not_them(page: Page, cache: Cache) -> None:
    assert await telegram.cancel(cache, page.code)
    assert not await telegram.cancel(cache, page.code)
    assert await page.status() == (200, "canceled")


async def test_another_browser_cannot_take_the_session(
    page: Page, cache: Cache, database: Database
) -> None:
    await telegram.choose(cache, page.code, telegram_id=PHONE, number=page.number)

    for headers in ({}, {"X-Sign-In-Secret": "x" * 43}):
        response = await page.browser.get(f"/auth/telegram/status/{page.code}", headers=headers)
        assert (response.status_code, response.json()["code"]) == (404, "accounts.code_not_found")
    assert await devices(database) == 0
    assert await page.status() == (200, "completed")


async def test_twenty_requests_at_once_take_one_session(page: Page, cache: Cache) -> None:
    await telegram.choose(cache, page.code, telegram_id=PHONE, number=page.number)
    secret = str(page.begun["browser_secret"])

    outcomes = await asyncio.gather(
        *(telegram.take(cache, page.code, browser_secret=secret) for _ in range(20)),
        return_exceptions=True,
    )

    assert sum(isinstance(outcome, telegram.TakenSignIn) for outcome in outcomes) == 1


async def test_twenty_presses_at_once_are_one_choice(page: Page, cache: Cache) -> None:
    shown = await telegram.describe(cache, page.code)
    assert shown is not None

    chosen = await asyncio.gather(
        *(
            telegram.choose(cache, page.code, telegram_id=PHONE, number=number)
            for number in shown.choices * 7
        )
    )

    assert chosen.count(Choice.GONE) == 20


async def test_a_code_is_kept_only_as_a_hash_and_not_for_long(page: Page, cache: Cache) -> None:
    (key,) = [name async for name in cache.scan_iter("telegram-sign-in:*")]

    assert page.code not in key
    kept = json.dumps(await cache.hgetall(key))
    assert page.code not in kept
    assert str(page.begun["browser_secret"]) not in kept
    assert 290 < await cache.ttl(key) <= 300


async def test_an_unknown_person_is_told_and_may_ask_for_access(
    page: Page, cache: Cache, database: Database
) -> None:
    await telegram.choose(cache, page.code, telegram_id=999, number=page.number)

    assert await page.status() == (200, "unknown_person")
    assert await devices(database) == 0


async def test_who_asked_for_access_waits(page: Page, cache: Cache, database: Database) -> None:
    async with database.transaction() as session:
        await ask(session, 999)
    await telegram.choose(cache, page.code, telegram_id=999, number=page.number)

    assert await page.status() == (200, "awaiting_approval")


async def test_who_stays_outside_has_no_account_to_sign_in_to(
    page: Page, cache: Cache, database: Database
) -> None:
    async with database.transaction() as session:
        await come(session, 999)
    await telegram.choose(cache, page.code, telegram_id=999, number=page.number)

    assert await page.status() == (200, "unknown_person")
    assert await devices(database) == 0


async def test_a_disabled_account_is_refused(page: Page, cache: Cache, database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(update(Account).values(status="disabled"))
    await telegram.choose(cache, page.code, telegram_id=PHONE, number=page.number)

    assert await page.status() == (403, "accounts.disabled")
    assert await devices(database) == 0


async def test_a_code_that_never_was_is_not_found(browser: AsyncClient, cache: Cache) -> None:
    response = await browser.get("/auth/telegram/status/nothing")

    assert (response.status_code, response.json()["code"]) == (404, "accounts.code_not_found")
    assert await telegram.describe(cache, "nothing") is None
    assert await telegram.choose(cache, "nothing", telegram_id=1, number=10) is Choice.GONE


async def test_beginning_is_rationed_by_address(browser: AsyncClient) -> None:
    codes = [(await browser.post("/auth/telegram/init")).status_code for _ in range(21)]

    assert codes == [200] * 20 + [429]


async def link(session: AsyncSession, telegram_id: int, account_id: int = OLGA_ID) -> Account:
    return await actions.link_telegram(
        session, account_id=account_id, telegram_id=telegram_id, username="olga", now=NOON
    )


async def test_a_signed_in_person_ties_their_telegram(
    browser: AsyncClient, cache: Cache, database: Database
) -> None:
    await sign_in(browser, OLGA_ID)
    proof = {"current_password": PASSWORD}
    begun = (await browser.post("/auth/telegram/link", json=proof)).json()

    code = begun["link_code"]
    assert begun["deep_link"] == f"https://t.me/kassa_bot?start=link_{code}"
    assert await telegram.describe_link(cache, code) == OLGA_ID
    assert await telegram.take_link(cache, code) == OLGA_ID
    assert await telegram.take_link(cache, code) is None
    assert await telegram.describe_link(cache, code) is None
    async with database.transaction() as session:
        await link(session, 777)
        found = await queries.find_actor_by_telegram(session, 777)
    assert found is not None
    assert found.id == OLGA_ID
    assert await recorded(database, "accounts.telegram_linked") == [
        ("accounts.telegram_linked", "account:1", {"account_id": OLGA_ID})
    ]


async def test_a_telegram_person_of_another_account_cannot_be_tied(database: Database) -> None:
    with pytest.raises(TelegramTaken):
        async with database.transaction() as session:
            await link(session, PHONE)

    async with database.transaction() as session:
        assert (await queries.get_account(session, OLGA_ID)).telegram_id is None
    assert await recorded(database) == []


async def test_tying_again_changes_nothing_and_another_phone_replaces_the_first(
    database: Database, session: AsyncSession
) -> None:
    await link(session, 777)
    await link(session, 777)
    await link(session, 778)

    assert await queries.find_by_telegram(session, 777) is None
    assert (await queries.get_account(session, OLGA_ID)).telegram_id == 778
    assert len(await recorded(database, "accounts.telegram_linked")) == 2


@pytest.mark.parametrize("reach", [come, ask])
async def test_an_account_that_nobody_let_in_gives_way(
    session: AsyncSession, reach: Callable[[AsyncSession, int], Awaitable[Account]]
) -> None:
    asked = await reach(session, 777)

    await link(session, 777, TIM_ID)

    found = await queries.find_by_telegram(session, 777)
    assert found is not None
    assert found.id == TIM_ID
    with pytest.raises(AccountNotFound):
        await queries.get_account(session, asked.id)


async def test_a_stolen_access_token_ties_no_telegram(browser: AsyncClient, cache: Cache) -> None:
    await sign_in(browser, OLGA_ID)

    answers = [
        await browser.post("/auth/telegram/link", json={}),
        await browser.post("/auth/telegram/link", json={"current_password": "a guess"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert [answer.json()["code"] for answer in answers] == ["accounts.wrong_password"] * 2
    assert [key async for key in cache.scan_iter("telegram-link:*")] == []


async def test_without_a_password_only_a_fresh_sign_in_ties_telegram(
    browser: AsyncClient, acting: Acting, session: AsyncSession
) -> None:
    await sign_in(browser, OLGA_ID)
    await session.execute(update(Account).values(password_hash=None))

    fresh = await browser.post("/auth/telegram/link", json={})
    acting.now += timedelta(minutes=16)
    later = await browser.post("/auth/telegram/link", json={})

    assert fresh.status_code == 200
    assert (later.status_code, later.json()["code"]) == (403, "accounts.sign_in_again")


async def test_only_who_is_signed_in_gets_a_link(browser: AsyncClient, cache: Cache) -> None:
    response = await browser.post("/auth/telegram/link", json={})

    assert response.status_code == 401
    assert [key async for key in cache.scan_iter("telegram-link:*")] == []


@pytest.fixture
async def telegram_server() -> AsyncIterator[tuple[str, list[str]]]:
    """A Bot API that knows one bot and notes what it is asked."""
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        asked.append(head.split(" ")[1])
        is_known = "/bot1002:" in head
        answer = (
            {"ok": True, "result": {"id": 1002, "username": "asked_bot"}}
            if is_known
            else {"ok": False, "error_code": 401, "description": "Unauthorized"}
        )
        body = json.dumps(answer).encode()
        writer.write(
            b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nConnection: close\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (200 if is_known else 401, len(body), body)
        )
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    async with server:
        yield f"http://{host}:{port}", asked


async def test_the_bots_name_is_asked_of_telegram_once(
    cache: Cache, config: Config, telegram_server: tuple[str, list[str]]
) -> None:
    url, asked = telegram_server
    await cache.flushdb()
    here = config.model_copy(update={"telegram_api_url": url})

    names = [await bot_name.auth_bot_username(cache, here) for _ in range(3)]

    assert names == ["asked_bot"] * 3
    assert len(asked) == 1


async def test_a_refused_bot_is_not_asked_about_at_every_click(
    cache: Cache, config: Config, telegram_server: tuple[str, list[str]]
) -> None:
    url, asked = telegram_server
    bad = config.model_copy(
        update={"telegram_api_url": url, "telegram_auth_bot_token": SecretStr("9:x")}
    )

    for _ in range(3):
        with pytest.raises(TelegramNotConfigured):
            await bot_name.auth_bot_username(cache, bad)
    assert len(asked) == 1


async def test_without_a_token_there_is_no_telegram(cache: Cache, config: Config) -> None:
    without = config.model_copy(update={"telegram_auth_bot_token": SecretStr("")})

    with pytest.raises(TelegramNotConfigured):
        await bot_name.auth_bot_username(cache, without)
