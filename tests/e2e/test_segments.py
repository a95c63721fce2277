"""Segments in the panel: put together by choosing, counted at once, kept, copied, deleted."""

import re

from playwright.async_api import Locator, Page, expect

from tests.e2e.conftest import Demo
from tests.e2e.looking import check_looks, go_to, sign_in

MENU = re.compile("^Действия")


async def test_a_segment_is_built_kept_copied_and_deleted(page: Page, demo: Demo) -> None:
    await sign_in(page, demo)
    await go_to(page, "Сегменты")
    await expect(page.get_by_role("row", name=re.compile("Подписчики канала"))).to_be_visible()
    await page.get_by_role("button", name="Посчитать: Подписчики канала").click()
    row = page.get_by_role("row", name=re.compile("Подписчики канала"))
    await expect(row).to_contain_text(re.compile(r"\d+ из \d+"))
    await check_looks(page)

    # 1. Everybody at first; each condition is counted as soon as it is whole.
    await page.get_by_role("link", name="Новый сегмент").click()
    audience = page.get_by_role("region", name="Сейчас получат")
    await expect(audience).to_contain_text(re.compile("из 3.. подходящ"))
    await page.get_by_role("textbox", name="Название").fill("Именинницы")
    await add_condition(page, "День рождения")
    birthday = page.get_by_role("group", name="День рождения")
    await expect(birthday).to_contain_text("дней")
    await birthday.get_by_role("textbox", name="Сколько дней").fill("60")
    await add_condition(page, "Пол")
    await expect(audience).to_contain_text("Заполните условие")
    await page.get_by_role("button", name="Сохранить").click()
    gender = page.get_by_role("group", name="Пол")
    await expect(gender.get_by_role("alert")).to_have_text("Заполните это условие")
    await choose(page, gender.get_by_role("combobox", name="Пол: значения"), "женский")
    await page.keyboard.press("Escape")
    await expect(audience).not_to_contain_text("Заполните условие")
    few = await selected_in(audience)
    assert 0 < few < 100
    await check_looks(page)

    # 2. Excluded, they are all the others.
    await gender.get_by_role("button", name=MENU).click()
    await page.get_by_role("menuitem", name="Исключить таких").click()
    await expect(gender).to_contain_text("Кроме таких")
    await page.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_role("heading", name="Именинницы")).to_be_visible()

    # 3. What is not saved is not lost by a slip.
    await page.get_by_role("textbox", name="Описание").fill("Ко дню рождения")
    await page.get_by_role("link", name="Обзор").click()
    await page.get_by_role("dialog").get_by_role("button", name="Отмена").click()
    await expect(page.get_by_role("textbox", name="Описание")).to_have_value("Ко дню рождения")
    await page.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_role("button", name="Сохранить")).to_be_disabled()

    # 4. A copy of it, built on another segment, and gone again.
    await page.get_by_role("link", name="Дублировать").click()
    await expect(page.get_by_role("textbox", name="Название")).to_have_value("Именинницы (копия)")
    await page.get_by_role("button", name="Сегмент", exact=True).click()
    await page.get_by_role("option", name="Подписчики канала").click()
    await page.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_role("heading", name="Именинницы (копия)")).to_be_visible()
    await page.get_by_role("button", name="Удалить").click()
    await page.get_by_role("dialog").get_by_role("button", name="Удалить").click()
    await expect(page.get_by_role("heading", name="Сегменты")).to_be_visible()
    await expect(page.get_by_role("row", name=re.compile("^Именинницы"))).to_have_count(1)


async def add_condition(page: Page, field: str) -> None:
    await page.get_by_role("button", name="Условие", exact=True).click()
    await page.get_by_role("option", name=field, exact=True).click()


async def choose(page: Page, box: Locator, option: str) -> None:
    await box.click()
    await page.get_by_role("option", name=option).click()


async def selected_in(audience: Locator) -> int:
    found = re.search(r"из (\d+) подходящ", await audience.inner_text())
    assert found
    return int(found.group(1))
