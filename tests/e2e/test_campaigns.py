"""Campaigns in the panel, before the running demo: from a link to what it brought."""

import re
from pathlib import Path

from playwright.async_api import Page, expect

from dvorik.sandbox import cast
from dvorik.sandbox.client import Sandbox
from tests.e2e.conftest import Demo
from tests.e2e.looking import check_looks, go_to, sign_in


async def test_a_campaign_is_made_its_link_pressed_and_the_funnel_shows_it(
    page: Page, demo: Demo, tmp_path: Path, on_purpose: list[str]
) -> None:
    on_purpose.append("status of 409")
    await sign_in(page, demo)
    await go_to(page, "Кампании")
    await expect(page.get_by_role("link", name="Осень на Светланской")).to_be_visible()
    await check_looks(page)

    await page.get_by_role("link", name="Новая кампания").click()
    await page.get_by_role("textbox", name="Название").fill("Листовки у метро")
    slug = page.get_by_role("textbox", name="Ссылка")
    await slug.fill("AUTUMN")
    await page.get_by_role("combobox", name="Что получит новый клиент").click()
    await page.get_by_role("option", name="15 % осенью").click()
    await page.get_by_role("textbox", name="Кодов").fill("50")
    await check_looks(page)
    # Another campaign has this link in another case: said at the field, and nothing is lost.
    await page.get_by_role("button", name="Создать").click()
    await expect(page.get_by_text("Такая ссылка уже есть у другой кампании.")).to_be_visible()
    await expect(slug).to_have_attribute("aria-invalid", "true")
    await slug.fill("metro")
    await page.get_by_role("button", name="Создать").click()

    await expect(page.get_by_role("heading", name="Листовки у метро")).to_be_visible()
    link = page.get_by_role("region", name="Ссылка")
    await expect(link.get_by_text(re.compile(r"\?start=ref_metro$"))).to_be_visible()
    await expect(link.get_by_role("img", name="QR-код ссылки")).to_be_visible()
    await expect(page.get_by_text("Пока никто не приходил.")).to_be_visible()
    for kind, begins in (("PNG", b"\x89PNG"), ("SVG", b"<?xml")):
        async with page.expect_download() as saving:
            await link.get_by_role("button", name=f"Скачать {kind}").click()
        file = await saving.value
        assert file.suggested_filename == f"ref_metro.{kind.lower()}"
        await file.save_as(tmp_path / kind)
        assert (tmp_path / kind).read_bytes().startswith(begins)

    async with Sandbox(demo.sandbox) as sandbox:
        zina = await sandbox.create_person("Зина", language_code="ru")
        await sandbox.join(zina, cast.CHANNEL)
        await sandbox.start(zina, cast.CLIENT_BOT, "ref_metro")
        await sandbox.wait_for_text(zina, cast.CLIENT_BOT, "15 % осенью")

    await page.reload()
    funnel = page.get_by_role("region", name="Воронка")
    for step in ("Нажатий ссылки", "Новых клиентов", "Выдано кодов"):
        await expect(funnel.get_by_role("listitem").filter(has_text=step)).to_contain_text("1")
    await expect(funnel.get_by_role("listitem").filter(has_text="погашено")).to_contain_text("0")
    await check_looks(page)

    await page.get_by_role("link", name="Изменить").click()
    await expect(page.get_by_role("textbox", name="Ссылка")).to_be_disabled()
    await page.get_by_role("textbox", name="Кодов").fill("1")
    await page.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_text("Лимит исчерпан", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Приостановить").click()
    await expect(page.get_by_text("Приостановлена", exact=True)).to_be_visible()
    await page.get_by_role("button", name="В архив").click()
    dialog = page.get_by_role("dialog", name="Убрать «Листовки у метро» в архив?")
    await dialog.get_by_role("button", name="В архив").click()
    await expect(page.get_by_role("button", name="Вернуть из архива")).to_be_visible()

    await go_to(page, "Кампании")
    await expect(page.get_by_role("link", name="Осень на Светланской")).to_be_visible()
    await expect(page.get_by_role("link", name="Листовки у метро")).to_be_hidden()
    await page.get_by_role("combobox", name="Состояние").click()
    await page.get_by_role("option", name="В архиве").click()
    await expect(page.get_by_role("link", name="Листовки у метро")).to_be_visible()
