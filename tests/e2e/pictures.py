"""Pictures of the panel for `docs/guide/panel.md`: `make pictures`, from a demo of its own.

Every page of the panel's own menu is taken, so a new one needs nothing here. `INNER` leads to what
stands behind a list, `PHONES` names what is shown on a telephone too. The gallery is written anew.
"""

import asyncio
import base64
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.e2e.conftest import Demo, running_browser, running_demo
from tests.e2e.looking import PHONE, sign_in

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = DOCS / "images" / "panel"
GUIDE = DOCS / "guide" / "panel.md"
MARK = "<!-- Below: written by `make pictures`. -->\n"
DESK = ViewportSize(width=1280, height=800)
QUALITY = 70
MOST_BYTES = 2_000_000

# After the page of a list: the first row of it.
INNER = {
    "/clients": "A client",
    "/templates": "A template of discounts",
    "/segments": "A segment",
    "/broadcasts": "A broadcast",
    "/campaigns": "A campaign",
}
PHONES = ("/", "/clients", "/codes", "/cashiers")


@dataclass(frozen=True)
class Picture:
    name: str
    title: str


async def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.webp"):
        old.unlink()
    with tempfile.TemporaryDirectory() as home:
        async with running_demo(Path(home)) as demo, running_browser() as browser:
            desk = await take_all(browser, demo)
            phones = await take_phones(browser, demo)
    write(desk, phones)
    size = sum(file.stat().st_size for file in FOLDER.glob("*.webp"))
    print(f"{len(desk) + len(phones)} pictures, {size / 1000:.0f} kB")  # noqa: T201  a command
    return int(size > MOST_BYTES)


async def take_all(browser: Browser, demo: Demo) -> list[Picture]:
    page = await open_panel(browser, demo, DESK)
    taken = []
    for path, title in await menu_of(page):
        await page.goto(demo.api + path)
        taken.append(await take(page, name_of(path), title))
        row = page.locator("main tbody tr a").first
        if path in INNER and await row.count():
            await row.click()
            await page.wait_for_url(re.compile(f"{path}/"))
            taken.append(await take(page, f"{name_of(path)}-one", INNER[path]))
    await page.goto(demo.api)
    await page.get_by_role("button", name=re.compile("^Sandbox")).click()
    inside = page.frame_locator("iframe")
    await expect(inside.get_by_role("log").first).to_be_visible()
    taken.append(await take(page, "sandbox-beside", "The demo's sandbox beside the panel"))
    return taken


async def take_phones(browser: Browser, demo: Demo) -> list[Picture]:
    page = await open_panel(browser, demo, PHONE)
    taken = []
    for path in PHONES:
        await page.goto(demo.api + path)
        await expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
        title = await page.get_by_role("main").get_by_role("heading", level=1).inner_text()
        taken.append(await take(page, f"{name_of(path)}-phone", f"{title}, on a telephone"))
    return taken


async def open_panel(browser: Browser, demo: Demo, size: ViewportSize) -> Page:
    """Signed in, and in English as the documentation is."""
    context = await browser.new_context(
        locale="ru-RU", viewport=size, color_scheme="light", reduced_motion="reduce"
    )
    page = await context.new_page()
    await sign_in(page, demo)
    await page.evaluate("localStorage.setItem('dvorik.language', 'en')")
    await page.goto(demo.api)
    await expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
    return page


async def menu_of(page: Page) -> list[tuple[str, str]]:
    links = page.get_by_role("navigation", name="Menu").get_by_role("link")
    await expect(links.first).to_be_visible()
    return [
        (await link.get_attribute("href") or "/", (await link.inner_text()).strip())
        for link in await links.all()
    ]


def name_of(path: str) -> str:
    return path.strip("/").replace("/", "-") or "dashboard"


async def take(page: Page, name: str, title: str) -> Picture:
    """As soon as nothing on the page is waited for."""
    await expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
    await expect(page.locator("main .mantine-Skeleton-root")).to_have_count(0)
    await page.wait_for_timeout(700)
    speaking = await page.context.new_cdp_session(page)
    shot = await speaking.send(
        "Page.captureScreenshot",
        {"format": "webp", "quality": QUALITY, "captureBeyondViewport": False},
    )
    (FOLDER / f"{name}.webp").write_bytes(base64.b64decode(shot["data"]))
    await speaking.detach()
    return Picture(name, title)


def write(desk: list[Picture], phones: list[Picture]) -> None:
    head = GUIDE.read_text(encoding="utf-8").partition(MARK)[0]
    parts = [f"## {one.title}\n\n![{one.title}](../images/panel/{one.name}.webp)\n" for one in desk]
    shown = " ".join(
        f'<img src="../images/panel/{one.name}.webp" alt="{one.title}" width="195">'
        for one in phones
    )
    parts.append(f"## On a telephone\n\n{shown}\n")
    GUIDE.write_text(head + MARK + "\n" + "\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
