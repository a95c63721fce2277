"""Who the shop thinks the client is, and the language."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from dvorik.bots.client import keyboards
from dvorik.bots.client.keyboards import LANGUAGE_PREFIX, Menu, Press
from dvorik.bots.client.turn import ClientTurn
from dvorik.bots.dialogues import LeavesDialogue
from dvorik.clients import actions as clients
from dvorik.clients import rules
from dvorik.kernel.i18n import Language


def build() -> Router:
    router = Router(name=__name__)
    router.message.middleware(LeavesDialogue())
    router.message.register(show, Menu.PROFILE.pressed)
    router.message.register(show, Command("profile"))
    router.message.register(offer_languages, Command("language"))
    router.callback_query.register(press_languages, F.data == Press.ASK_LANGUAGE)
    router.callback_query.register(choose_language, F.data.startswith(LANGUAGE_PREFIX))
    return router


async def show(message: Message, turn: ClientTurn) -> None:
    client = turn.client
    yes_or_no = {True: turn.word("yes"), False: turn.word("no")}
    await turn.tell(
        "client.profile",
        keyboards.profile(turn.language, has_birthday=client.birthday is not None),
        name=rules.full_name(
            first_name=client.first_name,
            last_name=client.last_name,
            display_name=client.display_name,
            username=client.username,
        ),
        birthday=client.birthday or turn.word("client.birthday_not_set"),
        subscribed=yes_or_no[client.is_subscribed],
        messages=yes_or_no[client.consent_at is not None],
    )


async def offer_languages(message: Message, turn: ClientTurn) -> None:
    await turn.tell("client.choose_language", keyboards.languages())


async def press_languages(press: CallbackQuery, turn: ClientTurn) -> None:
    await turn.toast()
    await turn.tell("client.choose_language", keyboards.languages())


async def choose_language(press: CallbackQuery, turn: ClientTurn) -> None:
    chosen = (press.data or "").removeprefix(LANGUAGE_PREFIX)
    if chosen not in set(Language):
        await turn.toast()
        return
    turn.language = Language(chosen)
    async with turn.transaction() as session:
        await clients.set_language(
            session, turn.actor, client_id=turn.client.id, language=turn.language, now=turn.now
        )
        text = await turn.render(session, "client.language_chosen")
    await turn.toast()
    # A new message, not an edit: only that brings the menu in the new language.
    await turn.say(text, keyboards.menu(turn.language))
