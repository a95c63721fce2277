"""What is done to many clients at once, seen from the list; and what a card keeps of one."""

import re

from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import Demo
from tests.e2e.looking import PHONE, check_looks, go_to, sign_in

TAG = "осенний набор"


async def test_clients_are_filtered_tagged_kept_as_a_view_and_taken_out(
    page: Page, demo: Demo
) -> None:
    await sign_in(page, demo)
    await go_to(page, "Клиенты")
    table = page.get_by_role("table", name="Клиенты")

    # 1. A filter and other columns, kept under a name and opened again.
    tags = page.get_by_role("combobox", name="Метки")
    await tags.fill("сладкоежка")
    await tags.press("Enter")
    await expect(page).to_have_url(re.compile("tags="))
    await page.get_by_role("button", name="Столбцы").click()
    await page.get_by_role("checkbox", name="День рождения").check()
    await page.keyboard.press("Escape")
    await expect(table.get_by_role("columnheader", name="День рождения")).to_be_visible()
    await page.get_by_role("button", name="Виды").click()
    await page.get_by_role("menuitem", name="Сохранить этот вид").click()
    await page.get_by_role("textbox", name="Название").fill("Сладкоежки")
    await page.get_by_role("dialog").get_by_role("button", name="Сохранить").click()
    await page.get_by_role("button", name="Сбросить фильтры").click()
    await expect(page).not_to_have_url(re.compile("tags="))
    await page.reload()
    await page.get_by_role("button", name="Виды").click()
    await page.get_by_role("menuitem", name="Сладкоежки").click()
    await expect(page).to_have_url(re.compile("tags="))
    # Of the rows only the head does not name the tag: what is shown is what was asked for.
    await expect(table.get_by_role("row").filter(has_not_text="сладкоежка")).to_have_count(1)
    found = page.get_by_text(re.compile(r"^\d+ запис"))
    total = int((await found.inner_text()).split()[0])
    assert total > 2

    # 2. A tag for two of them, and how that went.
    boxes = table.get_by_role("checkbox", name=re.compile("^Выбрать:"))
    await boxes.nth(0).check()
    await boxes.nth(1).check()
    await expect(page.get_by_text("Выбрано: 2").first).to_be_visible()
    await check_looks(page)
    await add_tag(page, "С выбранными: 2")
    job = page.get_by_role("dialog", name="Как идёт")
    await expect(job).to_contain_text("Изменилось у 2 клиентов")
    await expect(job).to_contain_text("Готово")
    await check_looks(page)
    await job.get_by_role("button", name="Закрыть").click()

    # 3. The same for all of the filter: those two had it already.
    await go_to(page, "Клиенты")
    await page.get_by_role("button", name="Виды").click()
    await page.get_by_role("menuitem", name="Сладкоежки").click()
    await expect(found).to_contain_text(str(total))
    await add_tag(page, "Действия")
    await expect(job).to_contain_text(f"Пройдено {total} из {total}")
    await expect(job).to_contain_text("Так уже и было")
    await expect(job.get_by_role("link")).to_have_count(2)
    await job.get_by_role("button", name="Закрыть").click()

    # 4. All of them as a file.
    await page.goto(f'{demo.api}/clients?tags=["{TAG}"]')
    await expect(found).to_contain_text(str(total))
    await page.get_by_role("button", name="Действия").click()
    await page.get_by_role("menuitem", name="Скачать таблицу").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("combobox", name="Формат").click()
    await page.get_by_role("option", name="CSV для программ").click()
    await check_looks(page)
    await dialog.get_by_role("button", name="Начать").click()
    await expect(job).to_contain_text("Готово")
    async with page.expect_download() as download:
        await job.get_by_role("button", name="Скачать файл").click()
    rows = (await (await download.value).path()).read_text(encoding="utf-8").splitlines()
    assert len(rows) == total + 1
    assert all(TAG in row for row in rows[1:])


