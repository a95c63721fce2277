"""Mail against a small server of our own, and channels nobody has set up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy

import pytest
from structlog.testing import capture_logs

from dvorik.kernel.config import Config, Environment
from dvorik.messaging.gateway import MailSender, NoCredentials, open_senders
from dvorik.messaging.schemas import Claimed, Outcome
from dvorik.messaging.types import Channel, MessageStatus
from tests.conftest import NOON


class Mailbox:
    """Enough of RFC 5321 for one letter a connection; `refusals` answer a verb otherwise.

    An empty refusal closes the connection without a word.
    """

    def __init__(self, **refusals: str) -> None:
        self.refusals = {verb.upper(): reply for verb, reply in refusals.items()}
        self.letters: list[bytes] = []
        self.verbs: list[str] = []
        self.port = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Mailbox"]:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            yield self

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mailbox\r\n")
        while line := await reader.readline():
            verb = line.decode().split(maxsplit=1)[0].strip().upper()
            self.verbs.append(verb)
            reply = self.refusals.get(verb, self._reply(verb))
            if reply:
                writer.write(f"{reply}\r\n".encode())
            if not reply or verb == "QUIT":
                break
            if verb == "DATA" and reply.startswith("354"):
                self.letters.append(await reader.readuntil(b"\r\n.\r\n"))
                writer.write(b"250 taken\r\n")
        writer.close()

    @staticmethod
    def _reply(verb: str) -> str:
        return {"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 ok")


def config(port: int, **more: object) -> Config:
    values: dict[str, object] = {
        "app_env": Environment.TEST,
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_from": "Дворик <noreply@dvorik.test>",
        **more,
    }
    return Config.model_validate(values)


def letter(address: str = "olga@dvorik.test") -> Claimed:
    return Claimed(
        id=15,
        lease=NOON,
        channel=Channel.EMAIL,
        chat_id=None,
        address=address,
        subject="Новый пароль: Дворик",
        text="Здравствуйте!\n\nhttps://dvorik.test/r/1",
        keyboard=None,
    )


async def test_a_letter_arrives_as_it_was_written() -> None:
    async with Mailbox().open() as mailbox:
        outcome = await MailSender(config(mailbox.port)).send(letter())

    assert outcome == Outcome(status=MessageStatus.SENT)
    received = message_from_bytes(mailbox.letters[0], policy=policy.default)
    assert received["Subject"] == "Новый пароль: Дворик"
    assert received["To"] == "olga@dvorik.test"
    assert received["From"] == "Дворик <noreply@dvorik.test>"
    assert received["Message-ID"] == "<dvorik-15@dvorik.test>"
    body = received.get_content()
    assert body.replace("\r\n", "\n").startswith("Здравствуйте!\n\nhttps://dvorik.test/r/1\n")


@pytest.mark.parametrize(
    ("refusals", "outcome"),
    [
        (
            {"rcpt": "550 no such person"},
            Outcome(status=MessageStatus.FAILED, error="550 refused"),
        ),
        (
            {"rcpt": "450 come later"},
            Outcome(status=MessageStatus.PENDING, error="450 try again", retry_after_seconds=300),
        ),
        ({"data": "554 no"}, Outcome(status=MessageStatus.FAILED, error="554 refused")),
        (
            {"data": ""},
            Outcome(status=MessageStatus.UNKNOWN, error="SMTPServerDisconnected"),
        ),
    ],
)
async def test_what_each_answer_means(refusals: dict[str, str], outcome: Outcome) -> None:
    async with Mailbox(**refusals).open() as mailbox:
        assert await MailSender(config(mailbox.port)).send(letter()) == outcome


async def test_a_password_is_never_said_where_everybody_hears_it() -> None:
    async with Mailbox(ehlo="250-mailbox\r\n250 AUTH PLAIN", auth="235 come in").open() as mailbox:
        own = config(mailbox.port, smtp_user="olga", smtp_password="sesame")
        outcome = await MailSender(own).send(letter())

    assert "AUTH" not in mailbox.verbs
    assert mailbox.letters == []
    assert outcome == Outcome(
        status=MessageStatus.PENDING,
        error="no safe login",
        retry_after_seconds=300,
        pauses_channel=True,
    )


async def test_a_server_that_is_not_there_pauses_the_channel() -> None:
    outcome = await MailSender(config(1)).send(letter())

    assert (outcome.status, outcome.retry_after_seconds) == (MessageStatus.PENDING, 60)
    assert outcome.pauses_channel


async def test_an_address_that_is_no_header_fails() -> None:
    async with Mailbox().open() as mailbox:
        outcome = await MailSender(config(mailbox.port)).send(letter("a@b.c\nBcc: d@e.f"))

    assert outcome == Outcome(status=MessageStatus.FAILED, error="bad_address")
    assert mailbox.letters == []


async def test_a_channel_without_credentials_leaves_messages_in_the_outbox() -> None:
    unset = config(25, smtp_host=None)

    async with open_senders(unset) as senders:
        outcome = await senders.send(letter())

    assert outcome == Outcome(status=MessageStatus.UNSENT, error="no_credentials")


@pytest.mark.parametrize("is_shown", [True, False])
async def test_only_a_developer_sees_unsent_letters_in_the_log(
    is_shown: bool,
) -> None:
    with capture_logs() as lines:
        await NoCredentials(is_shown=is_shown).send(letter())

    assert ("https://dvorik.test/r/1" in str(lines)) is is_shown
