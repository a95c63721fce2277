"""`dvorik …`: everything a person types.

`--help` must be quick, so each command imports what it needs when it runs; and doors do not know
each other, so a command starts one by the name of its module.
"""

import asyncio
import gc
import importlib
import json
import sys
from typing import Annotated, Any

import typer

from dvorik.cli.services import fail, services
from dvorik.kernel import supervisor

app = typer.Typer(
    name="dvorik",
    help="Clients, loyalty and communications of a small shop or salon.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
owner = typer.Typer(help="The people who own the shop.", no_args_is_help=True)
app.add_typer(owner, name="owner")

_PROCESSES = "Processes"
_CARE = "Care"


@app.callback()
def begin() -> None:
    supervisor.die_with_supervisor()


@app.command(rich_help_panel=_PROCESSES)
def up() -> None:
    """Run everything here: API, worker, beat, sender and both bots, restarted when they die."""
    from dvorik.cli import house

    house.up()


@app.command(rich_help_panel=_PROCESSES)
def demo() -> None:
    """Show it: a sample shop, both bots in a Telegram sandbox in the browser. No accounts."""
    from dvorik.cli import showroom

    showroom.demo()


@app.command(rich_help_panel=_PROCESSES)
def api() -> None:
    """Serve HTTP at API_HOST:API_PORT."""
    with services() as config:
        _door("dvorik.api.main").run(config)


@app.command(rich_help_panel=_PROCESSES)
def worker(
    queues: Annotated[
        str, typer.Option(help="Which queues, separated by commas.")
    ] = "default,bulk",
    concurrency: Annotated[int, typer.Option(min=1, help="Tasks at once.")] = 8,
    pool: Annotated[
        str, typer.Option(help="threads for waiting, prefork for computing.")
    ] = "threads",
) -> None:
    """Run background tasks."""
    with services() as config:
        _door("dvorik.worker.main").run_worker(
            config, queues=queues, concurrency=concurrency, pool=pool
        )


@app.command(rich_help_panel=_PROCESSES)
def beat() -> None:
    """Tell workers when to look. Several may run: one works, the others stand by."""
    with services() as config:
        _door("dvorik.worker.main").run_beat(config)


@app.command(rich_help_panel=_PROCESSES)
def bots() -> None:
    """Run the client bot and the cashier bot."""
    with services():
        _door("dvorik.bots.process").main()


@app.command(rich_help_panel=_PROCESSES)
def sender() -> None:
    """Carry broadcasts to Telegram. Any number may run: they share one pace."""
    with services():
        _door("dvorik.sender.process").main()


@app.command(
    rich_help_panel=_PROCESSES,
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def sandbox(context: typer.Context) -> None:
    """A Telegram Bot API on this machine, with a chat page. Needs nothing else."""
    _door("dvorik.sandbox.__main__").main(context.args)


@app.command(rich_help_panel=_CARE)
def migrate() -> None:
    """Bring the database to the level of this program."""
    from dvorik.cli import database

    with services() as config:
        asyncio.run(database.migrate(config))


@app.command(rich_help_panel=_CARE)
def seed() -> None:
    """Fill an empty database with the sample shop. Never in production."""
    from dvorik.cli import database

    with services() as config:
        if config.is_production:
            fail("Sample data does not belong in a shop that works.")
        asyncio.run(database.seed(config))


@app.command(rich_help_panel=_CARE)
def roll_up() -> None:
    """Count the figures of all past days anew. The worker does so every night."""
    from dvorik.cli import database

    with services() as config:
        asyncio.run(database.roll_up(config))


@owner.command("create")
def create_owner(
    email: Annotated[str, typer.Option(help="For signing in with a password.")] = "",
    telegram_id: Annotated[int, typer.Option(help="For signing in with Telegram.")] = 0,
    name: Annotated[str, typer.Option(help="How to address the person.")] = "Owner",
) -> None:
    """Make a person an owner: by e-mail, by Telegram id, or both."""
    from dvorik.cli import database

    if not email and not telegram_id:
        fail("Give --email, --telegram-id, or both.")
    with services() as config:
        asyncio.run(database.create_owner(config, email=email, telegram_id=telegram_id, name=name))


@app.command(rich_help_panel=_CARE)
def doctor() -> None:
    """Check this installation and say in words what to do."""
    from dvorik.cli import diagnosis

    raise typer.Exit(diagnosis.examine())


@app.command(rich_help_panel=_CARE)
def openapi() -> None:
    """Print the OpenAPI document. Needs no service."""
    document = _door("dvorik.api.main").document()
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    print()


@app.command(rich_help_panel=_CARE)
def version() -> None:
    """Print the version."""
    from dvorik import __version__

    print(__version__)


def _door(module: str) -> Any:
    # Nothing that is imported is ever garbage, and looking for some takes a tenth of the time.
    gc.disable()
    try:
        return importlib.import_module(module)
    finally:
        gc.enable()
