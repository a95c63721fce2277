"""The stream as a panel hears it: real HTTP, real Redis, real commits."""

import asyncio
import time

import httpx2
import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from dvorik.accounts.events import DevicesEnded, RoleChanged, SignedIn
from dvorik.api.live import hub, routes
from dvorik.api.live.tail import Heard
from dvorik.clients.events import ClientJoined
from dvorik.kernel import events
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.loyalty.events import CashierRequested, DisputeOpened
from tests.api.live.conftest import Live
from tests.conftest import OLGA

ENDED = DevicesEnded(account_id=2, device_ids=[], reason="signed_out")


def somebody(*permissions: Permission) -> Actor:
    return Actor(kind=ActorKind.ACCOUNT, id=2, permissions=frozenset(permissions))


async def test_what_is_committed_is_told_at_once_to_all_who_listen(live: Live) -> None:
    async with live.listening() as one, live.listening() as other:
        began = time.monotonic()
        await live.happen(ClientJoined(client_id=5, campaign_id=None))

        assert await one.next() == ("clients.joined", {"client_id": 5})
        assert await other.next() == ("clients.joined", {"client_id": 5})
        # By the nudge: the tick comes every five seconds.
        assert time.monotonic() - began < hub.TICK_SECONDS - 1
        headers = one.answer.headers
    assert headers["Content-Type"].startswith("text/event-stream")
    assert headers["X-Accel-Buffering"] == "no"


async def test_what_is_rolled_back_is_never_told(live: Live) -> None:
    async with live.listening() as ear:
        with pytest.raises(LookupError):
            async with live.database.transaction() as session:
                events.record(session, OLGA, ClientJoined(client_id=5, campaign_id=None))
                await session.flush()
                raise LookupError
        await live.happen(CashierRequested(cashier_id=1))

        assert await ear.next() == ("loyalty.cashier_requested", {"cashier_id": 1})


async def test_one_hears_only_what_one_may_read(live: Live) -> None:
    live.people["till"] = somebody(Permission.CASHIERS_READ)
    async with live.listening("till") as ear:
        await live.happen(
            DisputeOpened(dispute_id=1, redemption_id=1, client_id=1),
            SignedIn(account_id=1, device_id="x", method="password"),
            CashierRequested(cashier_id=3),
        )

        assert await ear.next() == ("loyalty.cashier_requested", {"cashier_id": 3})


async def test_a_right_that_was_taken_is_felt_by_the_very_next_event(live: Live) -> None:
    live.people["till"] = somebody(Permission.CASHIERS_READ, Permission.CLIENTS_READ)
    async with live.listening("till") as ear:
        live.people["till"] = somebody(Permission.CLIENTS_READ)
        await live.happen(
            RoleChanged(
                role="manager",
                permissions_before=[],
                permissions_after=[],
                own_calendar_only_before=False,
                own_calendar_only_after=False,
            ),
            CashierRequested(cashier_id=3),
            ClientJoined(client_id=5, campaign_id=None),
        )

        assert await ear.next() == ("live.rights_changed", {})
        assert await ear.next() == ("clients.joined", {"client_id": 5})


async def test_a_session_that_ends_ends_its_stream_and_no_other(live: Live) -> None:
    live.people["mary"] = somebody(Permission.CLIENTS_READ)
    async with live.listening("mary") as mary, live.listening() as olga:
        del live.people["mary"]
        await live.happen(ENDED, ClientJoined(client_id=5, campaign_id=None))

        assert await mary.next() is None
        assert await olga.next() == ("clients.joined", {"client_id": 5})


async def test_a_silent_stream_is_asked_again_whose_it_is(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "CHECK_SECONDS", 0.05)
    live.people["mary"] = somebody(Permission.CLIENTS_READ)
    async with live.listening("mary") as mary:
        del live.people["mary"]

        assert await mary.next() is None


async def test_who_is_too_slow_is_told_to_look_anew() -> None:
    listener = hub.Listener()
    listener.tell([])
    await listener.wait(0)
    assert listener.take() == ([], False)

    for _ in range(hub.MAX_WAITING):
        listener.tell([FACT])
    assert listener.take() == ([FACT] * hub.MAX_WAITING, False)
    for _ in range(hub.MAX_WAITING + 1):
        listener.tell([FACT])

    assert listener.take() == ([], True)


FACT = Heard(1, "clients.joined", {"client_id": 1})


async def test_too_much_at_once_is_one_word_to_everybody(live: Live) -> None:
    async with live.listening() as ear:
        await live.happen(*(ClientJoined(client_id=n, campaign_id=None) for n in range(600)))
        assert await ear.next() == ("live.missed", {})

        await live.happen(CashierRequested(cashier_id=3))
        assert await ear.next() == ("loyalty.cashier_requested", {"cashier_id": 3})


async def test_there_is_room_for_so_many_and_whoever_leaves_makes_some(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MAX_LISTENERS", 1)
    async with live.listening(), httpx2.AsyncClient(base_url=live.url) as http:
        refused = await http.get("/api/v1/live", headers={"Authorization": "olga"})

        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    async with asyncio.timeout(10):
        while live.app.state.live._listeners:  # noqa: ASYNC110  nobody is told of leaving
            await asyncio.sleep(0.01)
    async with live.listening():
        pass


async def test_nobody_listens_without_a_name(live: Live) -> None:
    async with httpx2.AsyncClient(base_url=live.url) as http:
        refused = await http.get("/api/v1/live", headers={"Authorization": "nobody"})

    assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated")
    assert not live.app.state.live._listeners


async def test_the_server_does_not_wait_for_those_who_listen(live: Live) -> None:
    async with live.listening() as ear:
        began = time.monotonic()
        live.server.should_exit = True

        assert await ear.next() is None
        assert time.monotonic() - began < 3


async def test_a_hub_that_does_not_run_lets_nobody_in(app: FastAPI, http: AsyncClient) -> None:
    assert not app.state.live.is_open

    refused = await http.get("/api/v1/live")

    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
