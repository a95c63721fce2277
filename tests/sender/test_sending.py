"""A broadcast from its start to the last recipient, against the sandbox."""

from dvorik.kernel import heartbeat
from dvorik.kernel.heartbeat import Sign
from tests.sender.world import BOT, FIRST, Shop


async def test_everyone_gets_it_once_and_by_name(shop: Shop) -> None:
    people = await shop.add_crowd(200)
    broadcast_id = await shop.send_now()

    async with shop.sending():
        await shop.wait_for_status(broadcast_id, "sent")
        assert await heartbeat.last(shop.cache, Sign.SENDER) is not None

    assert await shop.counts(broadcast_id) == {"sent": 200}
    assert await shop.sandbox.received(BOT) == dict.fromkeys(people, 1)
    (message,) = await shop.sandbox.messages(FIRST, BOT)
    assert message.text == f"Hello, Person {FIRST}!"
    assert await shop.sandbox.faults() == []
