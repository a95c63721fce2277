"""A fresh installation, led from the first sign-in to the first redeemed code."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import STDOUT
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from dvorik.cli import showroom
from dvorik.cli.doorplate import Address
from dvorik.sandbox import cast
from dvorik.sandbox.client import Sandbox
from tests.cli.test_commands import run
from tests.e2e.conftest import CLOSE_WITHIN_SECONDS, Demo, free_port, until_open
from tests.e2e.looking import PHONE, check_looks
from tests.e2e.test_first_loop import CODE

HOST = "127.0.0.1"


@pytest.fixture
async def empty_house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    """`dvorik up` with an empty database, two bots of the sandbox, and an owner."""
    home = tmp_path_factory.mktemp("shop")
    ports = Address(host=HOST, api_port=free_port(), sandbox_port=free_port())
    variables = {**showroom.environment(home, ports), "APP_ENV": "development"}
    places = Demo(home=home, api=ports.api, sandbox=ports.sandbox)
    async with (
        running("sandbox", "--port", str(ports.sandbox_port), home=home, variables=variables),
        running("up", home=home, variables=variables),
    ):
        await until_open(places)
        whom = ("--telegram-id", str(cast.OWNER.id), "--name", "Анна")
        settings = {name: value for name, value in variables.items() if name != "DVORIK_HOME"}
        made = await asyncio.to_thread(run, "owner", "create", *whom, home=home, **settings)
        assert made.returncode == 0, made.stderr
        yield places


@asynccontextmanager
async def running(*command: str, home: Path, variables: dict[str, str]) -> AsyncIterator[None]:
    with (home / f"{command[0]}.txt").open("w+b") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "dvorik.cli", *command),
            cwd=home,
            env={**os.environ, **variables},
            stdout=output,
            stderr=STDOUT,
        )
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGINT)
            async with asyncio.timeout(CLOSE_WITHIN_SECONDS):
                await process.wait()


def step(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name="Первые шаги").get_by_role("listitem", name=name)


async def is_done(page: Page, name: str) -> None:
    await expect(step(page, name).get_by_text("Готово")).to_be_visible()


async def overview(page: Page) -> None:
    await page.get_by_role("link", name="Обзор").click()


async def test_five_steps_lead_to_the_first_redeemed_code(empty_house: Demo, page: Page) -> None:
    async with Sandbox(empty_house.sandbox) as sandbox:
        await the_owner_comes_in(page, empty_house, sandbox)
        await is_done(page, "Боты отвечают")
        await check_looks(page)
        await the_channel_is_found(page)
        await a_discount_is_thought_up(page)
        await a_cashier_is_let_in(page, sandbox)
        await a_code_is_redeemed(page, sandbox)


async def the_owner_comes_in(page: Page, house: Demo, sandbox: Sandbox) -> None:
    await sandbox.start(cast.OWNER, cast.CASHIER_BOT)
    await sandbox.say(cast.OWNER, cast.CASHIER_BOT, "/login")
    message = await sandbox.wait_for_text(cast.OWNER, cast.CASHIER_BOT, "#token=")
    link = re.search(r"/login#token=[\w-]+", message.text)
    assert link
    await page.goto(house.api + link.group())
    await expect(page.get_by_role("region", name="Первые шаги")).to_be_visible()

    # Put aside it leaves the overview, and is found again in the menu.
    await page.get_by_role("button", name="Отложить").click()
    await expect(page.get_by_role("region", name="Первые шаги")).to_be_hidden()
    await page.get_by_role("link", name="Первые шаги").click()
    await page.get_by_role("button", name="Показывать в обзоре").click()
    await overview(page)


async def the_channel_is_found(page: Page) -> None:
    await step(page, "Бот видит канал").get_by_role("link", name="Указать канал").click()
    channel = page.get_by_role("region", name="Канал", exact=True)
    await channel.get_by_label("Найти канал").fill(f"@{cast.CHANNEL.username}")
    await channel.get_by_role("button", name="Найти").click()
    await expect(channel.get_by_text(f"Нашли «{cast.CHANNEL.title}»")).to_be_visible()
    await channel.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_text("Настройки сохранены")).to_be_visible()
    await overview(page)
    await is_done(page, "Бот видит канал")


async def a_discount_is_thought_up(page: Page) -> None:
    await step(page, "Первая скидка").get_by_role("link", name="Придумать скидку").click()
    await page.get_by_label("Название").fill("За подписку")
    await page.get_by_role("button", name="Создать").click()
    await expect(page.get_by_role("link", name="За подписку")).to_be_visible()
    await overview(page)
    await is_done(page, "Первая скидка")


async def a_cashier_is_let_in(page: Page, sandbox: Sandbox) -> None:
    cashier = step(page, "Первый кассир")
    await expect(
        cashier.get_by_role("img", name=f"QR-код бота @{cast.CASHIER_BOT.username}")
    ).to_be_visible()
    await page.set_viewport_size(PHONE)
    await check_looks(page)
    await sandbox.start(cast.CASHIERS[0], cast.CASHIER_BOT)
    # The page looks by itself.
    await cashier.get_by_role("link", name="Посмотреть заявки").click()
    await page.get_by_role("button", name=re.compile("^Принять")).click()
    await sandbox.wait_for_text(cast.CASHIERS[0], cast.CASHIER_BOT, "Вы теперь кассир")
    await overview(page)
    await is_done(page, "Первый кассир")


async def a_code_is_redeemed(page: Page, sandbox: Sandbox) -> None:
    client, cashier = cast.CLIENTS[0], cast.CASHIERS[0]
    await sandbox.start(client, cast.CLIENT_BOT)
    await sandbox.wait_for_text(client, cast.CLIENT_BOT, "Подпишитесь на наш канал")
    await sandbox.join(client, cast.CHANNEL)
    given = await sandbox.wait_for(
        client, cast.CLIENT_BOT, lambda message: CODE.search(message.text) is not None
    )
    code = CODE.search(given.text)
    assert code
    last = step(page, "Первый погашенный код")
    await expect(last.get_by_text("Код уже у клиента")).to_be_visible()

    await sandbox.say(cashier, cast.CASHIER_BOT, code.group())
    await sandbox.wait_for_text(cashier, cast.CASHIER_BOT, client.first_name)
    await sandbox.press_and_wait(cashier, cast.CASHIER_BOT, "Погасить")
    await expect(page.get_by_role("region", name="Первые шаги")).to_be_hidden()
    await page.get_by_role("link", name="Первые шаги").click()
    await expect(page.get_by_text("Всё готово")).to_be_visible()
    await check_looks(page)
