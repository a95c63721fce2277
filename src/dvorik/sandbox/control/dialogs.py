"""Conversations from the person's side."""

import asyncio
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, UploadFile

from dvorik.sandbox.acts.talk import Talk
from dvorik.sandbox.control.schemas import Press, Say, ShareContact, Start
from dvorik.sandbox.errors import ControlError
from dvorik.sandbox.methods.commands import commands_for
from dvorik.sandbox.requests import Upload
from dvorik.sandbox.types import Json
from dvorik.sandbox.world import World

_LONGEST_WAIT_SECONDS = 30.0


def routes(world: World) -> APIRouter:
    router = APIRouter()
    one = "/dialogs/{bot}/{person}"

    def talk(bot: str, person: int) -> Talk:
        return Talk(world, world.bot(bot), world.person(person))

    @router.get("/people/{person}/dialogs")
    async def list_dialogs(person: int) -> list[Json]:
        someone = world.person(person)
        return [summary(Talk(world, bot, someone)) for bot in world.bots.values()]

    @router.get(one)
    async def read_dialog(bot: str, person: int, after: int = -1, wait: float = 0.0) -> Json:
        """With `wait`, returns when something changed after number `after`, or time is up."""
        someone = talk(bot, person)
        if wait > 0:
            await _until(world, lambda: someone.dialog.last_change > after, wait)
        return full(someone)

    @router.get(f"{one}/mark")
    async def read_mark(bot: str, person: int) -> Json:
        """The number of the last change, to wait for what comes after it."""
        return {"last_change": talk(bot, person).dialog.last_change}

    @router.post(f"{one}/start")
    async def press_start(bot: str, person: int, body: Start) -> Json:
        return talk(bot, person).start(body.payload).view()

    @router.post(f"{one}/text")
    async def say_text(bot: str, person: int, body: Say) -> Json:
        return talk(bot, person).say(body.text, body.reply_to).view()

    @router.post(f"{one}/press")
    async def press_button(bot: str, person: int, body: Press) -> Json:
        return talk(bot, person).press(body.button, body.message_id).view()

    @router.post(f"{one}/contact")
    async def share_contact(bot: str, person: int, body: ShareContact) -> Json:
        return talk(bot, person).share_contact(body.phone_number).view()

    @router.post(f"{one}/photo")
    async def send_photo(
        bot: str, person: int, photo: UploadFile, caption: Annotated[str, Form()] = ""
    ) -> Json:
        upload = Upload(photo.filename or "photo", await photo.read(), photo.content_type or "")
        return talk(bot, person).send_photo(upload, caption).view()

    @router.post(f"{one}/block")
    async def block_bot(bot: str, person: int) -> Json:
        talk(bot, person).block()
        return summary(talk(bot, person))

    @router.post(f"{one}/unblock")
    async def unblock_bot(bot: str, person: int) -> Json:
        talk(bot, person).unblock()
        return summary(talk(bot, person))

    @router.post(f"{one}/read")
    async def read_messages(bot: str, person: int) -> Json:
        talk(bot, person).read()
        return summary(talk(bot, person))

    @router.get("/callbacks/{bot}/{query_id}")
    async def read_callback(bot: str, query_id: str, wait: float = 0.0) -> Json:
        """The bot's answer to a pressed button: null until it came."""
        query = world.bot(bot).callbacks.get(query_id)
        if query is None:
            raise ControlError(404, f"there is no callback query {query_id}")
        await _until(world, lambda: query.answer is not None, wait)
        return {"answer": query.answer}

    return router


async def _until(world: World, is_so: Callable[[], bool], seconds: float) -> None:
    """Returns when a change made it so, when time is up, or when the sandbox closes."""
    try:
        async with asyncio.timeout(min(seconds, _LONGEST_WAIT_SECONDS)):
            with world.changes.listening() as news:
                while not is_so() and (await news.get())["type"] != "closing":
                    continue
    except TimeoutError:
        return


def summary(talk: Talk) -> Json:
    dialog = talk.dialog
    last = next(iter(dialog.log.newest_first()), None)
    return {
        "bot": talk.bot.me(),
        "person": talk.person.id,
        "is_started": dialog.is_started,
        "is_blocked": dialog.is_blocked,
        "unread": dialog.unread,
        "received": dialog.received,
        "last_change": dialog.last_change,
        "last_message": last.view() if last else None,
    }


def full(talk: Talk) -> Json:
    dialog = talk.dialog
    is_busy = dialog.action and dialog.action_until > talk.world.clock()
    return {
        **summary(talk),
        "keyboard": dialog.keyboard,
        "action": dialog.action if is_busy else "",
        "commands": commands_for(talk.bot, dialog),
        "menu_button": dialog.menu_button or talk.bot.menu_button,
        "messages": [message.view() for message in dialog.log],
    }
