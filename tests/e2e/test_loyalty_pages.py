"""The panel's pages about cashiers and codes, before the running demo."""

import re

from playwright.async_api import Page, expect

from dvorik.sandbox import cast
from dvorik.sandbox.client import Sandbox
from tests.e2e.conftest import Demo
from tests.e2e.looking import PHONE, check_looks, go_to, sign_in


async def test_a_cashier_is_approved_on_a_phone_and_turned_off_again(
    page: Page, demo: Demo
) -> None:
    async with Sandbox(demo.sandbox) as sandbox:
        lida = await sandbox.create_person("Лидия", language_code="ru")
        await sandbox.start(lida, cast.CASHIER_BOT)
        await sandbox.wait_for_text(lida, cast.CASHIER_BOT, "Заявка отправлена")

        await sign_in(page, demo)
        await page.set_viewport_size(PHONE)
        await page.goto(f"{demo.api}/cashiers?tab=requests")
        await page.get_by_role("button", name="Принять: Лидия").click()
        await expect(page.get_by_text("Лидия может погашать коды")).to_be_visible()
        await expect(page.get_by_role("button", name="Принять: Лидия")).to_be_hidden()
        await sandbox.wait_for_text(lida, cast.CASHIER_BOT, "Вы теперь кассир")
    await check_looks(page)

    await page.get_by_role("tab", name="Работают").click()
    await check_looks(page)
    await page.get_by_role("link", name="Лидия").click()
    await expect(page.get_by_role("heading", name="Попытки")).to_be_visible()
    await page.get_by_role("button", name="Отключить").click()
    dialog = page.get_by_role("dialog", name="Отключить от кассы: Лидия?")
    await dialog.get_by_role("button", name="Отключить").click()
    await expect(page.get_by_role("button", name="Принять")).to_be_visible()
    await page.goto(f"{demo.api}/cashiers?tab=former")
    await expect(page.get_by_role("link", name="Лидия")).to_be_visible()


async def test_a_code_is_found_its_redemption_reversed_and_a_dispute_answered(
    page: Page, demo: Demo
) -> None:
    await sign_in(page, demo)
    await go_to(page, "Споры")
    await expect(page.get_by_role("heading", name="Споры")).to_be_visible()
    dispute = page.get_by_role("listitem").first
    code = await dispute.get_by_role("link").inner_text()
    await check_looks(page)

    await go_to(page, "Проверка кода")
    field = page.get_by_role("textbox", name="Код")
    await field.fill("нет такого")
    await field.press("Enter")
    await expect(page.get_by_text("Кода «нет такого» нет")).to_be_visible()
    await field.fill(f"{code[:3].lower()} {code[3:]}")
    await field.press("Enter")
    story = page.get_by_role("region", name="Что происходило")
    await expect(story.get_by_text("Клиент: «Это не я»")).to_be_visible()
    await check_looks(page)

    card = page.get_by_role("region", name=code)
    await card.get_by_role("button", name="Отклонить").click()
    dialog = page.get_by_role("dialog", name="Отклонить спор")
    await dialog.get_by_label("Ответ клиенту").fill("Код назвали вы сами")
    await dialog.get_by_role("button", name="Отклонить").click()
    await expect(story.get_by_text("Спор отклонён")).to_be_visible()
    await expect(story.get_by_text("«Код назвали вы сами»")).to_be_visible()

    await story.get_by_role("button", name="Отменить погашение").first.click()
    dialog = page.get_by_role("dialog", name=f"Отменить погашение {code}")
    await dialog.get_by_label("Причина").fill("Ошиблись столиком")
    await dialog.get_by_role("button", name="Отменить погашение").click()
    await expect(story.get_by_text("«Ошиблись столиком»").first).to_be_visible()

    await go_to(page, "Споры")
    await page.get_by_text("Отклонённые", exact=True).click()
    await expect(page.get_by_text("«Код назвали вы сами»")).to_be_visible()


