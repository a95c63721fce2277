"""The demo as a person starts it, and a browser in front of it."""

import asyncio
import os
import shutil
import signal
import socket
import sys
import time
from asyncio.subprocess import STDOUT
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from playwright.async_api import Browser, Page, Request, async_playwright, expect

import hatch_build

OPEN_WITHIN_SECONDS = 180
CLOSE_WITHIN_SECONDS = 15
ACTION_TIMEOUT_MS = 15_000

# What is expected may take a reaction and a message by another process of a busy machine.
expect.set_options(timeout=ACTION_TIMEOUT_MS)

BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
"""The first draws the same pages without the windows around them, for a fifth less work."""

CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Demo:
    """Where the parts of the running demo are, and what it printed."""

    home: Path
    api: str
    sandbox: str


@pytest.fixture(scope="session", autouse=True)
def panel() -> None:
    """Built if it is not what lies in `web/`. Tests that need no panel need not wait for it."""
    hatch_build.build()


@pytest.fixture(scope="session")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    async with running_demo(tmp_path_factory.mktemp("demo")) as places:
        yield places


@asynccontextmanager
async def running_demo(home: Path) -> AsyncIterator[Demo]:
    api_port, sandbox_port = free_port(), free_port()
    # A home of its own, and none of the servers that the other tests use.
    environment = {
        **os.environ,
        "DVORIK_HOME": str(home),
        "API_PORT": str(api_port),
        "SANDBOX_PORT": str(sandbox_port),
    }
    places = Demo(
        home=home,
        api=f"http://127.0.0.1:{api_port}",
        sandbox=f"http://127.0.0.1:{sandbox_port}",
    )
    with (home / "output.txt").open("w+b") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "dvorik.cli", "demo"),
            env=environment,
            stdout=output,
            stderr=STDOUT,
        )
        try:
            await until_open(places)
            yield places
        finally:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGINT)
            async with asyncio.timeout(CLOSE_WITHIN_SECONDS):
                await process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


async def until_open(places: Demo) -> None:
    deadline = time.monotonic() + OPEN_WITHIN_SECONDS
    async with httpx2.AsyncClient() as http:
        for url in (f"{places.sandbox}/", f"{places.api}/health"):
            while not await answers(http, url):
                assert time.monotonic() < deadline, f"{url} does not open"
                await asyncio.sleep(0.2)


async def answers(http: httpx2.AsyncClient, url: str) -> bool:
    with suppress(httpx2.HTTPError):
        return (await http.get(url)).is_success
    return False


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with running_browser() as started:
        yield started


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert executable, f"no Chromium on this machine: apt-get install {BROWSERS[0]}"
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield started
        await started.close()


@pytest.fixture
def on_purpose() -> list[str]:
    """Parts of the errors that a journey itself brings about: `"status of 422"`."""
    return []


@pytest.fixture
async def page(browser: Browser, on_purpose: list[str]) -> AsyncIterator[Page]:
    """A tab that fails the test for any error in the console or failed request."""
    context = await browser.new_context(locale="ru-RU", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(ACTION_TIMEOUT_MS)
    tab = await context.new_page()
    faults: list[str] = []
    tab.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on(
        "requestfailed", lambda r: faults.append(f"{r.failure} {r.url}") if is_fault(r) else None
    )
    yield tab
    await context.close()
    assert [fault for fault in faults if not any(part in fault for part in on_purpose)] == []


def is_fault(request: Request) -> bool:
    """Whoever goes to another page does not wait for what the last one asked."""
    return request.failure != "net::ERR_ABORTED"
