"""A broadcast from the segment to the chats of those it is for, written without a mouse."""

import re

from playwright.async_api import Locator, Page, expect

from dvorik.sandbox import cast
from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.types import PersonSpec
from tests.e2e.conftest import Demo
from tests.e2e.looking import check_looks, go_to, owner_elsewhere, sign_in

TAG = "дегустация"
MOST_STEPS = 60


async def test_a_broadcast_reaches_a_segment_and_is_taken_back(page: Page, demo: Demo) -> None:
    async with Sandbox(demo.sandbox) as sandbox:
        lida, makar, nina = await newcomers(sandbox)
        await mark(demo, lida, makar)
        await sandbox.start(cast.OWNER, cast.CLIENT_BOT)
        await sign_in(page, demo)
        await build_segment(page)

        # 1. Written by keyboard alone. What was not saved yet is there after a reload.
        await go_to(page, "Рассылки")
        await page.get_by_role("link", name="Новая рассылка").click()
        await write_by_keyboard(page)
        await page.reload()
        await expect(page.get_by_text("Мы вернули то, что вы не успели сохранить.")).to_be_visible()
        preview = page.get_by_role("region", name="Как увидит клиент")
        await expect(preview).to_contain_text("Анна, попробуйте облепиху!")
        await expect(preview).to_contain_text("Рецепт ↗")
        await expect(page.get_by_text("Получат 2 человека")).to_be_visible()
        await check_looks(page)

        # 2. Shown to oneself first, then sent.
        await walk_to(page, page.get_by_role("button", name="Проверить на себе"))
        await page.keyboard.press("Enter")
        await sandbox.wait_for_text(cast.OWNER, cast.CLIENT_BOT, "попробуйте облепиху")
        await expect(page.get_by_role("heading", name="Дегустация")).to_be_visible()
        await walk_to(page, page.get_by_role("button", name="Отправить", exact=True))
        await page.keyboard.press("Enter")
        confirm = page.get_by_role("button", name="Отправить 2 людям")
        await expect(confirm).to_be_enabled()
        await walk_to(page, confirm)
        await page.keyboard.press("Enter")
        for person in (lida, makar):
            text = f"{person.first_name}, попробуйте облепиху!"
            message = await sandbox.wait_for_text(person, cast.CLIENT_BOT, text)
            assert [button.text for button in message.buttons] == ["Рецепт"]
        assert not await has_got(sandbox, nina)

        # 3. What came of it, person by person; the table is there to take away.
        await expect(page.get_by_text("2 из 2")).to_be_visible()
        recipients = page.get_by_role("table", name="Получатели")
        await expect(recipients.get_by_role("row", name="Лида")).to_contain_text("Отправлено")
        await expect(recipients.get_by_role("row", name="Макар")).to_contain_text("Отозвать можно")
        await check_looks(page)
        await page.get_by_role("button", name="Скачать таблицу").click()
        async with page.expect_download() as download:
            await page.get_by_role("menuitem", name="CSV для программ").click()
        table = (await (await download.value).path()).read_text(encoding="utf-8")
        assert "Лида" in table
        assert "Нина" not in table

        # 4. Corrected in every chat that has it, and taken back from all of them.
        await page.get_by_role("button", name="Исправить отправленное").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("textbox", name="Текст").press("End")
        await page.keyboard.type(" Сегодня.")
        await dialog.get_by_role("textbox", name="Надпись на кнопке").fill("Что за облепиха")
        await dialog.get_by_role("button", name="Исправить отправленное").click()
        edited = await sandbox.wait_for_text(lida, cast.CLIENT_BOT, "облепиху! Сегодня.")
        assert edited.is_edited
        await expect(page.get_by_text("Исправление · готово")).to_be_visible()
        await page.get_by_role("button", name="Отозвать").click()
        await expect(page.get_by_role("dialog")).to_contain_text("из чатов у 2 человек")
        await page.get_by_role("dialog").get_by_role("button", name="Отозвать").click()
        await expect(page.get_by_text("Отзыв · готово")).to_be_visible()
        await page.get_by_role("checkbox", name="Отозвано").check()
        await expect(recipients.get_by_role("row", name="Макар")).to_contain_text("Отозвано")
        await expect(page.get_by_role("button", name="Отозвать")).to_have_count(0)
        assert not await has_got(sandbox, lida)


