"""One bot against the sandbox: what each answer of Telegram means for a message."""

from collections.abc import AsyncIterator

import pytest

from dvorik.messaging.gateway import TelegramSender
from dvorik.messaging.schemas import Claimed, Outcome
from dvorik.messaging.types import Channel, MessageStatus
from dvorik.sandbox.app import create_app
from dvorik.sandbox.client import Sandbox
from dvorik.sandbox.server import serving
from dvorik.sandbox.types import BotSpec, PersonSpec
from tests.conftest import NOON

BOT = BotSpec("7000000001:" + "A" * 35, "shop_test_bot", "Shop")
ALICE = PersonSpec(1001, "Alice", "Ivanova", "alice", "ru", "+79140000001")


@pytest.fixture(scope="module")
async def url() -> AsyncIterator[str]:
    async with serving(create_app(bots=[BOT], people=[ALICE])) as base_url:
        yield base_url


@pytest.fixture
async def sandbox(url: str) -> AsyncIterator[Sandbox]:
    async with Sandbox(url) as driver:
        await driver.reset()
        yield driver


@pytest.fixture
async def sender(url: str) -> AsyncIterator[TelegramSender]:
    sender = TelegramSender(BOT.token, base_url=url)
    yield sender
    await sender.close()


def message(text: str = "<b>Привет</b>", chat_id: int = ALICE.id) -> Claimed:
    return Claimed(
        id=1,
        lease=NOON,
        channel=Channel.CLIENT_BOT,
        chat_id=chat_id,
        address=None,
        subject=None,
        text=text,
        keyboard={"inline_keyboard": [[{"text": "Это не я", "callback_data": "d:1"}]]},
    )


async def test_a_message_arrives_with_its_buttons(sandbox: Sandbox, sender: TelegramSender) -> None:
    await sandbox.start(ALICE, BOT)

    outcome = await sender.send(message())

    received = await sandbox.next_message(ALICE, BOT)
    assert outcome == Outcome(status=MessageStatus.SENT, telegram_message_id=received.id)
    assert (received.text, [b.text for b in received.buttons]) == ("Привет", ["Это не я"])
    assert await sandbox.faults() == []


async def test_somebody_who_blocked_the_bot(sandbox: Sandbox, sender: TelegramSender) -> None:
    await sandbox.start(ALICE, BOT)
    await sandbox.block(ALICE, BOT)

    outcome = await sender.send(message())

    assert outcome == Outcome(
        status=MessageStatus.FAILED,
        error="403 Forbidden: bot was blocked by the user",
        is_blocked=True,
    )


async def test_a_text_telegram_refuses(sandbox: Sandbox, sender: TelegramSender) -> None:
    await sandbox.start(ALICE, BOT)

    outcome = await sender.send(message("<b>open"))

    assert (outcome.status, outcome.is_blocked) == (MessageStatus.FAILED, False)
    assert (outcome.error or "").startswith("400 Bad Request: can't parse entities")


async def test_a_flood_wait(sandbox: Sandbox, sender: TelegramSender) -> None:
    await sandbox.start(ALICE, BOT)
    await sandbox.storm(BOT, retry_after=7, requests=1)

    outcome = await sender.send(message())

    assert (outcome.status, outcome.retry_after_seconds) == (MessageStatus.PENDING, 7)
    assert (outcome.pauses_channel, outcome.is_flood) == (True, True)


@pytest.mark.parametrize("trouble", ["cut", "outage"])
async def test_an_answer_that_says_nothing_is_an_unknown(
    sandbox: Sandbox, sender: TelegramSender, trouble: str
) -> None:
    await sandbox.start(ALICE, BOT)
    if trouble == "cut":
        await sandbox.cut_after_accept(BOT)
    else:
        await sandbox.outage(BOT, status=502, requests=1)

    outcome = await sender.send(message())

    assert (outcome.status, outcome.pauses_channel) == (MessageStatus.UNKNOWN, False)


async def test_a_revoked_token_blames_nobody(url: str) -> None:
    sender = TelegramSender("7000000009:" + "X" * 35, base_url=url)

    outcome = await sender.send(message())
    await sender.close()

    assert outcome == Outcome(
        status=MessageStatus.PENDING,
        error="401 Unauthorized",
        retry_after_seconds=60,
        pauses_channel=True,
    )


async def test_a_telegram_that_cannot_be_reached() -> None:
    sender = TelegramSender(BOT.token, base_url="http://127.0.0.1:1")

    outcome = await sender.send(message())
    await sender.close()

    assert outcome == Outcome(
        status=MessageStatus.PENDING,
        error="telegram.unreachable",
        retry_after_seconds=15,
        pauses_channel=True,
    )
