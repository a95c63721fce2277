"""How journeys look at the panel: signed in, and with the eyes of those who cannot see it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from httpx2 import AsyncClient
from playwright.async_api import Page, ViewportSize, expect

from dvorik.demo import OWNER_EMAIL, OWNER_PASSWORD
from tests.e2e.conftest import Demo

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = {"serious", "critical"}
CONTRAST = "color-contrast"
AT_REST = """async () => {
  // What was just changed begins to move with the next frame, and colours in between are
  // nobody's choice.
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  // An animation that is dropped is over too.
  await Promise.allSettled(document.getAnimations().map((one) => one.finished));
}"""
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=900)


async def sign_in(
    page: Page, demo: Demo, *, email: str = OWNER_EMAIL, password: str = OWNER_PASSWORD
) -> None:
    """By e-mail and password; ends on the overview."""
    await page.goto(f"{demo.api}/login")
    await page.get_by_role("textbox", name="Почта").fill(email)
    await page.get_by_label("Пароль").fill(password)
    await page.get_by_role("button", name="Войти").click()
    await expect(page.get_by_role("heading", name=re.compile("^Здравствуйте"))).to_be_visible()


@asynccontextmanager
async def owner_elsewhere(demo: Demo) -> AsyncIterator[AsyncClient]:
    """The owner on another device, straight by the API."""
    async with AsyncClient(base_url=f"{demo.api}/api/v1") as http:
        signed = await http.post(
            "/auth/login", json={"email": OWNER_EMAIL, "password": OWNER_PASSWORD}
        )
        http.headers["Authorization"] = f"Bearer {signed.json()['access_token']}"
        yield http


async def go_to(page: Page, name: str) -> None:
    """By the menu; ends when that page stands, so that nothing of the last one is taken for it."""
    await page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()
    await expect(page.get_by_role("heading", name=name, exact=True, level=1)).to_be_visible()


async def check_looks(page: Page) -> None:
    """The page as it stands: by day and by night, no serious fault that axe can see; and on a
    phone nothing that scrolls sideways. Leaves it by day, on a desk."""
    await page.emulate_media(color_scheme="dark")
    # Night changes colours alone, and width changes all but them.
    await check_with_axe(page, "by night", {"runOnly": [CONTRAST]})
    await page.emulate_media(color_scheme="light")
    await check_with_axe(page, "by day", {})
    await page.set_viewport_size(PHONE)
    await check_with_axe(page, "on a phone", {"rules": {CONTRAST: {"enabled": False}}})
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], f"{page.url} is {width} wide"
    await page.set_viewport_size(DESK)


async def check_with_axe(page: Page, circumstances: str, options: dict[str, Any]) -> None:
    """`options` are axe's own."""
    if not await page.evaluate("'axe' in window"):
        # Not a script element: the page's own policy refuses scripts it does not know.
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    await page.evaluate(AT_REST)
    found: dict[str, Any] = await page.evaluate(
        "(options) => axe.run({ resultTypes: ['violations'], ...options })", options
    )
    faults = [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in found["violations"]
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ]
    assert not faults, f"{page.url} {circumstances}: " + "\n".join(faults)