async def test_a_broadcast_by_conditions_is_scheduled_moved_and_called_off(
    page: Page, demo: Demo
) -> None:
    await sign_in(page, demo)
    await page.goto(f"{demo.api}/broadcasts/new")
    await page.get_by_role("textbox", name="Название").fill("Всем взрослым")
    await page.get_by_role("textbox", name="Текст").click()
    await page.keyboard.type("Скоро праздник")
    await page.get_by_text("По условиям").click()
    await page.get_by_role("button", name="Условие", exact=True).click()
    await page.get_by_role("option", name="Пол", exact=True).click()

    # 1. What is missing is said where it is missing.
    await page.get_by_role("button", name="Запланировать").click()
    gender = page.get_by_role("group", name="Пол")
    await expect(gender.get_by_role("alert")).to_have_text("Заполните это условие")
    await gender.get_by_role("combobox", name="Пол: значения").click()
    await page.get_by_role("option", name="женский").click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_text(re.compile(r"^Получат \d+ человек"))).to_be_visible()
    await check_looks(page)

    # 2. A day to come, by the clock of the shop; then called off, and nothing has left.
    await page.get_by_role("button", name="Запланировать").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("День и время").fill("2035-01-01T10:00")
    await dialog.get_by_role("button", name="Запланировать").click()
    await expect(page.get_by_text("Уйдёт 1 янв. 2035 г., 10:00").first).to_be_visible()
    await page.get_by_role("button", name="Изменить").click()
    await expect(gender).to_be_visible()
    await page.get_by_role("main").get_by_role("link", name="Рассылки").click()
    await page.get_by_role("link", name="Всем взрослым").click()
    await page.get_by_role("button", name="Отменить рассылку").click()
    await page.get_by_role("dialog").get_by_role("button", name="Отменить рассылку").click()
    await expect(page.get_by_text("Отменена", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Удалить").click()
    await page.get_by_role("dialog").get_by_role("button", name="Удалить").click()
    await expect(page.get_by_role("heading", name="Рассылки")).to_be_visible()
    await expect(page.get_by_role("link", name="Всем взрослым")).to_have_count(0)


async def newcomers(sandbox: Sandbox) -> list[PersonSpec]:
    people = [
        await sandbox.create_person(name, language_code="ru") for name in ("Лида", "Макар", "Нина")
    ]
    for person in people:
        await sandbox.start(person, cast.CLIENT_BOT)
        await sandbox.next_message(person, cast.CLIENT_BOT)
    return people


async def mark(demo: Demo, *people: PersonSpec) -> None:
    async with owner_elsewhere(demo) as http:
        for person in people:
            found = await http.get("/users", params={"search": str(person.id)})
            (client,) = found.json()["items"]
            edited = await http.patch(
                f"/users/{client['id']}",
                json={"tags": [TAG]},
                headers={"If-Match": f'"{client["version"]}"'},
            )
            assert edited.status_code == 200, edited.text


async def build_segment(page: Page) -> None:
    await go_to(page, "Сегменты")
    await page.get_by_role("link", name="Новый сегмент").click()
    await page.get_by_role("textbox", name="Название").fill("Дегустаторы")
    await page.get_by_role("button", name="Условие", exact=True).click()
    await page.get_by_role("option", name="Метки", exact=True).click()
    await page.get_by_role("combobox", name="Метки: значения").fill(TAG)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("region", name="Сейчас получат")).to_contain_text("из 2 ")
    await page.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_role("heading", name="Дегустаторы")).to_be_visible()


async def write_by_keyboard(page: Page) -> None:
    await walk_to(page, page.get_by_role("textbox", name="Название"))
    await page.keyboard.type("Дегустация")
    await walk_to(page, page.get_by_role("button", name="Поле"))
    await page.keyboard.press("Enter")
    name = page.get_by_role("menuitem", name="Имя")
    await expect(name).to_be_visible()
    await walk_to(page, name, key="ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="Текст")).to_be_focused()
    await page.keyboard.type(", попробуйте облепиху!")
    await walk_to(page, page.get_by_role("button", name="Добавить кнопку"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="Надпись на кнопке")).to_be_focused()
    await page.keyboard.type("Рецепт")
    await walk_to(page, page.get_by_role("textbox", name="Адрес ссылки"))
    await page.keyboard.type("https://example.com/recipe")
    await walk_to(page, page.get_by_role("radio", name="Всем"))
    await page.keyboard.press("ArrowRight")
    await walk_to(page, page.get_by_role("combobox", name="Сегмент"))
    await page.keyboard.type("Дегустаторы")
    await expect(page.get_by_role("option", name="Дегустаторы")).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    # Whatever the hour is while this runs.
    await walk_to(page, page.get_by_role("switch", name="Не беспокоить ночью"))
    await page.keyboard.press("Space")
    await expect(page.get_by_text("Получат 2 человека")).to_be_visible()


async def walk_to(page: Page, place: Locator, *, key: str = "Tab") -> None:
    """By one key alone, as somebody without a mouse would."""
    for _ in range(MOST_STEPS):
        if await place.evaluate("one => one === document.activeElement"):
            return
        await page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {place}")


async def has_got(sandbox: Sandbox, person: PersonSpec) -> bool:
    messages = await sandbox.messages(person, cast.CLIENT_BOT)
    return any("облепиху" in message.text for message in messages)
