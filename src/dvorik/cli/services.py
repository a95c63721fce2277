"""What most commands need first: a configuration that holds, and servers that answer."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from dvorik.kernel import config as configuration
from dvorik.kernel.config import BadConfig, Config


def read_config() -> Config:
    """The configuration; a bad one ends the command with words instead of a traceback."""
    try:
        return configuration.load()
    except BadConfig as error:
        fail(f"The configuration cannot be used.\n{error}")


@contextmanager
def services() -> Iterator[Config]:
    """The configuration with both addresses set: servers that nobody named are started here.

    The addresses go to the environment too, for child processes.
    """
    config = read_config()
    if config.database_url and config.redis_url:
        yield config
        return
    # Servers of one's own need none of it.
    from dvorik import embedded

    try:
        with embedded.running(
            config.dvorik_home,
            postgres=not config.database_url,
            redis=not config.redis_url,
        ) as started:
            os.environ["DATABASE_URL"] = config.database_url or started.database_url or ""
            os.environ["REDIS_URL"] = config.redis_url or started.redis_url or ""
            yield read_config()
    except embedded.EmbeddedError as error:
        fail(str(error))


def fail(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(1)
