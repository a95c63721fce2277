"""`doctor`: what is wrong with this installation, in words, and what to do about it."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path

import typer

from dvorik.cli import checkups, doorplate, showroom
from dvorik.cli.checkups import Finding, Level
from dvorik.cli.services import services
from dvorik.embedded.home import Home
from dvorik.kernel import config as configuration
from dvorik.kernel.config import BadConfig, Config

_SIGNS = {Level.OK: ("✓", "green"), Level.NOTE: ("!", "yellow"), Level.FAULT: ("✗", "red")}


def examine() -> int:
    """0 when nothing is at fault; notes do not count."""
    return int(asyncio.run(_examine()))


async def _examine() -> bool:
    is_faulty = False
    async for finding in _findings():
        _tell(finding)
        is_faulty |= finding.level is Level.FAULT
    return is_faulty


async def _findings() -> AsyncIterator[Finding]:
    yield checkups.python()
    try:
        config = configuration.load()
    except BadConfig as error:
        yield Finding(Level.FAULT, "The configuration cannot be used.", str(error))
        return
    home = showroom.home_of_demo()
    address = doorplate.read(home)
    if address:
        yield checkups.ok(f"The demo is open at {address.api}/")
    if _has_only_the_demo(config, home):
        if address is None:
            yield checkups.note(
                f"Here is only the demo ({home}), and it is closed.", "`make demo` opens it."
            )
            return
        os.environ.update(showroom.environment(home, address))
        config = configuration.load()
    yield checkups.secrets(config)
    yield checkups.disk(config)
    yield checkups.files(config)
    yield checkups.zones()
    with ExitStack() as stack:
        try:
            config = stack.enter_context(services())
        except typer.Exit:
            yield Finding(
                Level.FAULT, "The embedded servers do not start.", "See the message above."
            )
            return
        async for finding in _findings_of_servers(config):
            yield finding


def _has_only_the_demo(config: Config, demo: Path) -> bool:
    """Nobody named servers, and none were ever started but the demo's."""
    is_named = config.is_production or config.database_url or config.redis_url
    shop, sample = Home.at(config.dvorik_home), Home.at(demo)
    return not is_named and not shop.postgres.exists() and sample.postgres.exists()


async def _findings_of_servers(config: Config) -> AsyncIterator[Finding]:
    for finding in await checkups.database(config):
        yield finding
    for finding in await checkups.redis(config):
        yield finding
    for finding in await checkups.bots(config):
        yield finding


def _tell(finding: Finding) -> None:
    sign, colour = _SIGNS[finding.level]
    typer.echo(f"{typer.style(sign, fg=colour)} {finding.text}")
    if finding.advice:
        typer.echo(f"  → {finding.advice}")
