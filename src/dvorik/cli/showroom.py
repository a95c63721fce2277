"""`demo`: the whole house on sample data, with Telegram played by the sandbox."""

import asyncio
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx2
import typer

from dvorik.cli import database, house
from dvorik.cli.ports import free_from
from dvorik.cli.services import fail, services
from dvorik.demo import OWNER_EMAIL, OWNER_PASSWORD
from dvorik.demo.people import STRANGERS
from dvorik.kernel import cache as redis
from dvorik.kernel import heartbeat
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


@dataclass(frozen=True, kw_only=True)
class Places:
    api: str
    sandbox: str


def demo() -> None:
    started = time.monotonic()
    host = os.environ.get("API_HOST", "127.0.0.1")
    api_port = _choose_port(host, "API_PORT", 8000)
    sandbox_port = _choose_port(host, "SANDBOX_PORT", 8081, besides=api_port)
    home = Path(os.environ.get("DVORIK_HOME", ".dvorik")) / "demo"
    os.environ.update(_environment(home, host, api_port, sandbox_port))
    places = Places(api=f"http://{host}:{api_port}", sandbox=f"http://{host}:{sandbox_port}")
    print("Opening the shop …", flush=True)
    with services() as config:
        asyncio.run(database.prepare(config))
        asyncio.run(database.seed(config))
        asyncio.run(_forget_last_time(config))
        programs = [
            house.program("sandbox", *_sandbox_arguments(home, host, sandbox_port)),
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


def _choose_port(host: str, variable: str, default: int, besides: int | None = None) -> int:
    wanted = int(os.environ.get(variable) or default)
    port = free_from(host, wanted, besides=besides)
    if port is None:
        fail(f"No free port on {host} from {wanted} on. Set {variable} to another.")
    if port != wanted:
        print(f"Port {wanted} is busy, using {port}.")
    return port


def _environment(home: Path, host: str, api_port: int, sandbox_port: int) -> dict[str, str]:
    return {
        **dict.fromkeys(_NOT_OURS, ""),
        "APP_ENV": Environment.DEMO.value,
        "DVORIK_HOME": str(home),
        "API_HOST": host,
        "API_PORT": str(api_port),
        "SANDBOX_PORT": str(sandbox_port),
        "TELEGRAM_API_URL": f"http://{host}:{sandbox_port}",
        "TELEGRAM_MAIN_BOT_TOKEN": cast.CLIENT_BOT.token,
        "TELEGRAM_AUTH_BOT_TOKEN": cast.CASHIER_BOT.token,
        "BOT_MODE": BotMode.POLLING.value,
        # The sample shop has its owner.
        "FIRST_OWNER_TELEGRAM_ID": "",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
    }


def _sandbox_arguments(home: Path, host: str, port: int) -> list[str]:
    state = home / "sandbox.json"
    return ["--host", host, "--port", str(port), "--state-file", str(state)]


async def _greet(places: Places, started: float) -> None:
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


async def _let_strangers_in(places: Places) -> None:
    async with Sandbox(places.sandbox) as sandbox:
        await sandbox.crowd(cast.CLIENT_BOT, len(STRANGERS), first_id=STRANGERS.start)


async def _is_open(http: httpx2.AsyncClient, places: Places) -> bool:
    try:
        answers = [await http.get(f"{places.api}/health"), await http.get(f"{places.sandbox}/")]
    except httpx2.HTTPError:
        return False
    return all(answer.is_success for answer in answers)


def _welcome(places: Places, seconds: float) -> str:
    strong, faint, plain = ("\033[1m", "\033[2m", "\033[0m") if sys.stdout.isatty() else ("",) * 3
    client, cashier, owner = (
        person.first_name for person in (cast.CLIENTS[0], cast.CASHIERS[0], cast.OWNER)
    )
    return f"""
  {strong}{cast.CHANNEL.title} is open{plain} {faint}({seconds:.0f} s){plain}

  {strong}Chat with the bots{plain}   {places.sandbox}/
      As {client}: Start, join the channel, get a code.
      As {cashier}: ask the cashier bot for access; as {owner}, approve; as {cashier}, redeem.

  {strong}API{plain}                  {places.api}/api/docs
      The owner signs in as {OWNER_EMAIL}, password {OWNER_PASSWORD}
  {strong}Health{plain}               {places.api}/health

  {faint}Ctrl-C closes the shop. What happened is kept for the next time.{plain}
"""
