"""`/bot<token>/<method>`: from a request to the Bot API's answer, through the weather."""

import asyncio
import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dvorik.sandbox.bots import Bot
from dvorik.sandbox.errors import BotApiError, bad_request, too_many_requests
from dvorik.sandbox.ledger import Ledger
from dvorik.sandbox.methods import METHODS, Call
from dvorik.sandbox.requests import Parameters, read_parameters
from dvorik.sandbox.schema import faults_of_call
from dvorik.sandbox.types import Json
from dvorik.sandbox.world import World

_HANG_SECONDS = 600


class BotApiDoor:
    """An ASGI endpoint: any verb, any encoding of parameters."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        response = await self._respond(request)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        bot = self._world.bot_of(str(request.path_params["token"]))
        if bot is None:
            return _answer(BotApiError(401, "Unauthorized").body())
        wanted = str(request.path_params["method"]).lower()
        # Counted where it began: whoever starts counting anew meanwhile does not mean this one.
        ledger = bot.ledger
        try:
            return await self._call(request, bot, wanted, ledger)
        except BotApiError as refusal:
            ledger.answers[refusal.code] += 1
            return _answer(refusal.body())

    async def _call(self, request: Request, bot: Bot, wanted: str, ledger: Ledger) -> Response:
        if wanted not in METHODS:
            raise BotApiError(404, "Not Found")
        given = await read_parameters(request)
        ledger.request(METHODS[wanted][0], self._world.clock())
        await self._weather_before(bot, wanted)
        answer = await perform(self._world, bot, wanted, given)
        ledger.answers[200] += 1
        return await self._weather_after(request, bot, wanted) or _answer(answer)

    async def _weather_before(self, bot: Bot, wanted: str) -> None:
        if not bot.weather.fronts:
            return
        now = self._world.clock()
        if front := bot.weather.meet("latency", wanted, now):
            await asyncio.sleep(front.seconds)
        if front := bot.weather.meet("storm", wanted, now):
            raise too_many_requests(front.retry_after)
        if front := bot.weather.meet("outage", wanted, now):
            raise BotApiError(front.status, _OUTAGES.get(front.status, "Internal Server Error"))

    async def _weather_after(self, request: Request, bot: Bot, wanted: str) -> Response | None:
        """The work is done; the answer may be lost."""
        if not bot.weather.fronts:
            return None
        now = self._world.clock()
        if bot.weather.meet("hang", wanted, now):
            await _until_gone(request)
            return BrokenResponse()
        if bot.weather.meet("cut", wanted, now):
            return BrokenResponse()
        return None


_OUTAGES = {500: "Internal Server Error", 502: "Bad Gateway", 504: "Gateway Timeout"}


async def perform(world: World, bot: Bot, wanted: str, given: Parameters) -> Json:
    """Run one method. Disagreements with the published schema are noted, as faults."""
    name, function = METHODS[wanted]
    now = world.clock()
    for fault in faults_of_call(name, given.values):
        bot.ledger.fault(name, fault, now)
    try:
        result = await function(Call(world, bot, given))
    except (KeyError, TypeError, AttributeError, ValueError) as surprise:
        # A structure of a shape nobody sends; Telegram has a message for each, we have one.
        raise bad_request(f"can't parse parameters of {name}: {surprise}") from surprise
    answer: Json = {"ok": True, "result": result.value}
    if result.description:
        answer["description"] = result.description
    return answer


def _answer(body: Json) -> Response:
    status = 200 if body["ok"] else int(body["error_code"])
    content = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
    headers = {}
    if retry_after := body.get("parameters", {}).get("retry_after"):
        headers["Retry-After"] = str(retry_after)
    return Response(content, status, headers, media_type="application/json")


async def _until_gone(request: Request) -> None:
    """Wait for the caller to lose patience."""
    try:
        async with asyncio.timeout(_HANG_SECONDS):
            while (await request.receive())["type"] != "http.disconnect":
                continue
    except TimeoutError:
        return


class BrokenResponse(Response):
    """Promises a body, sends less: the server then drops the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"100000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"ok":', "more_body": True})