async def test_a_card_keeps_what_a_client_allowed(page: Page, demo: Demo) -> None:
    await sign_in(page, demo)
    await go_to(page, "Клиенты")
    await page.get_by_role("table", name="Клиенты").get_by_role("link").first.click()
    consent = page.get_by_role("region", name="Согласие на рассылки")
    await expect(consent).to_be_visible()
    await expect(page.get_by_role("region", name="Рассылки", exact=True)).to_be_visible()

    await consent.get_by_role("button", name="Записать решение").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("combobox", name="Что решил клиент").click()
    await page.get_by_role("option", name="Отказался").click()
    await dialog.get_by_role("textbox", name="Примечание").fill("Позвонил утром")
    await dialog.get_by_role("button", name="Записать решение").click()
    await expect(consent).to_contain_text("Согласия нет")
    await expect(consent).to_contain_text("Позвонил утром")

    await page.set_viewport_size(PHONE)
    await consent.get_by_role("button", name="Записать решение").click()
    await dialog.get_by_role("textbox", name="С какими словами").fill("Хочу получать новости")
    await dialog.get_by_role("button", name="Записать решение").click()
    await expect(consent).to_contain_text("Хочу получать новости")
    await expect(consent).not_to_contain_text("Согласия нет")
    await check_looks(page)
    await consent.get_by_role("button", name="Скачать").click()
    async with page.expect_download() as download:
        await page.get_by_role("menuitem", name="CSV для программ").click()
    proof = (await (await download.value).path()).read_text(encoding="utf-8")
    assert "Позвонил утром" in proof
    assert "Хочу получать новости" in proof


async def test_two_cards_become_one_and_two_again(
    page: Page, demo: Demo, on_purpose: list[str]
) -> None:
    # By the address of a card that is no more.
    on_purpose.append("status of 404")
    await sign_in(page, demo)
    await go_to(page, "Клиенты")
    links = page.get_by_role("table", name="Клиенты").get_by_role("link")
    await expect(links.nth(1)).to_be_visible()
    names = [await links.nth(number).inner_text() for number in range(2)]
    addresses = [f"{demo.api}{await links.nth(n).get_attribute('href')}" for n in range(2)]

    # 1. Both side by side, seen from the card that will go, and turned round.
    await page.goto(addresses[0])
    account = await account_of(page)
    await page.goto(addresses[1])
    dialog = await begin_merging(page, account)
    heads = dialog.get_by_role("columnheader")
    await expect(heads).to_have_text([f"Останется{names[1]}", f"Вольётся в неё{names[0]}"])
    await check_looks(page)
    await dialog.get_by_role("button", name="Оставить другую карточку").click()
    await expect(heads).to_have_text([f"Останется{names[0]}", f"Вольётся в неё{names[1]}"])

    # 2. One press, and the card that stays says so.
    await dialog.get_by_role("button", name="Объединить", exact=True).click()
    await expect(page).to_have_url(addresses[0])
    note = page.get_by_text(f"Объединён с карточкой «{names[1]}»")
    await expect(note).to_be_visible()
    history = page.get_by_role("region", name="История")
    await expect(history).to_contain_text("Объединён с другой карточкой")
    await check_looks(page)

    # 3. The old address leads to the one card, and a press makes them two again.
    await page.goto(addresses[1])
    await expect(page.get_by_role("heading", name=names[0], level=1)).to_be_visible()
    await expect(page).to_have_url(addresses[0])
    await page.get_by_role("button", name="Разъединить").click()
    await page.get_by_role("dialog").get_by_role("button", name="Разъединить").click()
    await expect(note).to_be_hidden()
    await page.goto(addresses[1])
    await expect(page.get_by_role("heading", name=names[1], level=1)).to_be_visible()


async def account_of(page: Page) -> str:
    """What the card shows for Telegram, by which nobody else is found."""
    facts = page.get_by_role("region", name="О клиенте").get_by_role("definition")
    return await facts.nth(1).inner_text()


async def begin_merging(page: Page, other: str) -> Locator:
    await page.get_by_role("button", name="Ещё").click()
    await page.get_by_role("menuitem", name="Объединить с другим клиентом").click()
    await page.get_by_role("combobox", name="Другая карточка").fill(other)
    await page.get_by_role("option").filter(has_text=other).click()
    return page.get_by_role("dialog", name="Объединить карточки")


async def add_tag(page: Page, menu: str) -> None:
    await page.get_by_role("button", name=menu).click()
    await page.get_by_role("menuitem", name="Добавить метки").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("combobox", name="Метки").fill(TAG)
    await page.keyboard.press("Enter")
    await dialog.get_by_role("button", name="Начать").click()
