"""`demo`: the whole house on sample data, with Telegram played by the sandbox."""

import asyncio
import os
import sys
import time
from contextlib import closing
from pathlib import Path

import httpx2
import typer

from dvorik.cli import database, doorplate, house
from dvorik.cli.doorplate import Address, Doorplate
from dvorik.cli.ports import free_from
from dvorik.cli.services import fail, services
from dvorik.demo import OWNER_EMAIL, OWNER_PASSWORD
from dvorik.demo.people import ACTIVE_CASHIER, STRANGERS
from dvorik.kernel import cache as redis
from dvorik.kernel import heartbeat
from dvorik.kernel.built_page import is_built
from dvorik.kernel.config import BotMode, Config, Environment
from dvorik.sandbox import cast
from dvorik.sandbox.client import Sandbox

# Somebody's real shop must not leak into the demo, nor sample data into the shop.
_NOT_OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "PREVIOUS_SECRET_KEY",
    "INTERNAL_API_KEY",
    "TELEGRAM_WEBHOOK_SECRET",
    "PUBLIC_URL",
    "METRICS_TOKEN",
    "SMTP_HOST",
    "SENTRY_DSN",
)
_PATIENCE_SECONDS = 90.0
_POLL_SECONDS = 0.2


def demo() -> None:
    home = home_of_demo()
    plate = Doorplate.take(home)
    if plate is None:
        address = doorplate.read(home)
        where = f" at {address.api}/" if address else ", and about to open"
        print(f"The demo is already running{where}.")
        return
    with closing(plate):
        _open(home, plate)


def home_of_demo() -> Path:
    return Path(os.environ.get("DVORIK_HOME") or ".dvorik") / "demo"


def _open(home: Path, plate: Doorplate) -> None:
    started = time.monotonic()
    places = _choose_places()
    plate.write(places)
    os.environ.update(environment(home, places))
    print("Opening the shop …", flush=True)
    with services() as config:
        asyncio.run(database.prepare(config))
        asyncio.run(database.seed(config))
        asyncio.run(_forget_last_time(config))
        programs = [
            house.program("sandbox", *_sandbox_arguments(home, places)),
            *house.programs_of(config),
        ]

        async def greet() -> None:
            await _greet(places, started)

        raise typer.Exit(asyncio.run(house.keep(programs, greet)))


async def _forget_last_time(config: Config) -> None:
    assert config.redis_url
    cache = redis.connect(config.redis_url)
    await heartbeat.forget(cache)
    await cache.aclose()


def _choose_places() -> Address:
    host = os.environ.get("API_HOST") or "127.0.0.1"
    api_port = _choose_port(host, "API_PORT", 8000)
    sandbox_port = _choose_port(host, "SANDBOX_PORT", 8081, besides=api_port)
    return Address(host=host, api_port=api_port, sandbox_port=sandbox_port)


def _choose_port(host: str, variable: str, default: int, besides: int | None = None) -> int:
    wanted = int(os.environ.get(variable) or default)
    port = free_from(host, wanted, besides=besides)
    if port is None:
        fail(f"No free port on {host} from {wanted} on. Set {variable} to another.")
    if port != wanted:
        print(f"Port {wanted} is busy, using {port}.")
    return port


def environment(home: Path, places: Address) -> dict[str, str]:
    """What makes any command of ours one of the demo's."""
    return {
        **dict.fromkeys(_NOT_OURS, ""),
        "APP_ENV": Environment.DEMO.value,
        "DVORIK_HOME": str(home),
        "API_HOST": places.host,
        "API_PORT": str(places.api_port),
        "SANDBOX_PORT": str(places.sandbox_port),
        "TELEGRAM_API_URL": places.sandbox,
        "TELEGRAM_MAIN_BOT_TOKEN": cast.CLIENT_BOT.token,
        "TELEGRAM_AUTH_BOT_TOKEN": cast.CASHIER_BOT.token,
        "BOT_MODE": BotMode.POLLING.value,
        # The sample shop has its owner.
        "FIRST_OWNER_TELEGRAM_ID": "",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
    }


def _sandbox_arguments(home: Path, places: Address) -> list[str]:
    state = home / "sandbox.json"
    port = str(places.sandbox_port)
    return ["--host", places.host, "--port", port, "--state-file", str(state)]


async def _greet(places: Address, started: float) -> None:
    """Say where to go once there is somebody to meet."""
    deadline = started + _PATIENCE_SECONDS
    async with httpx2.AsyncClient(timeout=5) as http:
        while not await _is_open(http, places):
            if time.monotonic() > deadline:
                print(f"Still not everything answers; see {places.api}/health", flush=True)
                return
            await asyncio.sleep(_POLL_SECONDS)
    await _let_strangers_in(places)
    print(_welcome(places, time.monotonic() - started), flush=True)


async def _let_strangers_in(places: Address) -> None:
    async with Sandbox(places.sandbox) as sandbox:
        await sandbox.crowd(cast.CLIENT_BOT, len(STRANGERS), first_id=STRANGERS.start)


async def _is_open(http: httpx2.AsyncClient, places: Address) -> bool:
    try:
        answers = [await http.get(f"{places.api}/health"), await http.get(f"{places.sandbox}/")]
    except httpx2.HTTPError:
        return False
    return all(answer.is_success for answer in answers)


def _welcome(places: Address, seconds: float) -> str:
    strong, faint, plain = ("\033[1m", "\033[2m", "\033[0m") if sys.stdout.isatty() else ("",) * 3
    client, newcomer, cashier, owner = (
        person.first_name
        for person in (cast.CLIENTS[0], cast.CASHIERS[0], ACTIVE_CASHIER, cast.OWNER)
    )
    panel = f"""Sign in as {owner}, the owner: {OWNER_EMAIL}, password {OWNER_PASSWORD}
      The telephone at the top right opens the bots beside it."""
    if not is_built():
        panel = "Not built, nor is the chat page: why stands above. What to do stands there."
    return f"""
  {strong}{cast.CHANNEL.title} is open{plain} {faint}({seconds:.0f} s){plain}

  {strong}The panel{plain}            {places.api}/
      {panel}

  {strong}Chat with the bots{plain}   {places.sandbox}/
      As {client}, on the left: Start, join the channel, get a code.
      As {cashier}, who is a cashier, on the right: Start, type the code, redeem it.
      As {newcomer}: ask the cashier bot for access. As {owner}: Start, approve.

  {strong}API{plain}                  {places.api}/api/docs
  {strong}Health{plain}               {places.api}/health

  {faint}Ctrl-C closes the shop. What happened is kept for the next time.{plain}
"""
