"""The message: sent to the bot as it should be, kept as a draft, shown as it will arrive."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from aiogram import F, Router
from aiogram.exceptions import AiogramError
from aiogram.filters import Command, StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.methods import SendMessage, SendPhoto
from aiogram.types import CallbackQuery, Message
from aiohttp import ClientError
from pydantic import ValidationError

from dvorik.bots.cashier.broadcasting import wording
from dvorik.bots.cashier.broadcasting.buttons import DROP, REWRITE
from dvorik.bots.cashier.broadcasting.choosing import show_audiences
from dvorik.bots.cashier.broadcasting.rights import sender_of
from dvorik.bots.formatting import html_of
from dvorik.messaging.actions import broadcasts
from dvorik.messaging.errors import (
    BroadcastNotFound,
    BroadcastRefused,
    MediaRefused,
    WrongBroadcastStatus,
)
from dvorik.messaging.gateway.broadcasts import compose
from dvorik.messaging.schemas.broadcasts import (
    BroadcastContent,
    BroadcastCreate,
    BroadcastEdit,
    ClaimedDelivery,
    Everyone,
    MediaFile,
)
from dvorik.messaging.types import MediaKind

if TYPE_CHECKING:
    from aiogram.fsm.context import FSMContext
    from sqlalchemy.ext.asyncio import AsyncSession

    from dvorik.bots.cashier.turn import CashierTurn
    from dvorik.kernel.actor import Actor

_MAX_TITLE = 60


class Composing(StatesGroup):
    """`message` waits for the words, `audience` for whom, `confirmation` for the last press.

    The draft is kept under "broadcast_id", the nonce of the last button under "nonce".
    """

    message = State()
    audience = State()
    confirmation = State()


@dataclass(frozen=True, slots=True)
class Written:
    """What the person sent: Telegram's HTML, and one photo by its `file_id` here."""

    title: str
    html: str | None
    file_id: str | None
    photo: bytes | None


def build() -> Router:
    router = Router(name=__name__)
    router.message.register(begin, Command("broadcast"))
    router.message.register(drop, Command("cancel"), StateFilter(Composing))
    router.message.register(read, StateFilter(Composing.message), _is_no_command)
    router.callback_query.register(rewrite, F.data == REWRITE)
    router.callback_query.register(drop_by_button, F.data == DROP)
    return router


def _is_no_command(message: Message) -> bool:
    return not (message.text or "").startswith("/")


async def begin(message: Message, turn: CashierTurn, state: FSMContext) -> None:
    await state.clear()
    if await sender_of(turn) is None:
        return
    await state.set_state(Composing.message)
    await turn.say(turn.word("broadcast.ask_message"))


async def rewrite(press: CallbackQuery, turn: CashierTurn, state: FSMContext) -> None:
    """The draft stays the same one; the next message takes its place."""
    if await sender_of(turn) is None or await kept_draft(turn, state) is None:
        return
    await state.set_state(Composing.message)
    await turn.toast()
    await turn.say(turn.word("broadcast.ask_message"))


async def drop(message: Message, turn: CashierTurn, state: FSMContext) -> None:
    await turn.say(await _forget(turn, state))


async def drop_by_button(press: CallbackQuery, turn: CashierTurn, state: FSMContext) -> None:
    if await kept_draft(turn, state) is None:
        return
    await turn.toast()
    await turn.replace(await _forget(turn, state))


async def _forget(turn: CashierTurn, state: FSMContext) -> str:
    has_draft = "broadcast_id" in await state.get_data()
    await state.clear()
    return turn.word("broadcast.dropped" if has_draft else "broadcast.nothing_written")


async def kept_draft(turn: CashierTurn, state: FSMContext) -> int | None:
    """The draft of this dialogue; None, with the press answered, when it is over."""
    draft: int | None = (await state.get_data()).get("broadcast_id")
    if draft is None:
        await turn.toast(turn.word("broadcast.is_over"), is_alert=True)
    return draft


async def read(message: Message, turn: CashierTurn, state: FSMContext) -> None:
    staff = await sender_of(turn)
    if staff is None:
        await state.clear()
        return
    if (problem := await _problem(message, state)) is not None:
        if problem != _SAID_BEFORE:
            await turn.say(turn.word(problem))
        return
    written = await _written(message, turn)
    if written is None:
        await turn.say(turn.word("broadcast.photo_lost"))
        return
    await _keep_and_show(turn, state, staff, written)


