"""The birthday is asked for once and confirmed; after that only the shop changes it.

A birthday brings a discount. Whoever could move it freely would have one every week.
"""

from datetime import date

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from dvorik.bots.client import keyboards
from dvorik.bots.client.keyboards import Menu, Press
from dvorik.bots.client.turn import ClientTurn
from dvorik.bots.dialogues import LeavesDialogue
from dvorik.clients import actions as clients
from dvorik.clients import queries as client_queries
from dvorik.clients import rules
from dvorik.kernel.clock import local_date
from dvorik.kernel.errors import Invalid


class Asking(StatesGroup):
    """`day` is waiting for a date, `confirmation` holds it as ISO text under "birthday"."""

    day = State()
    confirmation = State()


def build_opening() -> Router:
    """The ways into the dialogue."""
    router = Router(name=f"{__name__}.opening")
    router.message.middleware(LeavesDialogue())
    router.message.register(ask_by_menu, Menu.BIRTHDAY.pressed)
    router.callback_query.register(ask_by_button, F.data == Press.ASK_BIRTHDAY)
    return router


def build_dialogue() -> Router:
    """What is answered inside it. Stands after everything that leaves a dialogue."""
    router = Router(name=f"{__name__}.dialogue")
    # A date typed instead of a press of "yes" or "no" is a new answer to the question.
    router.message.register(read_day, StateFilter(Asking.day, Asking.confirmation), F.text)
    router.callback_query.register(confirm, F.data == Press.BIRTHDAY_YES)
    router.callback_query.register(ask_again, F.data == Press.BIRTHDAY_NO)
    return router


async def ask_by_menu(message: Message, turn: ClientTurn, state: FSMContext) -> None:
    await _ask(turn, state)


async def ask_by_button(press: CallbackQuery, turn: ClientTurn, state: FSMContext) -> None:
    await turn.toast()
    await _ask(turn, state)


async def _ask(turn: ClientTurn, state: FSMContext) -> None:
    if turn.client.birthday is not None:
        await _tell_it_is_set(turn, turn.client.birthday)
        return
    await state.set_state(Asking.day)
    await turn.tell("client.birthday_ask")


async def read_day(message: Message, turn: ClientTurn, state: FSMContext) -> None:
    today = local_date(turn.now, turn.shop.zone)
    try:
        birthday = rules.parse_birthday(message.text or "", today=today)
    except Invalid as refusal:
        await turn.tell(_explanation(refusal), **refusal.params)
        return
    await state.set_state(Asking.confirmation)
    await state.set_data({"birthday": birthday.isoformat()})
    await turn.tell(
        "client.birthday_confirm",
        keyboards.birthday_confirmation(turn.language),
        birthday=birthday,
    )


def _explanation(refusal: Invalid) -> str:
    """`clients.birthday_in_future` is explained by the text `client.birthday_in_future`."""
    return f"client.{refusal.code.removeprefix('clients.')}"


async def ask_again(press: CallbackQuery, turn: ClientTurn, state: FSMContext) -> None:
    await turn.toast()
    await _ask(turn, state)


async def confirm(press: CallbackQuery, turn: ClientTurn, state: FSMContext) -> None:
    kept = (await state.get_data()).get("birthday")
    if kept is None:
        # Ten minutes went by, or the button was pressed twice.
        await turn.toast()
        await _ask(turn, state)
        return
    await _save(turn, date.fromisoformat(kept))
    await state.clear()


async def _save(turn: ClientTurn, birthday: date) -> None:
    async with turn.transaction() as session:
        client = await client_queries.lock_client(session, turn.client.id)
        already = client.birthday
        if already is None:
            await clients.set_birthday(
                session,
                turn.actor,
                client_id=client.id,
                birthday=birthday,
                today=local_date(turn.now, turn.shop.zone),
                now=turn.now,
            )
        text = await turn.render(session, "client.birthday_saved", birthday=birthday)
    await turn.toast()
    if already is None or already == birthday:
        await turn.replace(text)
    else:
        await _tell_it_is_set(turn, already)


async def _tell_it_is_set(turn: ClientTurn, birthday: date) -> None:
    await turn.tell("client.birthday_is_set", birthday=birthday)
