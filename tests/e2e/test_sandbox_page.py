"""The sandbox's page: whoever one likes to be, before a bot, with all that Telegram has."""

import re

from playwright.async_api import Page, expect

from dvorik.sandbox import cast
from dvorik.sandbox.client import Sandbox
from tests.e2e.conftest import Demo
from tests.e2e.looking import check_looks, go_to, sign_in
from tests.e2e.test_first_loop import Window
from tests.sandbox.pictures import png

BOT = cast.CLIENT_BOT


async def test_somebody_new_comes_by_a_link_talks_and_leaves(page: Page, demo: Demo) -> None:
    # 1. A link from outside does not say whose telephone opens it.
    await page.goto(f"{demo.sandbox}/{BOT.username}?start=ref_autumn&lang=ru")
    who = page.get_by_role("dialog", name="Кто открывает ссылку?")
    await who.get_by_role("button", name=re.compile("Emily Carter")).click()
    window = page.get_by_role("region", name="Окно 1")
    chat = Window(page, 1)
    await expect(window.get_by_role("button", name="Начать")).to_contain_text("ref_autumn")
    await check_looks(page)

    # 2. Somebody new, by the same link typed in.
    await window.get_by_role("button", name="Новый человек").click()
    dialog = page.get_by_role("dialog", name="Новый человек")
    await dialog.get_by_role("textbox", name="Имя").fill("Зоя")
    await dialog.get_by_role("button", name="Добавить").click()
    await expect(window.get_by_role("combobox", name="Человек")).to_have_value("Зоя")
    await window.get_by_role("button", name="Открыть ссылку").click()
    dialog = page.get_by_role("dialog", name="Открыть ссылку")
    await dialog.get_by_role("textbox", name="Ссылка").fill("t.me/nobody_here?start=1")
    await dialog.get_by_role("button", name="Открыть").click()
    await expect(dialog.get_by_text("Такого бота или канала здесь нет")).to_be_visible()
    await dialog.get_by_role("textbox", name="Ссылка").fill(f"t.me/{BOT.username}?start=ref_autumn")
    await dialog.get_by_role("button", name="Открыть").click()
    await chat.start()
    await expect(chat.message(re.compile("подписку"))).to_be_visible()

    # 3. Words, a command and a photo go to the bot; nothing is lost in another chat meanwhile.
    await chat.say("/help")
    await expect(chat.log.get_by_role("link", name="/help").last).to_be_visible()
    box = window.get_by_role("textbox", name="Сообщение")
    await box.fill("недописанное")
    await chat.join_channel(cast.CHANNEL.title, BOT.first_name)
    await expect(box).to_have_value("недописанное")
    async with page.expect_file_chooser() as choosing:
        await window.get_by_role("button", name="Прикрепить фото").click()
    chooser = await choosing.value
    await chooser.set_files({"name": "a.png", "mimeType": "image/png", "buffer": png(40, 30)})
    await expect(chat.log.get_by_role("img", name="недописанное")).to_be_visible()
    await expect(box).to_have_value("")

    # 4. A blocked bot cannot be written to, until it is let in again.
    await window.get_by_role("button", name="Заблокировать бота").click()
    await expect(window.get_by_text("бот заблокирован")).to_be_visible()
    await expect(box).to_be_hidden()
    await window.get_by_role("button", name="Разблокировать").click()
    await expect(box).to_be_visible()
    await check_looks(page)


async def test_what_a_bot_changes_or_takes_back_is_seen_at_once(page: Page, demo: Demo) -> None:
    async with Sandbox(demo.sandbox) as sandbox:
        zoya = await sandbox.create_person("Зоя")
        await sandbox.crowd(BOT, 1, first_id=zoya.id)
        await page.goto(f"{demo.sandbox}/?person={zoya.id}&bot={BOT.username}&lang=uk")
        window = page.get_by_role("region", name="Вікно 1")
        log = window.get_by_role("log")
        await expect(window.get_by_role("textbox", name="Повідомлення")).to_be_visible()

        async def call(method: str, **parameters: object) -> int:
            url = f"{demo.sandbox}/bot{BOT.token}/{method}"
            answer = await page.request.post(url, data={"chat_id": zoya.id, **parameters})
            result = (await answer.json())["result"]
            return int(result["message_id"]) if isinstance(result, dict) else 0

        button = {"text": "Спитати", "callback_data": "nobody-answers"}
        asked = await call(
            "sendMessage",
            text="<b>Раз</b> <i>і <s>два</s></i>",
            parse_mode="HTML",
            reply_markup={"inline_keyboard": [[button]]},
        )
        await expect(log.get_by_text("Раз")).to_be_visible()
        await expect(log.get_by_role("button", name="Спитати")).to_be_visible()
        await call("editMessageText", message_id=asked, text="Три")
        await expect(log.get_by_text("Три")).to_be_visible()
        await expect(log.get_by_text("змінено")).to_be_visible()
        await expect(log.get_by_role("button", name="Спитати")).to_be_hidden()
        await call("deleteMessage", message_id=asked)
        await expect(log.get_by_text("Три")).to_be_hidden()

    await page.get_by_text("en", exact=True).click()
    await expect(page.get_by_role("region", name="Window 1")).to_be_visible()
    assert await page.evaluate("document.documentElement.lang") == "en"


async def test_the_demo_opens_it_beside_the_panel_by_one_press(page: Page, demo: Demo) -> None:
    await sign_in(page, demo)
    beside = page.get_by_role("complementary", name="Песочница")
    await expect(beside).to_be_hidden()
    await page.get_by_role("button", name=re.compile("^Песочница")).click()
    inside = page.frame_locator("iframe")
    await expect(inside.get_by_role("region", name="Окно 1")).to_be_visible()
    await expect(inside.get_by_role("region", name="Окно 2")).to_be_hidden()
    await check_looks(page)

    # It stays while pages change.
    await go_to(page, "Кампании")
    await page.get_by_role("main").get_by_role("link").first.click()
    await expect(beside).to_be_visible()
    await beside.get_by_role("button", name="Закрыть").click()
    await expect(beside).to_be_hidden()
