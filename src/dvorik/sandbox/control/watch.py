"""What happened: statistics, faults, a live stream; and forgetting it all."""

import asyncio
import json
from collections.abc import AsyncIterator

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from dvorik.sandbox.downloads import file_response
from dvorik.sandbox.errors import ControlError
from dvorik.sandbox.types import Json
from dvorik.sandbox.world import World

_HEARTBEAT_SECONDS = 15


def routes(world: World) -> APIRouter:
    router = APIRouter()

    @router.get("/statistics")
    async def read_statistics() -> dict[str, Json]:
        return {bot.spec.username: bot.ledger.view() for bot in world.bots.values()}

    @router.get("/statistics/{bot}")
    async def read_bot_statistics(bot: str) -> Json:
        return world.bot(bot).ledger.view()

    @router.get("/statistics/{bot}/stamps")
    async def list_stamps(bot: str) -> list[float]:
        """When each of the last messages was accepted, seconds since the epoch."""
        return list(world.bot(bot).ledger.stamps)

    @router.get("/statistics/{bot}/received")
    async def list_received(bot: str) -> dict[str, int]:
        """How many messages of the bot each person got; people who got none are left out."""
        return {
            str(person_id): dialog.received
            for person_id, dialog in world.bot(bot).dialogs.items()
            if dialog.received
        }

    @router.get("/faults")
    async def list_faults() -> list[Json]:
        """Requests that disagree with the Bot API's published schema."""
        return [
            {"bot": bot.spec.username, **fault}
            for bot in world.bots.values()
            for fault in bot.ledger.faults
        ]

    @router.delete("/faults", status_code=204)
    async def forget_faults() -> None:
        for bot in world.bots.values():
            bot.ledger.faults.clear()

    @router.post("/reset", status_code=204)
    async def reset_world() -> None:
        """As at the start. Ids go on, so that nothing is mistaken for something older."""
        world.reset()

    @router.get("/files/{file_id}")
    async def show_file(file_id: str) -> Response:
        """Any bot's file, for the chat page."""
        file = world.files.anyones(file_id)
        if file is None:
            raise ControlError(404, "there is no such file")
        return file_response(file)

    @router.get("/stream")
    async def stream_changes() -> StreamingResponse:
        """Server-sent events, one JSON object each."""
        return StreamingResponse(_events(world), media_type="text/event-stream")

    return router


async def _events(world: World) -> AsyncIterator[str]:
    with world.changes.listening() as news:
        yield "retry: 1000\n\n"
        while True:
            try:
                change = await asyncio.wait_for(news.get(), _HEARTBEAT_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if change["type"] == "closing":
                return
            yield f"data: {json.dumps(change, ensure_ascii=False)}\n\n"
