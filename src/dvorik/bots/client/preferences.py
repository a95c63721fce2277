"""What a client wants to hear of, and how often: a screen of switches, and `/stop`.

Buttons say what shall be, not "the other way round": a press repeated, or made on an old screen,
does what it reads.
"""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.bots.client import keyboards
from dvorik.bots.client.keyboards import (
    FREQUENCY_PREFIX,
    FREQUENCY_WORDS,
    TOPIC_PREFIX,
    TOPIC_WORDS,
    Press,
)
from dvorik.bots.client.turn import ClientTurn
from dvorik.bots.dialogues import LeavesDialogue
from dvorik.clients import actions as clients
from dvorik.clients.schemas import Choice, Proof
from dvorik.clients.types import ConsentDecision, ConsentSource, Frequency, Topic
from dvorik.messaging.rules import visible_text

SCREEN = "client.settings"


def build() -> Router:
    router = Router(name=__name__)
    router.message.middleware(LeavesDialogue())
    router.message.register(show, Command("settings"))
    router.message.register(stop, Command("stop"))
    router.callback_query.register(press_show, F.data == Press.SETTINGS)
    router.callback_query.register(switch_topic, F.data.startswith(TOPIC_PREFIX))
    router.callback_query.register(set_frequency, F.data.startswith(FREQUENCY_PREFIX))
    router.callback_query.register(resume, F.data == Press.MESSAGES_ON)
    return router


async def show(message: Message, turn: ClientTurn) -> None:
    await turn.tell(SCREEN, keyboards.settings(turn.language, turn.client.wishes))


async def press_show(press: CallbackQuery, turn: ClientTurn) -> None:
    await turn.toast()
    await turn.tell(SCREEN, keyboards.settings(turn.language, turn.client.wishes))


async def switch_topic(press: CallbackQuery, turn: ClientTurn) -> None:
    topic, _, state = (press.data or "").removeprefix(TOPIC_PREFIX).partition(":")
    if topic not in set(Topic) or state not in {"on", "off"}:
        await turn.toast(turn.word("button_is_old"))
        return
    is_on = state == "on"
    decision = ConsentDecision.GRANTED if is_on else ConsentDecision.WITHDRAWN
    label = f"{turn.word(TOPIC_WORDS[Topic(topic)])}: {turn.word('yes' if is_on else 'no')}"
    await _choose_on_screen(turn, Choice(decision=decision, topic=Topic(topic)), label)


async def set_frequency(press: CallbackQuery, turn: ClientTurn) -> None:
    frequency = (press.data or "").removeprefix(FREQUENCY_PREFIX)
    if frequency not in set(Frequency):
        await turn.toast(turn.word("button_is_old"))
        return
    wanted = Frequency(frequency)
    choice = Choice(decision=ConsentDecision.FREQUENCY, frequency=wanted)
    await _choose_on_screen(turn, choice, turn.word(FREQUENCY_WORDS[wanted]))


async def stop(message: Message, turn: ClientTurn) -> None:
    """Everything that was not asked for, at one word."""
    async with turn.transaction() as session:
        text = await turn.render(session, "client.messages_stopped")
        await _choose(session, turn, Choice(decision=ConsentDecision.WITHDRAWN), "/stop")
    await turn.say(text, keyboards.messages_on(turn.language))


async def resume(press: CallbackQuery, turn: ClientTurn) -> None:
    async with turn.transaction() as session:
        text = await turn.render(session, "client.messages_resumed")
        await _choose(session, turn, Choice(decision=ConsentDecision.GRANTED), visible_text(text))
    await turn.toast()
    await turn.replace(text)


async def _choose_on_screen(turn: ClientTurn, choice: Choice, label: str) -> None:
    async with turn.transaction() as session:
        text = await turn.render(session, SCREEN)
        keyboard = await _choose(session, turn, choice, f"{visible_text(text)}\n{label}")
    await turn.toast()
    await turn.replace(text, keyboard)


async def _choose(
    session: AsyncSession, turn: ClientTurn, choice: Choice, shown: str
) -> InlineKeyboardMarkup:
    client = await clients.choose(
        session,
        turn.actor,
        client_id=turn.client.id,
        choice=choice,
        proof=Proof(source=ConsentSource.BOT, text=shown),
        now=turn.now,
    )
    return keyboards.settings(turn.language, client.wishes)
