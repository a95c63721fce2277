"""The chat page is served whole, from here, with headers that keep it harmless."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from dvorik.sandbox import cast
from dvorik.sandbox.__main__ import arguments
from dvorik.sandbox.app import app_of
from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.server import serving
from dvorik.sandbox.world import World
from tests.sandbox.harness import ALICE, BOTS, CHANNEL, PEOPLE, SHOP
from tests.sandbox.pictures import png

PAGE_OF_A_BUILD = (
    '<!doctype html><script nonce="DVORIK_NONCE" src="/assets/sandbox-0a1b.js"></script>'
)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "sandbox.html").write_text(PAGE_OF_A_BUILD)
    (tmp_path / "icon.svg").write_text("<svg/>")
    (tmp_path / "assets" / "sandbox-0a1b.js").write_text("run()")
    return tmp_path


@asynccontextmanager
async def browser_before(pages: Path) -> AsyncIterator[httpx2.AsyncClient]:
    world = World(BOTS, [CHANNEL], PEOPLE)
    async with (
        serving(app_of(world, pages=pages)) as url,
        httpx2.AsyncClient(base_url=url) as http,
    ):
        yield http


async def test_the_page_and_its_parts_are_served(built: Path) -> None:
    async with browser_before(built) as http:
        page = await http.get("/")
        script = await http.get("/assets/sandbox-0a1b.js")
        icon = await http.get("/icon.svg")

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert (script.text, icon.text) == ("run()", "<svg/>")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert icon.headers["x-content-type-options"] == "nosniff"


async def test_only_its_own_scripts_run_and_only_a_panel_of_this_machine_shows_it(
    built: Path,
) -> None:
    async with browser_before(built) as http:
        page = await http.get("/")
    (nonce,) = re.findall(r'nonce="([^"]+)"', page.text)
    policy = page.headers["content-security-policy"].split("; ")

    assert nonce != "DVORIK_NONCE"
    assert f"script-src 'self' 'nonce-{nonce}'" in policy
    assert "default-src 'none'" in policy
    assert policy[-1] == "frame-ancestors 'self' http://127.0.0.1:* http://localhost:*"


async def test_it_stands_in_for_t_me(built: Path) -> None:
    async with browser_before(built) as http:
        bot = await http.get(f"/{SHOP.username.upper()}?start=ref_summer")
        channel = await http.get(f"/{CHANNEL.username}")
        stranger = await http.get("/somebody_else")

    assert [bot.status_code, channel.status_code, stranger.status_code] == [200, 200, 404]
    assert "/assets/sandbox-0a1b.js" in bot.text


async def test_what_is_missing_is_refused_in_the_words_of_the_bot_api(built: Path) -> None:
    async with browser_before(built) as http:
        answers = [await http.get(f"/{name}") for name in ("nothing.js", "sandbox.html", ".env")]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert [answer.json()["description"] for answer in answers] == ["Not Found"] * 3


async def test_before_it_is_built_the_page_says_how_and_the_rest_works(tmp_path: Path) -> None:
    async with browser_before(tmp_path) as http:
        page = await http.get("/")
        state = await http.get("/control/state")

    assert page.status_code == 200
    assert "make web" in page.text
    assert len(state.json()["people"]) == len(PEOPLE)


async def test_changes_are_streamed(base_url: str, sandbox: Sandbox) -> None:
    async with (
        httpx2.AsyncClient(base_url=base_url) as http,
        http.stream("GET", "/control/stream") as stream,
    ):
        lines = stream.aiter_lines()
        assert await anext(lines) == "retry: 1000"
        await sandbox.say(ALICE, SHOP, "hi")
        while not (line := await anext(lines)).startswith("data: "):
            pass

    change = json.loads(line.removeprefix("data: "))
    assert (change["type"], change["bot"], change["person"]) == ("message", SHOP.id, ALICE.id)
    assert change["entry"]["message"]["text"] == "hi"


async def test_a_file_is_shown_only_when_it_is_a_picture(base_url: str, sandbox: Sandbox) -> None:
    photo = await sandbox.send_photo(ALICE, SHOP, png())
    file_id = photo.raw["photo"][0]["file_id"]
    async with httpx2.AsyncClient(base_url=base_url) as http:
        shown = await http.get(f"/control/files/{file_id}")
        unknown = await http.get("/control/files/nothing")

    assert (shown.headers["content-type"], shown.content) == ("image/png", png())
    assert unknown.status_code == 404


def test_the_command_line_has_a_shop_ready() -> None:
    given = arguments([])
    own = arguments(["--bot", f"{SHOP.token}:a_bot:A: shop", "--person", "5:uk:Оля:Коваль"])

    assert (given.port, given.bot, given.state_file) == (8081, None, None)
    assert [(bot.token, bot.username, bot.first_name) for bot in own.bot] == [
        (SHOP.token, "a_bot", "A: shop")
    ]
    assert own.person[0].language_code == "uk"
    assert len({person.id for person in cast.PEOPLE}) == len(cast.PEOPLE) == 9
