"""What the owner arranges: the words of the bots and the settings, before the running demo."""

from playwright.async_api import Page, expect

from dvorik.sandbox import cast
from dvorik.sandbox.client import Sandbox
from tests.e2e.conftest import Demo
from tests.e2e.looking import check_looks, go_to, owner_elsewhere, sign_in

REFUSED = "status of 422"
OFFLINE = "ERR_INTERNET_DISCONNECTED"


async def test_a_text_is_changed_and_the_bot_says_it(
    page: Page, demo: Demo, on_purpose: list[str]
) -> None:
    on_purpose += [REFUSED, OFFLINE]
    await sign_in(page, demo)
    await go_to(page, "Тексты")
    await page.get_by_role("searchbox", name="Название или слова из текста").fill("Не поняли вас")
    table = page.get_by_role("table", name="Тексты")
    await expect(table.get_by_role("row")).to_have_count(2)
    await check_looks(page)
    await table.get_by_role("link", name="Бот не понял сообщение").click()

    # What Telegram would refuse is refused here, at its field, and stays as it was typed.
    box = page.get_by_role("textbox", name="Текст")
    await box.fill("Загляните в <b>меню")
    save = page.get_by_role("button", name="Сохранить")
    await save.click()
    await expect(box).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_text("Тег b не закрыт")).to_be_visible()
    await expect(box).to_have_value("Загляните в <b>меню")

    # Another language, a lost connection and a page opened again lose nothing.
    await page.get_by_role("tab", name="English").click()
    await page.get_by_role("tab", name="Русский").click()
    await box.fill("Загляните в <b>меню</b>, там всё")
    await page.context.set_offline(True)
    await save.click()
    await expect(page.get_by_text("то, что вы ввели, никуда не денется")).to_be_visible()
    await page.context.set_offline(False)
    await page.reload()
    await expect(box).to_have_value("Загляните в <b>меню</b>, там всё")
    preview = page.get_by_role("region", name="Как это увидят в Telegram")
    await expect(preview.get_by_text("Загляните в меню, там всё")).to_be_visible()
    await check_looks(page)

    await save.click()
    await expect(page.get_by_text("боты уже говорят по-новому")).to_be_visible()
    async with Sandbox(demo.sandbox) as sandbox:
        rita = await sandbox.create_person("Рита", language_code="ru")
        await sandbox.start(rita, cast.CLIENT_BOT)
        await sandbox.say(rita, cast.CLIENT_BOT, "а где у вас меню?")
        await sandbox.wait_for_text(rita, cast.CLIENT_BOT, "Загляните в меню, там всё")

    await page.get_by_role("button", name="Вернуть стандартный").click()
    dialog = page.get_by_role("dialog", name="Вернуть стандартный текст?")
    await dialog.get_by_role("button", name="Вернуть", exact=True).click()
    await expect(box).to_have_value("Не поняли вас. Загляните в меню или в /help.")


async def test_fields_are_inserted_by_a_press_and_a_missing_one_is_refused(
    page: Page, demo: Demo, on_purpose: list[str]
) -> None:
    on_purpose.append(REFUSED)
    await sign_in(page, demo)
    await page.goto(f"{demo.api}/texts/cashier-undone?language=uk")
    box = page.get_by_role("textbox", name="Текст")
    before = await box.input_value()
    await box.fill("Код повернуто: ")
    await page.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_text("Не хватает поля {code}")).to_be_visible()

    await page.get_by_role("button", name="Вставить обязательное поле {code}").click()
    await expect(box).to_have_value("Код повернуто: {code}")
    preview = page.get_by_role("region", name="Как это увидят в Telegram")
    await expect(preview.get_by_text("Код повернуто: ДЯА4589")).to_be_visible()

    # Somebody else is quicker: it is told at once, and nobody's words go without a decision.
    await save_as_another(demo, "cashier.undone", {"uk": "Повернули {code}"})
    alert = page.get_by_role("alert").filter(has_text="этот текст изменил кто-то другой")
    await expect(alert.get_by_text("Повернули {code}")).to_be_visible()
    await expect(box).to_have_value("Код повернуто: {code}")
    await expect(page.get_by_role("button", name="Сохранить")).to_be_disabled()
    await check_looks(page)
    await alert.get_by_role("button", name="Оставить мой").click()
    await page.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_text("боты уже говорят по-новому")).to_be_visible()
    await go_to(page, "Журнал")
    entry = page.get_by_role("listitem").filter(has_text="cashier.undone").first
    await expect(entry.get_by_role("deletion")).to_have_text("Повернули {code}")
    await expect(entry.get_by_role("insertion")).to_have_text("Код повернуто: {code}")

    await save_as_another(demo, "cashier.undone", {"uk": None})
    await entry.get_by_role("link", name="cashier.undone").click()
    await expect(box).to_have_value(before)
    await box.fill("Інше {code}")
    await page.get_by_role("button", name="Отбросить правки").click()
    await expect(box).to_have_value(before)