async def test_a_code_is_blocked_and_unblocked(page: Page, demo: Demo) -> None:
    await sign_in(page, demo)
    await go_to(page, "Скидки")
    table = page.get_by_role("table", name="Скидки")
    await page.get_by_role("combobox", name="Состояние").click()
    await page.get_by_role("option", name="Действует").click()
    await expect(table.get_by_text("Использована", exact=True)).to_have_count(0)
    await table.get_by_role("link").first.click()

    story = page.get_by_role("region", name="Что происходило")
    await page.get_by_role("button", name="Заблокировать").click()
    await page.get_by_role("dialog").get_by_role("button", name="Заблокировать").click()
    await expect(story.get_by_text("Заблокирована")).to_be_visible()
    await page.get_by_role("button", name="Разблокировать").click()
    await expect(story.get_by_text("Разблокирована")).to_be_visible()


async def test_a_discount_is_thought_up_with_its_texts_beside_it(page: Page, demo: Demo) -> None:
    await sign_in(page, demo)
    await go_to(page, "Шаблоны скидок")
    await expect(page.get_by_role("link", name="10 % за подписку")).to_be_visible()
    await check_looks(page)

    await page.get_by_role("link", name="Новый шаблон").click()
    await page.get_by_label("Название").fill("Чай с другом")
    cashier = page.get_by_role("group", name="Кассир")
    await expect(cashier.get_by_text("Чай с другом")).to_be_visible()
    await expect(page.get_by_role("group", name="Клиент").get_by_text("10 %")).to_be_visible()
    await check_looks(page)

    await page.get_by_role("textbox", name="Процент").fill("15")
    await expect(cashier.get_by_text("15 %")).to_be_visible()
    await page.get_by_role("button", name="Создать").click()
    await page.get_by_role("link", name="Чай с другом").click()
    await expect(page.get_by_role("textbox", name="Процент")).to_have_value("15 %")

    await page.get_by_role("button", name="Удалить").click()
    dialog = page.get_by_role("dialog", name="Удалить «Чай с другом»?")
    await dialog.get_by_role("button", name="Удалить").click()
    await expect(page.get_by_role("link", name="10 % за подписку")).to_be_visible()
    await expect(page.get_by_role("link", name="Чай с другом")).to_be_hidden()


async def test_codes_are_filtered_and_lead_to_their_story(page: Page, demo: Demo) -> None:
    await sign_in(page, demo)
    await go_to(page, "Скидки")
    table = page.get_by_role("table", name="Скидки")
    await expect(table.get_by_role("row")).to_have_count(26)
    await check_looks(page)

    await page.get_by_role("combobox", name="Состояние").click()
    await page.get_by_role("option", name="Использована").click()
    await expect(page).to_have_url(re.compile("state=used"))
    await expect(table.get_by_text("Действует", exact=True)).to_have_count(0)
    link = table.get_by_role("link").first
    code = await link.inner_text()
    await link.click()
    await expect(page.get_by_role("region", name=code)).to_be_visible()
    await expect(page.get_by_text("Погашена").first).to_be_visible()


async def test_redemptions_are_ordered_filtered_and_lead_to_what_happened(
    page: Page, demo: Demo
) -> None:
    await sign_in(page, demo)
    await go_to(page, "Погашения")
    table = page.get_by_role("table", name="Погашения")
    await expect(table.get_by_role("row")).to_have_count(26)
    await check_looks(page)

    await table.get_by_role("button", name="Чек").click()
    await expect(page).to_have_url(re.compile("sort=-bill_minor"))
    await page.get_by_role("combobox", name="Кассир").click()
    await page.get_by_role("option", name="Марина Ветрова").click()
    await expect(page).to_have_url(re.compile("cashier_id="))
    await expect(table.get_by_role("row", name=re.compile("Ольга Савчук"))).to_have_count(0)
    await page.get_by_role("combobox", name="Состояние").click()
    await page.get_by_role("option", name="В силе").click()
    await expect(page).to_have_url(re.compile("state=stands"))
    link = table.get_by_role("link").first
    code = await link.inner_text()
    await link.click()
    await expect(page.get_by_role("region", name=code)).to_be_visible()
    await expect(page.get_by_text("Погашена").first).to_be_visible()
