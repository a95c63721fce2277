"""`up` and `demo`: every process of the house under one supervisor."""

import asyncio
import signal
import socket
import sys
from pathlib import Path

import typer

from dvorik.cli import database
from dvorik.cli.services import fail, read_config, services
from dvorik.cli.voices import Voices
from dvorik.kernel.config import Config
from dvorik.kernel.supervisor import Program, Supervisor

_DEMO_HOME = Path(".dvorik/demo")
_PORTS_TRIED = 50


def up() -> None:
    config = read_config()
    if not is_free(config.api_host, config.api_port):
        fail(
            f"Port {config.api_port} of {config.api_host} is taken. Stop what listens there, "
            "or set API_PORT."
        )
    with services() as config:
        asyncio.run(database.prepare(config))
        raise typer.Exit(asyncio.run(_run(_programs(config))))


def _programs(config: Config) -> list[Program]:
    names = ["api", "worker", "beat"]
    if config.telegram_main_bot_token.get_secret_value():
        names.append("bots")
    else:
        print("No TELEGRAM_MAIN_BOT_TOKEN: the bots stay at home.")
    return [_program(name) for name in names]


def _program(name: str, *arguments: str) -> Program:
    return Program(name=name, command=(sys.executable, "-m", "dvorik.cli", name, *arguments))


async def _run(programs: list[Program]) -> int:
    """0 when everything left as asked, 1 when something had to be killed."""
    voices = Voices([program.name for program in programs])
    house = Supervisor(programs, say=voices.say)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, house.stop)
    await house.run()
    return int(house.had_to_kill)


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True
