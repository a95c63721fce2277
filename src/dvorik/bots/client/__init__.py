"""The client bot: joining, codes, subscription, birthday, profile."""

from aiogram import Dispatcher

from dvorik.bots.client import (
    birthday,
    blocks,
    broadcasts,
    discounts,
    preferences,
    profile,
    start,
    subscription,
    talk,
)
from dvorik.bots.client.turn import ClientDoorway
from dvorik.bots.dialogues import dialogue_storage
from dvorik.bots.resources import Resources
from dvorik.bots.words import Commands, command_list

_COMMANDS = ("start", "profile", "settings", "language", "help", "cancel", "stop")


def commands() -> Commands:
    return command_list("client", _COMMANDS)


def build_dispatcher(resources: Resources) -> Dispatcher:
    """Commands and menu buttons first, so that they work in the middle of a question."""
    dispatcher = Dispatcher(storage=dialogue_storage(resources.cache))
    dispatcher.update.outer_middleware(ClientDoorway(resources))
    dispatcher.include_routers(
        start.build(),
        talk.build_commands(),
        discounts.build(),
        broadcasts.build(),
        subscription.build(),
        profile.build(),
        preferences.build(),
        birthday.build_opening(),
        blocks.build(),
        birthday.build_dialogue(),
        talk.build_last_resort(),
    )
    return dispatcher
