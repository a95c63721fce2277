"""A driver of the sandbox for conversation tests: say, press, read what the bot answered."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import httpx2

from dvorik.sandbox.types import BotSpec, ChannelSpec, Json, PersonSpec

PersonLike = PersonSpec | int
BotLike = BotSpec | str | int
ChannelLike = ChannelSpec | str | int

_STEP_SECONDS = 5.0


class NothingCame(AssertionError):
    """What a test waited for did not come in time; the text shows what there was instead."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message. `data` is empty for links, `url` for callback buttons."""

    text: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A message as the person sees it; `raw` is the Bot API's `Message`."""

    raw: Json
    from_bot: bool
    created: int
    changed: int
    keyboard: Json | None

    @property
    def id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def text(self) -> str:
        """The text, or the caption of a picture, or nothing."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def is_edited(self) -> bool:
        return self.changed > self.created

    @property
    def buttons(self) -> list[Button]:
        """Inline buttons, row after row."""
        rows = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [
            Button(b["text"], b.get("callback_data", ""), b.get("url", ""))
            for row in rows
            for b in row
        ]

    @property
    def reply_buttons(self) -> list[str]:
        """Texts of the reply keyboard that came with this message."""
        rows = (self.keyboard or {}).get("keyboard", [])
        return [button["text"] for row in rows for button in row]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a press brought on screen: a toast, an alert or a link. All empty: just no spinner."""

    text: str
    show_alert: bool
    url: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed. `url` is set for links, `message` for reply keyboards."""

    callback_query_id: str
    url: str
    message: ChatMessage | None


def _entry(view: Json) -> ChatMessage:
    return ChatMessage(
        raw=view["message"],
        from_bot=view["from_bot"],
        created=view["created"],
        changed=view["changed"],
        keyboard=view["keyboard"],
    )


class Sandbox:
    """Talks to `/control` of a running sandbox.

    Reading starts after the last thing the person did in that chat: `say` or `press`, then
    `next_message` is the first answer to it, the next call the one after that.
    """

    def __init__(
        self, base_url: str, *, transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._http = httpx2.AsyncClient(
            base_url=f"{self.base_url}/control", timeout=60, transport=transport
        )
        self._seen: dict[tuple[int, str], int] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    # What a person does.

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
            f"{_path(person, bot)}/photo",
            data={"caption": caption},
            files={"photo": ("photo", content)},
        )
        return _entry(_checked(response))

    async def press(
        self, person: PersonLike, bot: BotLike, button: str, *, message_id: int = 0
    ) -> Press:
        """Press by text or callback data, in the newest message that has such a button."""
        await self._mark(person, bot)
        body = {"button": button, "message_id": message_id}
        pressed = await self._post(f"{_path(person, bot)}/press", body)
        message = _entry(pressed["entry"]) if pressed["entry"] else None
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
        path = f"/callbacks/{_bot(bot)}/{pressed.callback_query_id}"
        found = await self._get(path, wait=timeout)
        if found["answer"] is None:
            raise NothingCame(f"no answer to the press of {pressed.callback_query_id}")
        return Answer(**found["answer"])

    async def block(self, person: PersonLike, bot: BotLike) -> None:
        await self._post(f"{_path(person, bot)}/block")

    async def unblock(self, person: PersonLike, bot: BotLike) -> None:
        await self._post(f"{_path(person, bot)}/unblock")

    async def join(self, person: PersonLike, channel: ChannelLike) -> None:
        await self._post(f"/channels/{_channel(channel)}/people/{_person(person)}/join")

    async def leave(self, person: PersonLike, channel: ChannelLike) -> None:
        await self._post(f"/channels/{_channel(channel)}/people/{_person(person)}/leave")

    async def set_member(
        self, person: PersonLike, channel: ChannelLike, status: str, *, is_member: bool = True
    ) -> None:
        """Any status; "restricted" is a subscriber only with `is_member`."""
        path = f"/channels/{_channel(channel)}/people/{_person(person)}"
        await self._put(path, {"status": status, "is_member": is_member})

    async def set_bot_member(self, bot: BotLike, channel: ChannelLike, status: str) -> None:
        await self._put(f"/channels/{_channel(channel)}/bots/{_bot(bot)}", {"status": status})

    async def posts(self, channel: ChannelLike) -> list[ChatMessage]:
        return [_entry(v) for v in await self._get(f"/channels/{_channel(channel)}/messages")]

    # What a person sees.

    async def dialog(self, person: PersonLike, bot: BotLike) -> Json:
        """Everything about one conversation, as JSON."""
        found: Json = await self._get(_path(person, bot))
        return found

    async def messages(self, person: PersonLike, bot: BotLike) -> list[ChatMessage]:
        """The whole conversation, oldest first, both sides."""
        return [_entry(view) for view in (await self.dialog(person, bot))["messages"]]

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
        key = (_person(person), _bot(bot))
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
        seen = self._seen.get((_person(person), _bot(bot)), 0)
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
            messages = [_entry(view) for view in found["messages"]]
            for message in messages:
                if fits(message):
                    return message
            left = deadline - loop.time()
            if left <= 0:
                tail = "\n".join(_line(m) for m in messages[-6:]) or "(an empty chat)"
                raise NothingCame(f"{what} did not come in {seconds} s; the chat:\n{tail}")
            found = await self._get(
                _path(person, bot), after=found["last_change"], wait=min(left, _STEP_SECONDS)
            )

    # People and trouble.

    async def create_person(self, first_name: str, **more: Any) -> PersonSpec:
        """`more` are other fields of PersonSpec; the id is chosen when not given."""
        made = await self._post("/people", {"first_name": first_name, **more})
        return PersonSpec(
            id=made["id"],
            first_name=made["first_name"],
            last_name=made.get("last_name", ""),
            username=made.get("username", ""),
            language_code=made.get("language_code", ""),
            phone_number=made["phone_number"],
        )

    async def crowd(self, bot: BotLike, count: int, *, first_id: int = 3_000_000_000) -> range:
        """Make `count` people who have started the bot; returns their ids."""
        await self._post("/crowd", {"bot": _bot(bot), "count": count, "first_id": first_id})
        return range(first_id, first_id + count)

    async def deactivate(self, person: PersonLike) -> None:
        await self._post(f"/people/{_person(person)}/deactivate")

    async def reactivate(self, person: PersonLike) -> None:
        await self._post(f"/people/{_person(person)}/reactivate")

    async def storm(
        self,
        bot: BotLike,
        *,
        retry_after: int = 1,
        requests: int | None = None,
        seconds: float | None = None,
        methods: tuple[str, ...] = (),
    ) -> None:
        """429 for that many requests or seconds; without either until `clear_weather`."""
        await self._front(
            "storm", bot, methods, requests=requests, for_seconds=seconds, retry_after=retry_after
        )

    async def latency(
        self,
        bot: BotLike,
        seconds: float,
        *,
        requests: int | None = None,
        methods: tuple[str, ...] = (),
    ) -> None:
        await self._front("latency", bot, methods, requests=requests, seconds=seconds)

    async def outage(
        self,
        bot: BotLike,
        *,
        status: int = 502,
        requests: int | None = None,
        seconds: float | None = None,
        methods: tuple[str, ...] = (),
    ) -> None:
        await self._front(
            "outage", bot, methods, requests=requests, for_seconds=seconds, status=status
        )

    async def hang_after_accept(
        self, bot: BotLike, *, requests: int = 1, methods: tuple[str, ...] = ("sendMessage",)
    ) -> None:
        """The message goes out, the answer never comes."""
        await self._front("hang", bot, methods, requests=requests)

    async def cut_after_accept(
        self, bot: BotLike, *, requests: int = 1, methods: tuple[str, ...] = ("sendMessage",)
    ) -> None:
        """The message goes out, the connection breaks in the middle of the answer."""
        await self._front("cut", bot, methods, requests=requests)

    async def clear_weather(self) -> None:
        (await self._http.delete("/weather")).raise_for_status()

    async def _front(
        self, kind: str, bot: BotLike, methods: tuple[str, ...], **more: float | None
    ) -> None:
        body = {k: v for k, v in more.items() if v is not None}
        await self._post("/weather", {"kind": kind, "bot": _bot(bot), "methods": methods, **body})

    async def duplicate_updates(self, bot: BotLike, copies: int) -> None:
        """Every new update comes `copies` times; 1 is normal."""
        await self._put(f"/delivery/{_bot(bot)}", {"copies": copies})

    async def reverse_updates(self, bot: BotLike) -> None:
        """Pending updates come newest first."""
        await self._put(f"/delivery/{_bot(bot)}", {"is_reversed": True})

    async def updates(self, bot: BotLike) -> list[Json]:
        """The last updates made for the bot, delivered or not."""
        found: list[Json] = await self._get(f"/updates/{_bot(bot)}")
        return found

    async def repeat_update(self, bot: BotLike, update_id: int, *, times: int = 1) -> None:
        await self._post(f"/updates/{_bot(bot)}/repeat", {"update_id": update_id, "times": times})

    async def send_raw_update(self, bot: BotLike, update: Json, *, lane: int = 0) -> Json:
        """Any update, also one that no Telegram would send; returns it with its id."""
        body = {"update": update, "lane": lane}
        sent: Json = await self._post(f"/updates/{_bot(bot)}/raw", body)
        return sent

    async def set_limits(
        self,
        *,
        per_second: float | None,
        per_chat_per_second: float | None = None,
        chat_burst: int = 3,
    ) -> None:
        await self._put(
            "/limits",
            {
                "per_second": per_second,
                "per_chat_per_second": per_chat_per_second,
                "chat_burst": chat_burst,
            },
        )

    # What happened.

    async def statistics(self, bot: BotLike) -> Json:
        """`methods`, `answers` by code, `messages`, `peak_messages_in_one_second`, `per_second`."""
        found: Json = await self._get(f"/statistics/{_bot(bot)}")
        return found

    async def stamps(self, bot: BotLike) -> list[float]:
        """When each message was accepted, seconds since the epoch."""
        found: list[float] = await self._get(f"/statistics/{_bot(bot)}/stamps")
        return found

    async def received(self, bot: BotLike) -> dict[int, int]:
        """Messages of the bot per person; people who got none are absent."""
        found = await self._get(f"/statistics/{_bot(bot)}/received")
        return {int(person): count for person, count in found.items()}

    async def faults(self) -> list[Json]:
        """Requests that disagree with the Bot API's published schema."""
        found: list[Json] = await self._get("/faults")
        return found

    async def reset(self) -> None:
        """As at the start: no conversations, no trouble. Numbering goes on."""
        await self._post("/reset")
        self._seen.clear()

    # HTTP.

    async def _act(self, person: PersonLike, bot: BotLike, act: str, body: Json) -> ChatMessage:
        await self._mark(person, bot)
        return _entry(await self._post(f"{_path(person, bot)}/{act}", body))

    async def _mark(self, person: PersonLike, bot: BotLike) -> None:
        """Everything up to now counts as read."""
        found = await self._get(f"{_path(person, bot)}/mark")
        self._seen[_person(person), _bot(bot)] = found["last_change"]

    async def _get(self, path: str, **query: float) -> Any:
        return _checked(await self._http.get(path, params=query))

    async def _post(self, path: str, body: Json | None = None) -> Any:
        return _checked(await self._http.post(path, json=body))

    async def _put(self, path: str, body: Json) -> Any:
        return _checked(await self._http.put(path, json=body))


def _checked(response: httpx2.Response) -> Any:
    if response.is_error:
        raise AssertionError(f"the sandbox refused: {response.status_code} {response.text}")
    return response.json() if response.content else None


def _person(person: PersonLike) -> int:
    return person if isinstance(person, int) else person.id


def _bot(bot: BotLike) -> str:
    return bot.username if isinstance(bot, BotSpec) else str(bot)


def _channel(channel: ChannelLike) -> str:
    return channel.username if isinstance(channel, ChannelSpec) else str(channel)


def _path(person: PersonLike, bot: BotLike) -> str:
    return f"/dialogs/{_bot(bot)}/{_person(person)}"


def _line(message: ChatMessage) -> str:
    who = "bot" if message.from_bot else "person"
    buttons = " ".join(f"[{button.text}]" for button in message.buttons)
    return f"  {who}: {message.text or sorted(message.raw)} {buttons}".rstrip()
