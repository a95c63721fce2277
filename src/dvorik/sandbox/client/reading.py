"""What a person sees."""

import asyncio
from collections.abc import Callable

from dvorik.sandbox.client.http import (
    BotLike,
    ControlHttp,
    PersonLike,
    bot_key,
    path,
    person_key,
)
from dvorik.sandbox.client.views import ChatMessage, NothingCame, entry, line
from dvorik.sandbox.types import Json

_STEP_SECONDS = 5.0


class Reading(ControlHttp):
    """Looking at chats and waiting for what comes."""

    async def dialog(self, person: PersonLike, bot: BotLike) -> Json:
        """Everything about one conversation, as JSON."""
        found: Json = await self._get(path(person, bot))
        return found

    async def messages(self, person: PersonLike, bot: BotLike) -> list[ChatMessage]:
        """The whole conversation, oldest first, both sides."""
        return [entry(view) for view in (await self.dialog(person, bot))["messages"]]

    async def keyboard(self, person: PersonLike, bot: BotLike) -> list[str]:
        """Texts of the reply keyboard on screen now."""
        markup = (await self.dialog(person, bot))["keyboard"] or {}
        return [button["text"] for row in markup.get("keyboard", []) for button in row]

    async def next_message(
        self,
        person: PersonLike,
        bot: BotLike,
        *,
        timeout: float = 10,  # noqa: ASYNC109 - as above
    ) -> ChatMessage:
        """The bot's next new message; edits do not count."""
        key = (person_key(person), bot_key(bot))
        seen = self._seen.get(key, 0)
        message = await self._first(
            person, bot, lambda m: m.from_bot and m.created > seen, timeout, "a message"
        )
        self._seen[key] = message.created
        return message

    async def wait_for(
        self,
        person: PersonLike,
        bot: BotLike,
        predicate: Callable[[ChatMessage], bool],
        *,
        timeout: float = 10,  # noqa: ASYNC109 - as above
    ) -> ChatMessage:
        """The bot's first message, new or edited since the person's last act, that fits."""
        seen = self._seen.get((person_key(person), bot_key(bot)), 0)
        return await self._first(
            person,
            bot,
            lambda m: m.from_bot and m.changed > seen and predicate(m),
            timeout,
            "a fitting message",
        )

    async def wait_for_text(
        self,
        person: PersonLike,
        bot: BotLike,
        part: str,
        *,
        timeout: float = 10,  # noqa: ASYNC109 - as above
    ) -> ChatMessage:
        """Like `wait_for`, for a message whose text or caption has `part` in it."""
        return await self.wait_for(person, bot, lambda m: part in m.text, timeout=timeout)

    async def silence(self, person: PersonLike, bot: BotLike, *, seconds: float) -> None:
        """Fails when the bot says or edits anything within `seconds`."""
        try:
            surprise = await self.wait_for(person, bot, lambda _: True, timeout=seconds)
        except NothingCame:
            return
        raise AssertionError(f"the bot was not to speak, but said {surprise.text!r}")

    async def _first(
        self,
        person: PersonLike,
        bot: BotLike,
        fits: Callable[[ChatMessage], bool],
        seconds: float,
        what: str,
    ) -> ChatMessage:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        found = await self.dialog(person, bot)
        while True:
            messages = [entry(view) for view in found["messages"]]
            for message in messages:
                if fits(message):
                    return message
            left = deadline - loop.time()
            if left <= 0:
                tail = "\n".join(line(m) for m in messages[-6:]) or "(an empty chat)"
                raise NothingCame(f"{what} did not come in {seconds} s; the chat:\n{tail}")
            found = await self._get(
                path(person, bot), after=found["last_change"], wait=min(left, _STEP_SECONDS)
            )
