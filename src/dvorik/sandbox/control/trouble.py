"""Trouble on purpose: weather, limits, strange deliveries of updates."""

from fastapi import APIRouter

from dvorik.sandbox.bots import Bot
from dvorik.sandbox.control.schemas import Delivery, NewFront, NewLimits, RawUpdate, Repeat
from dvorik.sandbox.errors import ControlError
from dvorik.sandbox.limits import Limits
from dvorik.sandbox.types import Json
from dvorik.sandbox.weather import Front
from dvorik.sandbox.world import World


def routes(world: World) -> APIRouter:
    router = APIRouter()

    @router.get("/weather")
    async def read_weather() -> dict[str, list[Json]]:
        return {
            bot.spec.username: [front.view() for front in bot.weather.fronts]
            for bot in world.bots.values()
        }

    @router.post("/weather", status_code=201)
    async def add_front(body: NewFront) -> list[Json]:
        bots = [world.bot(body.bot)] if body.bot else list(world.bots.values())
        fronts = [_front(world, body) for _ in bots]
        for bot, front in zip(bots, fronts, strict=True):
            bot.weather.fronts.append(front)
        return [front.view() for front in fronts]

    @router.delete("/weather", status_code=204)
    async def clear_weather() -> None:
        for bot in world.bots.values():
            bot.weather.clear()

    @router.put("/limits")
    async def set_limits(body: NewLimits) -> Json:
        world.limits = Limits(**body.model_dump())
        return body.model_dump()

    @router.put("/delivery/{bot}")
    async def set_delivery(bot: str, body: Delivery) -> Json:
        queue = world.bot(bot).updates
        queue.copies, queue.is_reversed = body.copies, body.is_reversed
        return body.model_dump()

    @router.post("/updates/{bot}/repeat")
    async def repeat_update(bot: str, body: Repeat) -> Json:
        """An update the bot may have seen and confirmed long ago."""
        queue = world.bot(bot).updates
        original = queue.recent.get(body.update_id)
        if original is None:
            raise ControlError(404, f"there was no update {body.update_id} lately")
        queue.put(original.body, lane=original.lane, copies=body.times)
        return original.body

    @router.post("/updates/{bot}/raw")
    async def put_raw_update(bot: str, body: RawUpdate) -> Json:
        return _put_raw(world.bot(bot), body)

    @router.get("/updates/{bot}")
    async def list_updates(bot: str) -> list[Json]:
        """The last updates that were made for the bot, delivered or not."""
        return [update.body for update in world.bot(bot).updates.recent.values()]

    return router


def _put_raw(bot: Bot, body: RawUpdate) -> Json:
    update: Json = dict(body.update)
    if "update_id" not in update:
        update["update_id"] = bot.updates.next_id
        bot.updates.next_id += 1
    bot.updates.put(update, lane=body.lane)
    return update


def _front(world: World, body: NewFront) -> Front:
    until = None if body.for_seconds is None else world.clock() + body.for_seconds
    return Front(
        kind=body.kind,
        seconds=body.seconds,
        retry_after=body.retry_after,
        status=body.status,
        methods=frozenset(name.lower() for name in body.methods),
        requests_left=body.requests,
        until=until,
    )
