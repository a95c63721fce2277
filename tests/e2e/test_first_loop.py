"""The loop the product exists for, driven by clicking in the chat page."""

import re

import httpx2
from playwright.async_api import Locator, Page, expect

from dvorik.sandbox import cast
from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.types import BotSpec, PersonSpec
from tests.e2e.conftest import Demo

CODE = re.compile(r"[АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ]{3}\d{4}")


class Window:
    """One person in front of one bot, as the page shows them."""

    def __init__(self, page: Page, number: int) -> None:
        self._region = page.get_by_role("region", name=f"Окно {number}")
        self.log = self._region.get_by_role("log")

    async def start(self) -> None:
        await self._region.get_by_role("button", name="Начать").click()

    async def say(self, text: str) -> None:
        box = self._region.get_by_role("textbox", name="Сообщение")
        await box.fill(text)
        await box.press("Enter")

    async def press(self, label: str | re.Pattern[str]) -> None:
        await self.log.get_by_role("button", name=label).last.click()

    async def press_below(self, label: str) -> None:
        """A button of the keyboard under the input field."""
        await self._region.get_by_role("button", name=label).last.click()

    async def join_channel(self, title: str, bot: str) -> None:
        chats = self._region.get_by_role("navigation", name="Чаты")
        await chats.get_by_role("button", name=f"📣 {title}").click()
        await self._region.get_by_role("button", name="Подписаться").click()
        # Behind the name may stand how much is unread.
        await chats.get_by_role("button", name=re.compile(f"^{bot}")).click()

    def message(self, part: str | re.Pattern[str]) -> Locator:
        return self.log.get_by_text(part).last


async def open_page(
    page: Page, demo: Demo, left: tuple[PersonSpec, BotSpec], right: tuple[PersonSpec, BotSpec]
) -> tuple[Window, Window]:
    people = f"person={left[0].id}&bot={left[1].username}"
    people += f"&person2={right[0].id}&bot2={right[1].username}"
    await page.goto(f"{demo.sandbox}/?{people}&lang=ru")
    return Window(page, 1), Window(page, 2)


async def test_a_client_joins_gets_a_code_and_a_cashier_redeems_it(page: Page, demo: Demo) -> None:
    async with Sandbox(demo.sandbox) as sandbox:
        vera = await sandbox.create_person("Вера", language_code="ru")
        gleb = await sandbox.create_person("Глеб", language_code="ru")

    # 1. Vera comes, subscribes and gets her code.
    client, cashier = await open_page(page, demo, (vera, cast.CLIENT_BOT), (gleb, cast.CASHIER_BOT))
    await client.start()
    await client.join_channel(cast.CHANNEL.title, cast.CLIENT_BOT.first_name)
    code = await code_in(client)
    await client.press_below("Мои скидки")
    await expect(client.message(re.compile("Ваши скидки"))).to_be_visible()

    # 2. Gleb asks to work at the till. The owner opens the bot after that, and finds who waits:
    # him, and somebody who asked before the demo began.
    await cashier.start()
    await expect(cashier.message(re.compile("Заявка отправлена"))).to_be_visible()
    owner, cashier = await open_page(
        page, demo, (cast.OWNER, cast.CASHIER_BOT), (gleb, cast.CASHIER_BOT)
    )
    await owner.start()
    await expect(owner.message("Тимур Юсупов")).to_be_visible()
    await expect(owner.message("Глеб")).to_be_visible()
    await owner.press("✅ Принять")
    await expect(cashier.message(re.compile("Вы теперь кассир"))).to_be_visible()

    # 3. Gleb enters the code carelessly and takes it.
    client, cashier = await open_page(page, demo, (vera, cast.CLIENT_BOT), (gleb, cast.CASHIER_BOT))
    await cashier.say(f" {code[:3].lower()} - {code[3:]}")
    await expect(cashier.message("Вера")).to_be_visible()
    await cashier.press("Погасить")
    await expect(cashier.message(re.compile("Погашено"))).to_be_visible()
    await expect(client.message(re.compile("использован"))).to_be_visible()

    # Once is all a code is good for.
    await cashier.say(code)
    await expect(cashier.message(re.compile("уже"))).to_be_visible()

    await the_owner_sees_it(page, demo, code)


async def code_in(window: Window) -> str:
    line = window.message(CODE)
    await expect(line).to_be_visible()
    found = CODE.search(await line.inner_text())
    assert found
    return found.group()


async def the_owner_sees_it(page: Page, demo: Demo, code: str) -> None:
    """Signed in by the one-time link that the cashier bot gives her."""
    owner, _ = await open_page(
        page, demo, (cast.OWNER, cast.CASHIER_BOT), (cast.OWNER, cast.CLIENT_BOT)
    )
    await owner.say("/login")
    link = owner.log.get_by_role("link", name=re.compile("token")).last
    await expect(link).to_be_visible()
    token = (await link.get_attribute("href") or "").rpartition("#token=")[2]
    async with httpx2.AsyncClient(base_url=f"{demo.api}/api/v1") as api:
        signed_in = await api.post("/auth/login-token", json={"token": token})
        assert signed_in.status_code == 200
        api.headers["Authorization"] = f"Bearer {signed_in.json()['access_token']}"
        (discount,) = (await api.get("/discounts", params={"code": code})).json()["items"]
        assert (discount["state"], discount["used_count"]) == ("used", 1)
        story = (await api.get(f"/discounts/{discount['id']}")).json()
        statuses = [attempt["status"] for attempt in story["attempts"]]
        assert statuses == ["already_used", "success"]
        audit = (await api.get("/audit", params={"client_id": discount["client_id"]})).json()
        assert [event["type"] for event in audit["items"]] == [
            "loyalty.discount_redeemed",
            "loyalty.discount_issued",
            "clients.subscribed",
            "clients.consent_changed",
            "clients.joined",
        ]
