"""`up`: every process of the house under one supervisor."""

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import typer

from dvorik.cli import database
from dvorik.cli.ports import is_free
from dvorik.cli.services import fail, read_config, services
from dvorik.cli.voices import Voices
from dvorik.kernel.config import Config
from dvorik.kernel.supervisor import Program, Supervisor

WhenRunning = Callable[[], Coroutine[Any, Any, None]]


def up() -> None:
    config = read_config()
    if not is_free(config.api_host, config.api_port):
        fail(
            f"Port {config.api_port} of {config.api_host} is taken. Stop what listens there, "
            "or set API_PORT."
        )
    with services() as config:
        asyncio.run(database.prepare(config))
        raise typer.Exit(asyncio.run(keep(programs_of(config))))


def programs_of(config: Config) -> list[Program]:
    names = ["api", "worker", "beat"]
    tokens = (config.telegram_main_bot_token, config.telegram_auth_bot_token)
    if any(token.get_secret_value() for token in tokens):
        names.append("bots")
    else:
        print("No TELEGRAM_MAIN_BOT_TOKEN: the bots stay at home.")
    if config.telegram_main_bot_token.get_secret_value():
        names.append("sender")
    return [program(name) for name in names]


def program(name: str, *arguments: str) -> Program:
    return Program(name=name, command=(sys.executable, "-m", "dvorik.cli", name, *arguments))


async def keep(programs: list[Program], when_running: WhenRunning | None = None) -> int:
    """Run until SIGINT or SIGTERM. 0 when all left as asked, 1 when something had to be killed."""
    house = Supervisor(programs, say=Voices([program.name for program in programs]).say)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, house.stop)
    async with asyncio.TaskGroup() as group:
        greeting = group.create_task(when_running()) if when_running else None
        await house.run()
        if greeting:
            greeting.cancel()
    return int(house.had_to_kill)
