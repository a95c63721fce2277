"""The application on a port, with its hub at work, and ears that listen to it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI, Request
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.api.app import create_app
from dvorik.api.main import LiveServer
from dvorik.kernel import events
from dvorik.kernel.actor import Actor
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Unauthenticated
from dvorik.kernel.events import Event
from dvorik.kernel.nudges import Nudger
from tests.app.live import listening
from tests.conftest import OLGA


@dataclass
class Live:
    """`people` are those who are signed in, by what they send as their token."""

    url: str
    app: FastAPI
    database: Database
    server: LiveServer
    people: dict[str, Actor] = field(default_factory=lambda: {"olga": OLGA})

    async def happen(self, *facts: Event) -> None:
        async with self.database.transaction() as session:
            for fact in facts:
                events.record(session, OLGA, fact)

    @asynccontextmanager
    async def listening(self, who: str = "olga") -> AsyncIterator["Ear"]:
        """Yields when the stream has said that it is ready."""
        async with (
            httpx2.AsyncClient(base_url=self.url, timeout=20) as http,
            http.stream("GET", "/api/v1/live", headers={"Authorization": who}) as answer,
        ):
            assert answer.status_code == 200, await answer.aread()
            ear = Ear(answer)
            assert await ear.next() == ("live.ready", {})
            yield ear


class Ear:
    def __init__(self, answer: httpx2.Response) -> None:
        self.answer = answer
        self._lines = answer.aiter_lines()

    async def next(self) -> tuple[str, dict[str, int]] | None:
        """The next event; None at the end of the stream."""
        async with asyncio.timeout(10):
            async for line in self._lines:
                if line.startswith("data: "):
                    told: dict[str, Any] = json.loads(line.removeprefix("data: "))
                    assert told.keys() == {"type", "ids"}
                    return told["type"], told["ids"]
        return None


@pytest.fixture
async def live(config: Config, real_database: Database, cache: Cache) -> AsyncIterator[Live]:
    nudger = Nudger(cache)
    real_database.after_record = nudger.after_record

    async def authenticate(request: Request, session: AsyncSession) -> Actor:
        try:
            return here.people[request.headers["Authorization"]]
        except KeyError:
            raise Unauthenticated from None

    app = create_app(config=config, database=real_database, cache=cache, authenticate=authenticate)
    server = LiveServer(uvicorn.Config(app, log_config=None, lifespan="off"), app.state.live)
    with listening() as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        here = Live(url, app, real_database, server)
        async with asyncio.TaskGroup() as group:
            residents = [group.create_task(nudger.run()), group.create_task(app.state.live.run())]
            serving = group.create_task(server.serve(sockets=[listener]))
            yield here
            server.should_exit = True
            await serving
            for resident in residents:
                resident.cancel()
