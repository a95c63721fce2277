"""How quick the panel is in a browser: the overview from nothing, and the pages of a long table.

    .venv/bin/python -m bench.panel_speed [--clients 1000000] [--loads 5] [--turns 30] [--kept]

Real Chromium before the API as `dvorik api` runs it. Needs `make web`. Two promises: the overview
of the sample shop can be used within 1.5 s of a cold load with the processor slowed four times by
Chromium itself; a page of a table of a million clients is turned within 300 ms (p95). `--kept`
takes the million clients that an earlier run has left.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from playwright.async_api import Browser, BrowserContext, Page, async_playwright
from sqlalchemy import make_url

from bench import ground, users_list
from dvorik.demo import OWNER_EMAIL, OWNER_PASSWORD, seed
from dvorik.kernel import clock
from dvorik.kernel.built_page import FOLDER
from dvorik.kernel.db import Database

SHOP = "dvorik_bench_panel"
SLOWED = 4
COLD_MS = 1500
TURN_MS = 300
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]

# Usable: the heading is there, and nothing is waited for any more.
WATCH = """
(() => {
  const seen = (window.__seen = { heading: null, usable: null });
  const look = () => {
    const main = document.querySelector("main");
    const isThere = Boolean(main?.querySelector("h1"));
    if (isThere) seen.heading ??= performance.now();
    const isReady = isThere && !main.querySelector(".mantine-Skeleton-root, [aria-busy=true]");
    if (!isReady) seen.usable = null;
    else seen.usable ??= performance.now();
  };
  new MutationObserver(look).observe(document, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["aria-busy", "class"],
  });
})();
"""

TURN = """
([label]) => new Promise((done, fail) => {
  const first = () => document.querySelector("main tbody tr")?.textContent;
  const table = document.querySelector("main table");
  const before = first();
  const started = performance.now();
  const watch = new MutationObserver(() => {
    if (table.hasAttribute("data-stale") || first() === before) return;
    watch.disconnect();
    done(performance.now() - started);
  });
  watch.observe(document.querySelector("main"), {
    childList: true, subtree: true, characterData: true, attributes: true,
  });
  setTimeout(() => fail(new Error("the page did not turn")), 20000);
  document.querySelector(`[aria-label="${label}"]`).click();
})
"""


async def main() -> int:
    arguments = read_arguments()
    if not (FOLDER / "index.html").is_file():
        sys.exit("The panel is not built: make web")
    with ground.services(durable=False) as services:
        assert services.database_url
        assert services.redis_url
        shop = await open_shop(services.database_url)
        crowd = await find_crowd(services.database_url, arguments)
        async with chromium() as browser:
            async with ground.serving(shop, services.redis_url, password=OWNER_PASSWORD) as http:
                loads = [await load_cold(browser, http) for _ in range(arguments.loads)]
            async with ground.serving(crowd, services.redis_url) as http:
                turns = await turn_pages(browser, http, arguments.turns)
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    is_quick = report_loads(loads)
    return 0 if report_turns(turns) and is_quick else 1


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--clients", type=int, default=1_000_000)
    parser.add_argument("--loads", type=int, default=5)
    parser.add_argument("--turns", type=int, default=30)
    parser.add_argument("--kept", action="store_true")
    return parser.parse_args()


async def open_shop(server_url: str) -> str:
    url = await ground.make_empty_database(server_url, SHOP)
    database = Database(url)
    report = await seed(database, now=clock.now())
    await database.close()
    assert report.is_new, "an empty overview would be measured"
    assert ground.EMAIL == OWNER_EMAIL
    return url


async def find_crowd(server_url: str, arguments: argparse.Namespace) -> str:
    if arguments.kept:
        there = make_url(server_url).set(database=users_list.DATABASE)
        return there.render_as_string(hide_password=False)
    return await users_list.prepare(server_url, arguments.clients)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if not executable:
        sys.exit("no Chromium on this machine: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def signed_in(
    browser: Browser, http: httpx2.AsyncClient, password: str = ground.PASSWORD
) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(
        locale="en-US", viewport={"width": 1280, "height": 900}, base_url=str(http.base_url)
    )
    page = await context.new_page()
    await page.goto("/login")
    await page.get_by_role("textbox", name="E-mail").fill(ground.EMAIL)
    await page.get_by_role("textbox", name="Password").fill(password)
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_role("navigation", name="Menu").wait_for()
    await page.close()
    yield context
    await context.close()


async def load_cold(browser: Browser, http: httpx2.AsyncClient) -> dict[str, Any]:
    """The overview with nothing kept but the session: when it was there, and could be used."""
    async with signed_in(browser, http, OWNER_PASSWORD) as context:
        page = await context.new_page()
        await page.add_init_script(WATCH)
        speaking = await context.new_cdp_session(page)
        await speaking.send("Network.enable")
        await speaking.send("Network.clearBrowserCache")
        await speaking.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        await page.goto("/", wait_until="commit")
        await page.locator("main h1").wait_for()
        return {**await settled(page), "script": await page.evaluate(LOADED)}


LOADED = """
() => {
  const files = performance.getEntriesByType("resource");
  const scripts = files.filter(({ name }) => name.endsWith(".js"));
  return scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
}
"""


async def settled(page: Page) -> dict[str, Any]:
    """What was seen, once nothing has moved for a second."""
    last: dict[str, Any] = {}
    for _ in range(30):
        seen = await page.evaluate("window.__seen")
        if seen == last and seen["usable"] is not None:
            break
        last = seen
        await page.wait_for_timeout(1000)
    assert last["usable"] is not None, "the overview never came to rest"
    return last


async def turn_pages(browser: Browser, http: httpx2.AsyncClient, turns: int) -> list[float]:
    async with signed_in(browser, http) as context:
        page = await context.new_page()
        await page.goto("/clients")
        await page.locator("main tbody tr a").first.wait_for()
        took = []
        for _ in range(turns):
            took.append(float(await page.evaluate(TURN, ["Next page"])))
            await page.wait_for_timeout(200)
        return took


def report_loads(loads: list[dict[str, Any]]) -> bool:
    heading = statistics.median(load["heading"] for load in loads)
    usable = statistics.median(load["usable"] for load in loads)
    worst = max(load["usable"] for load in loads)
    print(
        f"overview, cold, {SLOWED} times slower: heading {heading:.0f} ms, usable {usable:.0f} ms"
    )
    script = max(load["script"] for load in loads)
    print(
        f"  (medians of {len(loads)}; the slowest {worst:.0f} ms; {script / 1000:.0f} kB of script)"
    )
    return verdict(f"usable within {COLD_MS} ms", usable <= COLD_MS)


def report_turns(turns: list[float]) -> bool:
    p95 = users_list.p(95, turns)
    print(f"next page of the clients: p50 {users_list.p(50, turns):.0f} ms, p95 {p95:.0f} ms")
    return verdict(f"turned within {TURN_MS} ms", p95 <= TURN_MS)


def verdict(promise: str, is_kept: bool) -> bool:
    print(f"{promise}: {'kept' if is_kept else 'BROKEN'}")
    return is_kept


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