_SAID_BEFORE = ""


async def _problem(message: Message, state: FSMContext) -> str | None:
    """Why this cannot be a broadcast's message. An album comes as several: one answer is enough."""
    if message.media_group_id is not None:
        data = await state.get_data()
        await state.update_data(album=message.media_group_id)
        known = data.get("album") == message.media_group_id
        return _SAID_BEFORE if known else "broadcast.no_albums"
    return None if message.text or message.photo else "broadcast.text_or_photo"


async def _written(message: Message, turn: CashierTurn) -> Written | None:
    """None when Telegram does not hand the photo over."""
    shown = message.text or message.caption or ""
    first_line = next((line.strip() for line in shown.splitlines() if line.strip()), "")
    title = "".join(char for char in first_line if char.isprintable())[:_MAX_TITLE].strip()
    title = title or turn.word("broadcast.photo")
    html = html_of(message) or None
    if not message.photo:
        return Written(title, html, None, None)
    largest = message.photo[-1]
    try:
        photo = await turn.bot.download(largest)
    except (AiogramError, ClientError, TimeoutError):
        return None
    return None if photo is None else Written(title, html, largest.file_id, photo.read())


async def _keep_and_show(
    turn: CashierTurn, state: FSMContext, staff: Actor, written: Written
) -> None:
    kept: int | None = (await state.get_data()).get("broadcast_id")
    try:
        async with turn.transaction() as session:
            draft, content = await _keep(session, turn, staff, kept, written)
    except (BroadcastRefused, ValidationError, MediaRefused) as refusal:
        await turn.say(_explain(turn, refusal))
        return
    except (BroadcastNotFound, WrongBroadcastStatus):
        await state.clear()
        await turn.say(turn.word("broadcast.is_over"))
        return
    await state.set_state(Composing.audience)
    await state.set_data({"broadcast_id": draft})
    if await turn.perform(_preview(turn, draft, content, written)):
        await show_audiences(turn, staff, page=1)
    else:
        await turn.say(turn.word("broadcast.not_shown"))


async def _keep(
    session: AsyncSession, turn: CashierTurn, staff: Actor, kept: int | None, written: Written
) -> tuple[int, BroadcastContent]:
    """The draft's id. Raises what saving a broadcast raises."""
    media_ids = []
    if written.photo is not None:
        media = await broadcasts.add_media(
            session, staff, file_name="photo.jpg", content=written.photo, now=turn.now
        )
        media_ids = [media.id]
    content = BroadcastContent(text=written.html, media_ids=media_ids)
    if kept is None:
        everyone = Everyone(kind="everyone")
        draft = BroadcastCreate(title=written.title, content=content, audience=everyone)
        row = await broadcasts.create_broadcast(
            session, staff, draft=draft, shop=turn.shop, now=turn.now
        )
    else:
        row = await broadcasts.edit_broadcast(
            session,
            staff,
            broadcast_id=kept,
            edit=BroadcastEdit(title=written.title, content=content),
            version=None,
            shop=turn.shop,
            now=turn.now,
        )
    return row.id, content


def _explain(turn: CashierTurn, refusal: BroadcastRefused | ValidationError | MediaRefused) -> str:
    if isinstance(refusal, MediaRefused):
        return turn.word("broadcast.text_or_photo")
    if isinstance(refusal, ValidationError):
        # Text that is empty or far too long; what a person can see is said in the same words.
        return turn.word("broadcast.fault.too_long")
    fault = refusal.errors[0]
    key = wording.FAULTS.get(fault["code"], "broadcast.fault.markup")
    return turn.word(key, name=escape(fault.get("name", "")))


def _preview(
    turn: CashierTurn, draft: int, content: BroadcastContent, written: Written
) -> SendMessage | SendPhoto:
    """The request that each recipient will be sent, with this person's own name."""
    values = {
        "first_name": turn.user.first_name,
        "last_name": turn.user.last_name or "",
        "business_name": turn.shop.business_name,
    }
    media = [
        MediaFile(
            id=media_id,
            kind=MediaKind.PHOTO,
            file_name="",
            mime_type="",
            file_id=written.file_id,
        )
        for media_id in content.media_ids
    ]
    me = ClaimedDelivery(
        id=0, broadcast_id=draft, chat_id=turn.user.id, lease=turn.now, values=values
    )
    parameters = compose(content, me, media).parameters
    return SendPhoto(**parameters) if media else SendMessage(**parameters)
