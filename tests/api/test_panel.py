"""The panel as browsers get it, from a folder that a build has filled, or not yet."""

import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from dvorik.api.app import create_app
from dvorik.api.panel import Panel
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PAGE = '<!doctype html><script nonce="DVORIK_NONCE" src="/assets/main-0a1b.js"></script>'


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "web_panel"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE)
    (folder / ".stamp").write_text("secret")
    (folder / "icon.svg").write_text("<svg/>")
    (folder / "assets" / "main-0a1b.js").write_text("run()")
    return folder


def app_of(folder: Path, config: Config, database: Database, cache: Cache) -> FastAPI:
    return create_app(
        config=config,
        database=database,
        cache=cache,
        authenticate=None,  # type: ignore[arg-type]  # nobody signs in here
        panel=Panel(folder),
    )


@pytest.fixture
async def browser(
    built: Path, config: Config, database: Database, cache: Cache
) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=app_of(built, config, database, cache))
    async with AsyncClient(
        transport=transport, base_url="http://dvorik.test", headers=BROWSER
    ) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/login", "/clients/17", "/no/such/page"])
async def test_a_browser_gets_the_page_at_each_address(browser: AsyncClient, path: str) -> None:
    answer = await browser.get(path)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Vary"] == "Accept"
    assert "DVORIK_NONCE" not in answer.text


async def test_scripts_run_by_a_nonce_that_is_new_each_time(browser: AsyncClient) -> None:
    seen = set()
    for _ in range(2):
        answer = await browser.get("/")
        (nonce,) = re.findall(r'nonce="([^"]+)"', answer.text)
        policy = answer.headers["Content-Security-Policy"]
        assert f"script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}';" in policy
        assert "unsafe" not in policy
        seen.add(nonce)

    assert len(seen) == 2


async def test_a_program_gets_the_introduction_and_honest_refusals(browser: AsyncClient) -> None:
    program = {"Accept": "*/*"}

    assert (await browser.get("/", headers=program)).json()["name"] == "Dvorik"
    assert (await browser.get("/clients", headers=program)).json()["code"] == "no_such_path"


async def test_only_the_demo_may_show_the_sandbox_beside_a_page(built: Path) -> None:
    alone = Panel(built).page().headers["Content-Security-Policy"]
    beside = Panel(built, sandbox="http://127.0.0.1:8081").page().headers["Content-Security-Policy"]

    assert alone.endswith("; frame-ancestors 'none'")
    assert "frame-src" not in alone
    assert beside.endswith("; frame-ancestors 'none'; frame-src http://127.0.0.1:8081")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/gone-0a1b.js",
        "/assets/",
        "/assets",
        "/gone.png",
        "/.stamp",
        "/index.html",
        "/..%2f__init__.py",
        "/api/v1/nothing",
        "/health/nothing",
        "/webhooks/nothing",
        "/internal/nothing",
    ],
)
async def test_what_is_missing_is_not_the_page(browser: AsyncClient, path: str) -> None:
    answer = await browser.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_path")


async def test_assets_are_kept_for_ever_and_other_files_asked_for(browser: AsyncClient) -> None:
    script = await browser.get("/assets/main-0a1b.js")
    icon = await browser.get("/icon.svg")
    again = await browser.get("/icon.svg", headers={"If-None-Match": icon.headers["ETag"]})

    assert (script.text, script.headers["Cache-Control"]) == (
        "run()",
        "public, max-age=31536000, immutable",
    )
    assert (icon.status_code, icon.headers["Cache-Control"]) == (200, "no-cache")
    assert again.status_code == 304
    assert script.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_the_build_has_compressed_is_sent_so(browser: AsyncClient, built: Path) -> None:
    (built / "assets" / "main-0a1b.js.gz").write_bytes(gzip.compress(b"run(1)", mtime=0))

    packed = await browser.get("/assets/main-0a1b.js")
    plain = await browser.get("/assets/main-0a1b.js", headers={"Accept-Encoding": "identity"})

    assert (packed.headers["Content-Encoding"], packed.text) == ("gzip", "run(1)")
    assert packed.headers["Content-Type"].partition(";")[0] == "text/javascript"
    assert (packed.headers["Vary"], plain.text) == ("Accept-Encoding", "run()")
    assert packed.headers["Cache-Control"] == plain.headers["Cache-Control"]
    assert (await browser.get("/assets/main-0a1b.js.gz")).status_code == 404


async def test_methods_and_wrong_verbs_are_refused_as_before(browser: AsyncClient) -> None:
    assert (await browser.post("/clients")).status_code == 404
    assert (await browser.get("/api/v1/auth/login")).status_code == 405
    assert (await browser.head("/login")).status_code == 200


async def test_before_it_is_built_a_page_says_how(
    tmp_path: Path, config: Config, database: Database, cache: Cache
) -> None:
    transport = ASGITransport(app=app_of(tmp_path / "empty", config, database, cache))
    async with AsyncClient(transport=transport, base_url="http://dvorik.test") as client:
        page = await client.get("/", headers=BROWSER)
        asset = await client.get("/assets/main.js", headers=BROWSER)

    assert "make web" in page.text
    assert (page.status_code, asset.status_code) == (200, 404)
