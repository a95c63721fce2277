"""The chat page is served whole, from here, with headers that keep it harmless."""

import json
import re
from pathlib import Path

import httpx2

import dvorik.sandbox
from dvorik.sandbox import cast
from dvorik.sandbox.__main__ import arguments
from dvorik.sandbox.client import Sandbox
from tests.sandbox.harness import ALICE, SHOP
from tests.sandbox.pictures import png

PAGE = Path(dvorik.sandbox.__file__).parent / "page"


async def test_the_page_and_its_parts_are_served(base_url: str) -> None:
    async with httpx2.AsyncClient(base_url=base_url) as http:
        page = await http.get("/")
        names = re.findall(r'(?:href|src)="([^"]+)"', page.text)
        parts = [await http.get(f"/{name}") for name in names]
        missing = await http.get("/nothing.js")

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert [part.status_code for part in parts] == [200] * len(names)
    assert missing.status_code == 404
    assert missing.json()["description"] == "Not Found"


def test_the_page_loads_nothing_from_elsewhere_and_writes_no_markup() -> None:
    for file in PAGE.rglob("*.*"):
        text = file.read_text(encoding="utf-8")
        assert "innerHTML" not in text, file
        assert "insertAdjacentHTML" not in text, file
        assert re.findall(r'(?:src|href|from|url\()\s*=?\s*["\']https?:', text) == [], file


def test_the_page_has_the_same_words_in_three_languages() -> None:
    source = (PAGE / "js" / "words.js").read_text(encoding="utf-8")
    blocks = re.findall(r"^  (ru|uk|en): \{(.*?)^  \}", source, re.MULTILINE | re.DOTALL)
    keys = {name: re.findall(r"(\w+): \"", block) for name, block in blocks}

    assert keys["ru"] == keys["uk"] == keys["en"]
    assert len(keys["ru"]) == len(set(keys["ru"])) > 40


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
