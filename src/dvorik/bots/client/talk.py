"""Help, the way out of a question, and everything nobody else understood."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from dvorik.bots.client import keyboards
from dvorik.bots.client.turn import ClientTurn
from dvorik.bots.dialogues import LeavesDialogue


def build_commands() -> Router:
    router = Router(name=f"{__name__}.commands")
    router.message.register(cancel, Command("cancel"))
    helping = Router(name=f"{__name__}.help")
    helping.message.middleware(LeavesDialogue())
    helping.message.register(show_help, Command("help"))
    router.include_router(helping)
    return router


def build_last_resort() -> Router:
    """Stands after everything else."""
    router = Router(name=f"{__name__}.last_resort")
    router.message.register(admire, F.photo | F.sticker | F.voice | F.video | F.video_note)
    router.message.register(show_help_to_the_lost, F.text | F.contact | F.document | F.location)
    router.callback_query.register(forget_press)
    return router


async def cancel(message: Message, turn: ClientTurn, state: FSMContext) -> None:
    was_asked = await state.get_state() is not None
    await state.clear()
    key = "client.canceled" if was_asked else "client.nothing_to_cancel"
    await turn.tell(key, keyboards.menu(turn.language))


async def show_help(message: Message, turn: ClientTurn) -> None:
    await turn.tell(
        "client.help",
        keyboards.menu(turn.language),
        business_name=turn.shop.business_name,
        contacts=turn.shop.contacts,
    )


async def show_help_to_the_lost(message: Message, turn: ClientTurn) -> None:
    await turn.tell("client.not_understood", keyboards.menu(turn.language))


async def admire(message: Message, turn: ClientTurn) -> None:
    await turn.tell("client.not_text", keyboards.menu(turn.language))


async def forget_press(press: CallbackQuery, turn: ClientTurn) -> None:
    """A button of an older version, or one that was forged."""
    await turn.toast(turn.word("button_is_old"))
