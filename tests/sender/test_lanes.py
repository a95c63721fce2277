"""A broadcast by four processes, and a bot that goes on answering beneath the same ceiling."""

import statistics
import time

import pytest
from pydantic import SecretStr

from dvorik.sandbox.types import PersonSpec
from tests.bots.house import bots_running
from tests.sender.test_outages import spawned
from tests.sender.world import BOT, Shop, eventually, watching_the_clock

REPLIES = 12
SECONDS = 8


@pytest.fixture
async def people(limited: Shop) -> list[PersonSpec]:
    """Who talk to the bot meanwhile, and get no broadcast."""
    return [
        await limited.sandbox.create_person(f"Anna {number}", language_code="en")
        for number in range(REPLIES)
    ]


async def seconds_to_answer(shop: Shop, person: PersonSpec) -> float:
    began = time.monotonic()
    await shop.sandbox.say(person, BOT, "/help")
    await shop.sandbox.wait_for_text(person, BOT, "/stop", timeout=30)
    return time.monotonic() - began


@pytest.mark.alone
async def test_a_bot_answers_at_once_while_four_processes_send_to_thousands(
    limited: Shop, people: list[PersonSpec]
) -> None:
    await limited.add_crowd(2_000)

    without_cashiers = {"telegram_auth_bot_token": SecretStr("")}
    async with bots_running(limited.config.model_copy(update=without_cashiers)):
        await seconds_to_answer(limited, people[0])
        broadcast_id = await limited.send_now()
        async with watching_the_clock() as watch:
            with spawned(limited, 4):
                await limited.wait_for_sent(broadcast_id, 50)
                took = [await seconds_to_answer(limited, person) for person in people]

                async def for_long_enough() -> bool:
                    stamps = await limited.sandbox.stamps(BOT)
                    return stamps[-1] - stamps[1] > SECONDS

                await eventually(for_long_enough)

    seen = await limited.sandbox.statistics(BOT)
    # The sandbox takes whatever comes here, so that nothing hides a faster second.
    assert seen["answers"].keys() == {"200"}
    assert seen["peak_messages_in_one_second"] <= watch.ceiling
    assert seen["answers"]["200"] > SECONDS * 20
    assert statistics.median(took) < 2
    assert set((await limited.sandbox.received(BOT)).values()) <= {1, 2}