async def save_as_another(demo: Demo, key: str, wordings: dict[str, str | None]) -> None:
    async with owner_elsewhere(demo) as http:
        saved = await http.patch(f"/message-templates/{key}", json=wordings)
    assert saved.status_code == 200


async def test_settings_are_changed_section_by_section(
    page: Page, demo: Demo, on_purpose: list[str]
) -> None:
    on_purpose.append(REFUSED)
    await sign_in(page, demo)
    await go_to(page, "Настройки")
    bots = page.get_by_role("region", name="Боты", exact=True)
    await expect(bots.get_by_text(f"@{cast.CASHIER_BOT.username}")).to_be_visible()
    channel = page.get_by_role("region", name="Канал", exact=True)
    await expect(channel.get_by_text("Бот видит канал и знает, кто подписан")).to_be_visible()
    await check_looks(page)

    # Messages are brought instead of fetched, and fetched again: nobody notices who writes.
    async with Sandbox(demo.sandbox) as sandbox:
        vera = await sandbox.create_person("Вера", language_code="ru")
        await bots.get_by_role("radio", name="Telegram присылает их (вебхук)").click()
        await expect(bots.get_by_text("Telegram присылает", exact=True)).to_have_count(2)
        await expect(bots.get_by_text(f"{demo.api}/webhooks/main-bot")).to_be_visible()
        await sandbox.start(vera, cast.CLIENT_BOT)
        await sandbox.wait_for_text(vera, cast.CLIENT_BOT, "Здравствуйте", timeout=15)
        await check_looks(page)
        await bots.get_by_role("radio", name="Боты забирают их сами").click()
        await expect(bots.get_by_text("Бот забирает сам", exact=True)).to_have_count(2)
        await expect(bots.get_by_text("Не стоит", exact=True)).to_have_count(2)
        await sandbox.say(vera, cast.CLIENT_BOT, "/help")
        await sandbox.wait_for_text(vera, cast.CLIENT_BOT, "/stop", timeout=15)

    # A refusal stays at its field, and leaving asks about what is not saved.
    till = page.get_by_role("region", name="Касса", exact=True)
    field = till.get_by_label("Неверных кодов подряд")
    await field.fill("1000")
    await till.get_by_role("button", name="Сохранить").click()
    await expect(till.get_by_text("Слишком большое значение. Можно от 1 до 100")).to_be_visible()
    await expect(field).to_have_value("1000")
    await page.get_by_role("link", name="Тексты").click()
    dialog = page.get_by_role("dialog", name="Уйти без сохранения?")
    await dialog.get_by_role("button", name="Отмена").click()

    await field.fill("7")
    await till.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_text("Настройки сохранены")).to_be_visible()
    await expect(till.get_by_role("button", name="Сохранить")).to_be_hidden()
    await page.reload()
    await expect(field).to_have_value("7")

    hours = page.get_by_role("region", name="Часы", exact=True)
    await hours.get_by_role("switch", name="Тихие часы").click()
    await expect(hours.get_by_text("Рассылки уходят в любое время")).to_be_visible()
    await hours.get_by_role("button", name="Отбросить").click()
    await expect(hours.get_by_label("С", exact=True)).to_have_value("21:00")
