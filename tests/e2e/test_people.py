"""People, their roles, and what is written down of it, before the running demo."""

import httpx2
from playwright.async_api import Browser, Page, expect

from tests.e2e.conftest import ACTION_TIMEOUT_MS, Demo
from tests.e2e.looking import check_looks, go_to, owner_elsewhere, sign_in

NINA, ZOYA = "nina@dvorik.test", "zoya@dvorik.test"
PASSWORD = "вишнёвый сад 1904"


async def test_who_registered_is_let_in_and_a_right_taken_away_vanishes_at_once(
    page: Page, browser: Browser, demo: Demo
) -> None:
    async with httpx2.AsyncClient(base_url=f"{demo.api}/api/v1") as http:
        for email, name in ((NINA, "Нина"), (ZOYA, "Зоя")):
            order = {"email": email, "password": PASSWORD, "first_name": name}
            answer = await http.post("/auth/register", json=order)
            assert answer.json() == {"status": "pending"}, answer.text

    await sign_in(page, demo)
    await go_to(page, "Сотрудники")
    await expect(page.get_by_role("table", name="Сотрудники")).to_be_visible()
    await check_looks(page)
    await page.get_by_role("tab", name="Ждут").click()
    nina = page.get_by_role("listitem").filter(has_text="Нина")
    await nina.get_by_role("combobox", name="Впустить как").click()
    await page.get_by_role("option", name="Маркетолог").click()
    await check_looks(page)
    await page.get_by_role("button", name="Впустить: Нина").click()
    await expect(page.get_by_text("Нина теперь с вами")).to_be_visible()
    await page.get_by_role("button", name="Отказать: Зоя").click()
    await page.get_by_role("dialog").get_by_role("button", name="Отказать").click()
    await expect(page.get_by_text("Заявка отклонена")).to_be_visible()
    await expect(page.get_by_role("button", name="Отказать: Зоя")).to_be_hidden()

    context = await browser.new_context(locale="ru-RU")
    context.set_default_timeout(ACTION_TIMEOUT_MS)
    hers = await context.new_page()
    await sign_in(hers, demo, email=NINA, password=PASSWORD)
    await expect(hers.get_by_role("link", name="Сегменты")).to_be_visible()

    await take_segments_from_marketing(page, demo)

    # Her page has been open all the time.
    await expect(hers.get_by_role("link", name="Сегменты")).to_be_hidden()
    await hers.goto(f"{demo.api}/segments")
    await expect(hers.get_by_role("alert").get_by_text("Сюда нужен пропуск")).to_be_visible()
    await expect(hers.get_by_role("link", name="Рассылки")).to_be_visible()
    await context.close()

    await read_what_is_written_down(page)


async def take_segments_from_marketing(page: Page, demo: Demo) -> None:
    """By keyboard, in the matrix of roles."""
    await go_to(page, "Роли и права")
    right = page.get_by_role("checkbox", name="Маркетолог: Видеть сегменты")
    await expect(right).to_be_checked()
    await right.focus()
    await page.keyboard.press("Space")
    await expect(right).not_to_be_checked()
    # What is of no use without it went too.
    build = page.get_by_role("checkbox", name="Маркетолог: Собирать сегменты")
    await expect(build).not_to_be_checked()
    await check_looks(page)

    await page.get_by_role("link", name="Клиенты").click()
    await page.get_by_role("dialog").get_by_role("button", name="Отмена").click()
    bar = page.get_by_role("status").filter(has_text="Изменена 1 роль")
    await expect(bar).to_be_visible()

    # Somebody else is quicker: what was chosen here is carried over what is saved now.
    async with owner_elsewhere(demo) as http:
        roles = (await http.get("/settings/roles")).json()
        (held,) = [role["permissions"] for role in roles if role["name"] == "marketing"]
        url = "/settings/roles/marketing"
        await http.put(url, json={"permissions": [*held, "outbox:read"]})
    await expect(bar.get_by_text("изменил кто-то другой")).to_be_visible()
    await expect(bar.get_by_role("button", name="Сохранить")).to_be_disabled()
    await check_looks(page)
    await bar.get_by_role("button", name="Перенести мои правки").press("Enter")
    outbox = page.get_by_role("checkbox", name="Маркетолог: Видеть исходящие сообщения")
    await expect(outbox).to_be_checked()
    await expect(right).not_to_be_checked()

    await bar.get_by_role("button", name="Сохранить").press("Enter")
    dialog = page.get_by_role("dialog", name="Изменить права?")
    await expect(dialog.get_by_text("Больше не сможет")).to_be_visible()
    await expect(dialog.get_by_role("listitem")).to_have_text(
        ["Видеть сегменты", "Собирать сегменты"]
    )
    await dialog.get_by_role("button", name="Изменить права").press("Enter")
    await expect(page.get_by_text("Права изменены")).to_be_visible()
    await expect(bar).to_be_hidden()


async def read_what_is_written_down(page: Page) -> None:
    await go_to(page, "Журнал")
    rights = page.get_by_role("listitem").filter(has_text="Права роли изменены: Маркетолог").first
    await expect(rights.get_by_role("deletion")).to_have_text("Собирать сегменты, Видеть сегменты")
    await expect(rights.get_by_text("Анна Мармеладова")).to_be_visible()
    await check_looks(page)

    await page.get_by_role("combobox", name="Что").click()
    await page.get_by_role("option", name="Сотрудник изменён").click()
    nina = page.get_by_role("listitem").filter(has_text="Нина").first
    await expect(nina.get_by_role("deletion")).to_have_text(["Только просмотр", "ждёт решения"])
    await expect(nina.get_by_role("insertion")).to_have_text(["Маркетолог", "работает"])
