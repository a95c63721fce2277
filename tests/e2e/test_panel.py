"""The panel in a browser, before the running demo: coming in, and looking after clients."""

import re

import pytest
from playwright.async_api import Page, expect

from dvorik.sandbox import cast
from dvorik.sandbox.client import Sandbox
from tests.e2e.conftest import Demo
from tests.e2e.looking import check_looks, go_to, owner_elsewhere, sign_in

HELLO = re.compile("^Здравствуйте")


@pytest.mark.parametrize("path", ["/login", "/register", "/forgot-password", "/no/such/page"])
async def test_pages_outside_are_fit_to_be_looked_at(page: Page, demo: Demo, path: str) -> None:
    await page.goto(demo.api + path)
    await expect(page.get_by_role("button").or_(page.get_by_role("link")).first).to_be_visible()

    await check_looks(page)


async def test_who_comes_to_a_page_returns_to_it_after_signing_in(page: Page, demo: Demo) -> None:
    await page.goto(f"{demo.api}/clients?sort=name")
    await expect(page.get_by_role("heading", name="Вход")).to_be_visible()
    await page.get_by_role("textbox", name="Почта").fill("owner@example.com")
    await page.get_by_label("Пароль").fill("marmalade-every-day")
    await page.get_by_role("button", name="Войти").click()

    await expect(page.get_by_role("heading", name="Клиенты")).to_be_visible()
    await expect(page).to_have_url(f"{demo.api}/clients?sort=name")
    # The session outlives the page: a new one begins where this one was.
    await page.reload()
    await expect(page.get_by_role("heading", name="Клиенты")).to_be_visible()


async def test_the_owner_comes_in_by_the_number_that_the_page_shows(page: Page, demo: Demo) -> None:
    await page.goto(f"{demo.api}/login")
    await page.get_by_text("Telegram", exact=True).click()
    link = page.get_by_role("link", name="Открыть бота")
    payload = (await link.get_attribute("href") or "").rpartition("?start=")[2]
    number = await page.locator("strong").inner_text()
    await check_looks(page)

    async with Sandbox(demo.sandbox) as sandbox:
        await sandbox.start(cast.OWNER, cast.CASHIER_BOT, payload)
        await sandbox.wait_for_text(cast.OWNER, cast.CASHIER_BOT, "Chrome")
        await sandbox.press_and_wait(cast.OWNER, cast.CASHIER_BOT, number)

    await expect(page.get_by_role("heading", name=HELLO)).to_be_visible()
    await check_looks(page)


async def test_the_link_from_the_bot_opens_the_panel_once(page: Page, demo: Demo) -> None:
    async with Sandbox(demo.sandbox) as sandbox:
        await sandbox.say(cast.OWNER, cast.CASHIER_BOT, "/login")
        message = await sandbox.wait_for_text(cast.OWNER, cast.CASHIER_BOT, "#token=")
    found = re.search(r"/login#token=[\w-]+", message.text)
    assert found

    await page.goto(demo.api + found.group())
    await expect(page.get_by_role("heading", name=HELLO)).to_be_visible()
    assert "token" not in page.url


async def test_a_client_is_found_changed_and_given_a_discount(
    page: Page, demo: Demo, on_purpose: list[str]
) -> None:
    await sign_in(page, demo)
    await go_to(page, "Клиенты")
    table = page.get_by_role("table", name="Клиенты")
    await expect(table.get_by_role("row")).to_have_count(26)
    await check_looks(page)

    await page.get_by_role("searchbox").fill("Светлана")
    await expect(page).to_have_url(re.compile(r"\?search="))
    await table.get_by_role("link", name="Светлана").first.click()
    await expect(page.get_by_role("heading", name="Светлана")).to_be_visible()
    await check_looks(page)

    await page.get_by_role("button", name="Изменить").click()
    dialog = page.get_by_role("dialog", name="Карточка клиента")
    await dialog.get_by_label("Заметки").fill("Любит зелёный мармелад")
    await check_looks(page)

    # Somebody else is quicker: what was typed stays, and theirs is seen before it is saved over.
    await call_her(demo, "Светлана", "Лана")
    on_purpose.append("status of 409")
    await dialog.get_by_role("button", name="Сохранить").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("это изменил кто-то другой")
    await expect(dialog.get_by_label("Имя")).to_have_value("Лана")
    await expect(dialog.get_by_label("Заметки")).to_have_value("Любит зелёный мармелад")
    await dialog.get_by_label("Имя").fill("Светлана")
    await dialog.get_by_role("button", name="Сохранить").click()
    await expect(dialog).to_be_hidden()
    await expect(page.get_by_text("Любит зелёный мармелад")).to_be_visible()

    await page.get_by_role("button", name="Выдать скидку").click()
    dialog = page.get_by_role("dialog", name="Новая скидка")
    await dialog.get_by_label("Скидка").click()
    await page.get_by_role("option", name="15 % осенью").click()
    await dialog.get_by_role("button", name="Выдать скидку").click()
    told = page.get_by_text(re.compile("Выдан код"))
    await expect(told).to_be_visible()
    code = (await told.inner_text()).rpartition(" ")[2]
    codes = page.get_by_role("table", name="Скидки")
    await expect(codes.get_by_text(code)).to_be_visible()

    await page.go_back()
    await expect(page.get_by_role("searchbox")).to_have_value("Светлана")


async def call_her(demo: Demo, name: str, other: str) -> None:
    """Another first name for the newest client of that name, who is the first of the list."""
    async with owner_elsewhere(demo) as http:
        found = await http.get("/users", params={"search": name})
        client = found.json()["items"][0]
        edited = await http.patch(
            f"/users/{client['id']}",
            json={"first_name": other},
            headers={"If-Match": f'"{client["version"]}"'},
        )
        assert edited.status_code == 200, edited.text


async def test_the_palette_finds_pages_and_people_by_keyboard(page: Page, demo: Demo) -> None:
    await sign_in(page, demo)
    await page.keyboard.press("Control+k")
    await page.get_by_placeholder("Страница, клиент или код").last.fill("Светлана")
    await expect(page.get_by_role("button", name=re.compile("Светлана")).first).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("heading", name="Светлана")).to_be_visible()


async def test_the_profile_speaks_the_language_chosen(page: Page, demo: Demo) -> None:
    await sign_in(page, demo)
    await page.goto(f"{demo.api}/profile")
    await expect(page.get_by_text("Это устройство")).to_be_visible()
    await check_looks(page)

    account = re.compile("Аккаунт|Обліковий запис")
    for language, title in (("Українська", "Профіль"), ("English", "Profile")):
        await page.get_by_role("button", name=account).click()
        await page.get_by_role("menuitemradio", name=language).click()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    assert await page.evaluate("document.documentElement.lang") == "en"
