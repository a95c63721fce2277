"""Commands as a person types them, each in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dvorik import __version__
from dvorik.kernel.config import Config

HEAVY = ("aiogram", "alembic", "asyncpg", "celery", "fastapi", "httpx2", "redis", "sqlalchemy")


def run(*arguments: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    names = {name.upper() for name in Config.model_fields}
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return subprocess.run(
        [sys.executable, "-m", "dvorik.cli", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=home,
        env={**kept, "DVORIK_HOME": str(home), **variables},
        check=False,
    )


def test_help_lists_every_command_and_imports_nothing_heavy(tmp_path: Path) -> None:
    source = (
        "import sys\n"
        "from dvorik.cli import app\n"
        "app(['--help'], standalone_mode=False)\n"
        f"print('HEAVY', [name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, cwd=tmp_path, check=True
    )

    assert done.stdout.splitlines()[-1] == "HEAVY []"
    for command in (
        "api", "worker", "beat", "bots", "sender", "up", "demo", "sandbox",
        "migrate", "seed", "owner", "doctor", "openapi",
    ):  # fmt: skip
        assert f" {command} " in done.stdout, command


def test_openapi_needs_no_service_and_no_configuration(tmp_path: Path) -> None:
    done = run("openapi", home=tmp_path, APP_ENV="production", DATABASE_URL="nonsense")

    document = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert document["info"] == {"title": "Dvorik", "version": __version__}
    assert {"/", "/health", "/webhooks/main-bot"} <= document["paths"].keys()


@pytest.mark.parametrize("command", ["api", "worker", "migrate", "up"])
def test_a_bad_configuration_ends_in_words_not_in_a_traceback(command: str, tmp_path: Path) -> None:
    done = run(command, home=tmp_path, APP_ENV="production")

    assert done.returncode == 1
    assert "SECRET_KEY must be a random value" in done.stderr
    assert "Traceback" not in done.stderr


def test_sample_data_is_refused_in_production(tmp_path: Path) -> None:
    strong = "a-random-value-of-more-than-32-characters"
    done = run(
        "seed",
        home=tmp_path,
        APP_ENV="production",
        DATABASE_URL="postgresql://localhost:1/x",
        REDIS_URL="redis://localhost:1",
        SECRET_KEY=strong,
        INTERNAL_API_KEY=strong,
        TELEGRAM_WEBHOOK_SECRET=strong,
        PUBLIC_URL="https://dvorik.example",
    )

    assert (done.returncode, done.stderr) == (
        1,
        "Sample data does not belong in a shop that works.\n",
    )


def test_an_owner_needs_a_way_to_sign_in(tmp_path: Path) -> None:
    done = run("owner", "create", home=tmp_path)

    assert (done.returncode, done.stderr) == (1, "Give --email, --telegram-id, or both.\n")


def test_doctor_says_what_is_wrong_and_what_to_do(tmp_path: Path) -> None:
    done = run(
        "doctor",
        home=tmp_path,
        DATABASE_URL="postgresql://127.0.0.1:1/dvorik",
        REDIS_URL="redis://127.0.0.1:1",
        TELEGRAM_MAIN_BOT_TOKEN="1:x",
        TELEGRAM_API_URL="http://127.0.0.1:1",
        FILES_DIR=sys.executable,
    )

    assert done.returncode == 1
    for words in (
        f"✗ Exports cannot be written to {sys.executable}.",
        "→ Give this user a folder",
        "✗ The database does not answer",
        "→ Look at DATABASE_URL",
        "✗ Redis does not answer",
        "→ Look at REDIS_URL",
        "✗ The client bot (TELEGRAM_MAIN_BOT_TOKEN) cannot be asked",
        "! The cashier bot (TELEGRAM_AUTH_BOT_TOKEN) has no token.",
    ):
        assert words in done.stdout, words


def test_doctor_knows_a_demo_that_is_closed_and_starts_nothing(tmp_path: Path) -> None:
    (tmp_path / "demo" / "postgres").mkdir(parents=True)

    done = run("doctor", home=tmp_path)

    assert done.returncode == 0
    assert "! Here is only the demo" in done.stdout
    assert "→ `make demo` opens it." in done.stdout
    assert not (tmp_path / "postgres").exists()


def test_the_version_is_one(tmp_path: Path) -> None:
    assert run("version", home=tmp_path).stdout == f"{__version__}\n"
