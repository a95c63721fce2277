"""One call of one Bot API method, and the registry of methods."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from dvorik.sandbox.bots import Bot
from dvorik.sandbox.requests import Parameters
from dvorik.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """Who asks for what. `given` are the parameters of the request."""

    world: World
    bot: Bot
    given: Parameters


@dataclass(frozen=True, slots=True)
class Result:
    """`value` under "result"; some methods also say a word in "description"."""

    value: Any
    description: str = ""


Method = Callable[[Call], Awaitable[Result]]
METHODS: dict[str, tuple[str, Method]] = {}
"""By lower-case name: Telegram does not mind the case."""


def method(name: str) -> Callable[[Method], Method]:
    """Registers a function as the Bot API method `name`."""

    def register(function: Method) -> Method:
        METHODS[name.lower()] = (name, function)
        return function

    return register
