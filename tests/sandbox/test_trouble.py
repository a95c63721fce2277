"""Bad weather on purpose: what a test asks for is what the bot meets."""

import httpx2
import pytest

from dvorik.sandbox.client import Sandbox
from tests.sandbox.harness import ALICE, BOB, SHOP, BotCalls


@pytest.fixture
async def started(sandbox: Sandbox, bot: BotCalls) -> Sandbox:
    """Alice has pressed Start, and the bot has not looked yet."""
    await sandbox.start(ALICE, SHOP)
    return sandbox


async def test_a_storm_of_429_lasts_as_many_requests_as_asked(
    started: Sandbox, bot: BotCalls
) -> None:
    await started.storm(SHOP, retry_after=3, requests=2)

    first = await bot.call("sendMessage", chat_id=ALICE.id, text="x")
    second = await bot.call("sendMessage", chat_id=ALICE.id, text="x")
    await bot.ok("sendMessage", chat_id=ALICE.id, text="through")

    assert first.status_code == second.status_code == 429
    assert first.headers["Retry-After"] == "3"
    assert first.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 3",
        "parameters": {"retry_after": 3},
    }
    assert [m.text for m in await started.messages(ALICE, SHOP)] == ["/start", "through"]


async def test_hang_after_accept_delivers_and_never_answers(
    started: Sandbox, base_url: str
) -> None:
    await started.hang_after_accept(SHOP)
    async with httpx2.AsyncClient(base_url=base_url, timeout=0.2) as http:
        with pytest.raises(httpx2.ReadTimeout):
            await http.post(f"/bot{SHOP.token}/sendMessage", json={"chat_id": 1001, "text": "x"})

    assert [m.text for m in await started.messages(ALICE, SHOP)] == ["/start", "x"]


async def test_cut_after_accept_breaks_the_connection(started: Sandbox, bot: BotCalls) -> None:
    await started.cut_after_accept(SHOP)
    with pytest.raises(httpx2.RemoteProtocolError):
        await bot.call("sendMessage", chat_id=ALICE.id, text="x")

    assert [m.text for m in await started.messages(ALICE, SHOP)] == ["/start", "x"]


async def test_an_outage_does_nothing_and_says_502(started: Sandbox, bot: BotCalls) -> None:
    await started.outage(SHOP, requests=1)

    assert await bot.refused("sendMessage", chat_id=ALICE.id, text="x") == (502, "Bad Gateway")
    assert len(await started.messages(ALICE, SHOP)) == 1


async def test_duplicates_and_repeats_carry_the_same_update_id(
    started: Sandbox, bot: BotCalls
) -> None:
    await bot.ok("getUpdates", offset=-1)
    await started.duplicate_updates(SHOP, 3)
    await started.say(ALICE, SHOP, "again")
    tripled = [u["update_id"] for u in (await bot.ok("getUpdates"))[1:]]
    assert len(tripled) == 3
    assert len(set(tripled)) == 1

    await bot.ok("getUpdates", offset=tripled[0] + 1)
    await started.repeat_update(SHOP, tripled[0], times=2)
    assert [u["update_id"] for u in await bot.ok("getUpdates")] == [tripled[0]] * 2


async def test_updates_may_come_in_the_wrong_order(started: Sandbox, bot: BotCalls) -> None:
    await started.say(ALICE, SHOP, "last")
    await started.reverse_updates(SHOP)

    assert [u["message"]["text"] for u in await bot.ok("getUpdates")] == ["last", "/start"]


async def test_any_update_at_all_can_be_sent(started: Sandbox, bot: BotCalls) -> None:
    sent = await started.send_raw_update(SHOP, {"message": {"odd": True}})

    assert (await bot.ok("getUpdates"))[-1] == sent


async def test_no_more_than_the_limit_in_any_second(started: Sandbox, bot: BotCalls) -> None:
    await started.set_limits(per_second=5)
    answers = [await bot.call("sendMessage", chat_id=ALICE.id, text=str(n)) for n in range(7)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    statistics = await started.statistics(SHOP)
    assert statistics["peak_messages_in_one_second"] == 5
    assert statistics["methods"]["sendMessage"] == 7
    assert len(await started.stamps(SHOP)) == 5


async def test_one_chat_may_have_its_own_limit(started: Sandbox, bot: BotCalls) -> None:
    await started.start(BOB, SHOP)
    await started.set_limits(per_second=None, per_chat_per_second=1, chat_burst=2)
    codes = [
        (await bot.call("sendMessage", chat_id=person.id, text="x")).status_code
        for person in (ALICE, ALICE, ALICE, BOB)
    ]

    assert codes == [200, 200, 429, 200]
    assert await started.received(SHOP) == {ALICE.id: 2, BOB.id: 1}


async def test_a_crowd_can_be_written_to(sandbox: Sandbox, bot: BotCalls) -> None:
    people = await sandbox.crowd(SHOP, 50)
    for person in people:
        await bot.ok("sendMessage", chat_id=person, text="hello all")

    assert await sandbox.received(SHOP) == dict.fromkeys(people, 1)
