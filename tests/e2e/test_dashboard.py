"""The overview and the bell, which follow what happens without being asked."""

import re
from typing import Any

import httpx2
from playwright.async_api import Page, expect

from dvorik.demo import OWNER_EMAIL, OWNER_PASSWORD
from dvorik.sandbox import cast
from dvorik.sandbox.client import Sandbox
from tests.e2e.conftest import Demo
from tests.e2e.looking import check_looks, sign_in


async def redeem_one(demo: Demo) -> dict[str, Any]:
    """A code that the owner takes at the till of another place, without a bill."""
    async with httpx2.AsyncClient(base_url=f"{demo.api}/api/v1") as http:
        owner = {"email": OWNER_EMAIL, "password": OWNER_PASSWORD}
        session = (await http.post("/auth/login", json=owner)).json()
        http.headers["Authorization"] = f"Bearer {session['access_token']}"
        found = await http.get("/discounts", params={"state": "active", "limit": 100})
        fit = (
            one
            for one in found.json()["items"]
            if one["kind"] == "percent" and one["min_bill_minor"] is None
        )
        discount: dict[str, Any] = next(fit)
        redeemed = await http.post("/discounts/redeem", json={"code": discount["code"]})
        assert redeemed.status_code == 200, redeemed.text
    return discount


async def test_the_overview_shows_what_happens_as_it_happens(page: Page, demo: Demo) -> None:
    await sign_in(page, demo)
    figures = page.get_by_role("region", name="Показатели")
    await expect(figures.get_by_text(re.compile(r"%.* до этого")).first).to_be_visible()
    table = page.get_by_role("table", name="Коды и погашения")
    await expect(table.get_by_role("row")).to_have_count(31)
    await expect(page.locator("[data-chart=area] path").first).to_be_visible()
    for name in ("Требует внимания", "Дни рождения сегодня", "Что дали рассылки"):
        await expect(page.get_by_role("region", name=name)).to_be_visible()
    await check_looks(page)

    await page.get_by_text("Неделя", exact=True).click()
    await expect(page).to_have_url(re.compile(r"\?period=week$"))
    await expect(table.get_by_role("row")).to_have_count(8)
    await page.reload()
    await expect(page.get_by_text("Последние 7 дней")).to_be_visible()

    feed = page.get_by_role("log", name="Погашения")
    await expect(feed.get_by_role("listitem")).to_have_count(8)
    taken = await redeem_one(demo)
    newest = feed.get_by_role("listitem").first
    await expect(newest).to_contain_text(taken["client_name"])
    await expect(newest).to_contain_text(taken["code"])
    await newest.get_by_role("link").click()
    await expect(page.get_by_role("region", name="Что происходило")).to_be_visible()


async def test_the_bell_rings_for_whoever_waits_and_leads_there(page: Page, demo: Demo) -> None:
    await sign_in(page, demo)
    bell = page.get_by_role("button", name=re.compile("^Уведомления"))
    await bell.click()
    waiting = page.get_by_role("dialog", name=re.compile("^Уведомления"))
    await expect(waiting.get_by_role("listitem").first).to_be_visible()
    await check_looks(page)
    await page.keyboard.press("Escape")
    await expect(waiting).to_be_hidden()

    async with Sandbox(demo.sandbox) as sandbox:
        rita = await sandbox.create_person("Маргарита", language_code="ru")
        await sandbox.start(rita, cast.CASHIER_BOT)
        await sandbox.wait_for_text(rita, cast.CASHIER_BOT, "Заявка отправлена")
    attention = page.get_by_role("region", name="Требует внимания")
    await expect(attention.get_by_text("Маргарита")).to_be_visible()
    await bell.click()
    await waiting.get_by_role("link", name="Маргарита").click()

    await expect(waiting).to_be_hidden()
    await expect(page).to_have_url(re.compile(r"/cashiers\?tab=requests$"))
    count = await bell.get_attribute("aria-label")
    await page.get_by_role("button", name="Отклонить: Маргарита").click()
    await expect(bell).not_to_have_attribute("aria-label", count or "")
