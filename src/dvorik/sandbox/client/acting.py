"""What a person does."""

from dvorik.sandbox.client.http import (
    BotLike,
    ChannelLike,
    ControlHttp,
    PersonLike,
    bot_key,
    channel_key,
    checked,
    path,
    person_key,
)
from dvorik.sandbox.client.views import Answer, ChatMessage, NothingCame, Press, entry


class Acting(ControlHttp):
    """Talking, pressing, blocking, joining."""

    async def start(self, person: PersonLike, bot: BotLike, payload: str = "") -> ChatMessage:
        """Press Start or open a deep link; unblocks the bot, as in Telegram."""
        return await self._act(person, bot, "start", {"payload": payload})

    async def say(
        self, person: PersonLike, bot: BotLike, text: str, *, reply_to: int = 0
    ) -> ChatMessage:
        return await self._act(person, bot, "text", {"text": text, "reply_to": reply_to})

    async def share_contact(
        self, person: PersonLike, bot: BotLike, phone_number: str = ""
    ) -> ChatMessage:
        return await self._act(person, bot, "contact", {"phone_number": phone_number})

    async def send_photo(
        self, person: PersonLike, bot: BotLike, content: bytes, *, caption: str = ""
    ) -> ChatMessage:
        await self._mark(person, bot)
        response = await self._http.post(
            f"{path(person, bot)}/photo",
            data={"caption": caption},
            files={"photo": ("photo", content)},
        )
        return entry(checked(response))

    async def press(
        self, person: PersonLike, bot: BotLike, button: str, *, message_id: int = 0
    ) -> Press:
        """Press by text or callback data, in the newest message that has such a button."""
        await self._mark(person, bot)
        body = {"button": button, "message_id": message_id}
        pressed = await self._post(f"{path(person, bot)}/press", body)
        message = entry(pressed["entry"]) if pressed["entry"] else None
        return Press(pressed["callback_query_id"], pressed["url"], message)

    async def press_and_wait(
        self,
        person: PersonLike,
        bot: BotLike,
        button: str,
        *,
        message_id: int = 0,
        timeout: float = 10,  # noqa: ASYNC109 - the deadline of a poll over HTTP, not a cancellation
    ) -> Answer:
        """Press an inline button and wait for the bot's answerCallbackQuery."""
        pressed = await self.press(person, bot, button, message_id=message_id)
        return await self.answer_to(bot, pressed, timeout=timeout)

    async def answer_to(
        self,
        bot: BotLike,
        pressed: Press,
        *,
        timeout: float = 10,  # noqa: ASYNC109 - as above
    ) -> Answer:
        """The answer to a press. Raises `NothingCame`."""
        path = f"/callbacks/{bot_key(bot)}/{pressed.callback_query_id}"
        found = await self._get(path, wait=timeout)
        if found["answer"] is None:
            raise NothingCame(f"no answer to the press of {pressed.callback_query_id}")
        return Answer(**found["answer"])

    async def block(self, person: PersonLike, bot: BotLike) -> None:
        await self._post(f"{path(person, bot)}/block")

    async def unblock(self, person: PersonLike, bot: BotLike) -> None:
        await self._post(f"{path(person, bot)}/unblock")

    async def join(self, person: PersonLike, channel: ChannelLike) -> None:
        await self._post(f"/channels/{channel_key(channel)}/people/{person_key(person)}/join")

    async def leave(self, person: PersonLike, channel: ChannelLike) -> None:
        await self._post(f"/channels/{channel_key(channel)}/people/{person_key(person)}/leave")

    async def set_member(
        self, person: PersonLike, channel: ChannelLike, status: str, *, is_member: bool = True
    ) -> None:
        """Any status; "restricted" is a subscriber only with `is_member`."""
        path = f"/channels/{channel_key(channel)}/people/{person_key(person)}"
        await self._put(path, {"status": status, "is_member": is_member})

    async def set_bot_member(self, bot: BotLike, channel: ChannelLike, status: str) -> None:
        await self._put(f"/channels/{channel_key(channel)}/bots/{bot_key(bot)}", {"status": status})

    async def posts(self, channel: ChannelLike) -> list[ChatMessage]:
        return [entry(v) for v in await self._get(f"/channels/{channel_key(channel)}/messages")]
