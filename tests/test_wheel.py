"""What people install: a wheel with the panel in it, which needs no Node to run."""

import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import httpx2
import pytest

import hatch_build
from tests.e2e.conftest import free_port

ROOT = Path(__file__).parents[1]
OPEN_WITHIN_SECONDS = 60


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `uv build` builds it: by hatchling with our hook; nothing is downloaded."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment: the wheel, and beside it what it depends on."""
    home = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    (packages,) = home.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    dependencies = Path(httpx2.__file__).parents[1]
    (packages / "dependencies.pth").write_text(f"{dependencies}\n")
    return home / "bin" / "python"


def test_the_wheel_carries_the_pages_and_not_their_sources(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    panel = [name for name in names if name.startswith("dvorik/web_panel/")]

    assert {"dvorik/web_panel/index.html", "dvorik/web_panel/sandbox.html"} <= set(panel)
    assert any(name.endswith(".js.gz") for name in panel)
    assert [name for name in names if "node_modules" in name or name.endswith(".tsx")] == []


def test_a_second_build_has_nothing_to_do(wheel: Path) -> None:
    assert not hatch_build.build()


def test_it_serves_the_panel_and_the_sandbox_without_node(installed: Path, tmp_path: Path) -> None:
    served = (
        "import httpx2, asyncio, dvorik\n"
        "from fastapi import FastAPI\n"
        "from dvorik.api import front\n"
        "from dvorik.api.panel import Panel\n"
        "app = FastAPI()\n"
        "app.include_router(front.router)\n"
        "front.install(app, Panel())\n"
        "async def ask():\n"
        "    inside = httpx2.ASGITransport(app=app)\n"
        "    page = {'Accept': 'text/html'}\n"
        "    async with httpx2.AsyncClient(transport=inside, base_url='http://here') as http:\n"
        "        print(dvorik.__file__)\n"
        "        print((await http.get('/', headers=page)).text)\n"
        "asyncio.run(ask())\n"
    )
    told = subprocess.run(
        [installed, "-c", served],
        cwd=tmp_path,
        env={"PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    where, _, page = told.stdout.partition("\n")

    assert Path(where).is_relative_to(installed.parents[1])
    assert '<div id="root">' in page
    assert "/assets/" in page


def test_its_sandbox_opens_as_a_process(installed: Path, tmp_path: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        [installed, "-m", "dvorik.cli", "sandbox", "--port", str(port)],
        cwd=tmp_path,
        env={**os.environ, "PATH": "", "DVORIK_HOME": str(tmp_path)},
        stdout=subprocess.DEVNULL,
    )
    try:
        page = _first_answer(f"http://127.0.0.1:{port}/")
    finally:
        process.terminate()
        process.wait(10)

    assert '<div id="root">' in page


def _first_answer(url: str) -> str:
    deadline = time.monotonic() + OPEN_WITHIN_SECONDS
    while True:
        try:
            return httpx2.get(url).text
        except httpx2.TransportError:
            assert time.monotonic() < deadline, f"{url} does not open"
            time.sleep(0.2)
