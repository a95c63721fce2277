"""How a refused code is answered with an error although its attempt is committed."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.params import Depends as DependsParam

from dvorik.kernel.actor import Actor
from dvorik.kernel.errors import Busy
from dvorik.kernel.limits import Brake, Rate
from dvorik.kernel.web import ActorDep
from dvorik.loyalty import actions
from dvorik.loyalty.schemas.outcomes import RedeemOrder, Refusal
from dvorik.loyalty.types import AttemptStatus
from dvorik.settings.schemas import ShopSettings

WRONG_CODES = Rate(count=20, seconds=60, burst=20)
"""Codes that do not exist, of one person. A till has a slip now and then; who guesses has no end
of them."""


class Closing:
    """What is left to say once the request's transaction has ended."""

    def __init__(self) -> None:
        self.refusal: Refusal | None = None
        self.guesser = ""
        self.order: tuple[Actor, RedeemOrder, ShopSettings, datetime] | None = None

    def expect(self, actor: Actor, order: RedeemOrder, shop: ShopSettings, now: datetime) -> None:
        """Remember the order, for the case that its transaction ends with `Busy`."""
        self.order = (actor, order, shop, now)

    def refuse(self, refusal: Refusal | None) -> Response:
        """A response that nobody sees: the problem document takes its place."""
        self.refusal = refusal
        return Response(status_code=409)


async def _close_after_commit(request: Request) -> AsyncIterator[Closing]:
    closing = Closing()
    try:
        yield closing
    except Busy:
        if closing.order is None:
            raise
        actor, order, shop, now = closing.order
        # The request's own transaction is lost, and the attempt must not be.
        async with request.app.state.database.transaction() as session:
            outcome = await actions.note_busy(session, actor, order=order, shop=shop, now=now)
        closing.refusal = outcome.refusal
    if closing.refusal is not None:
        if (closing.refusal.status, closing.refusal.reason) == (AttemptStatus.NOT_FOUND, None):
            await _brake(request).count_failure(closing.guesser, WRONG_CODES)
        raise closing.refusal.error


# Must stand first among a route's dependencies: what is entered before the transaction is left
# after it, and so after its commit. "function" scope puts both before the response.
keeps_refusals: DependsParam = Depends(_close_after_commit, scope="function")

ClosingDep = Annotated[Closing, keeps_refusals]


async def _hold_guessers(request: Request, actor: ActorDep, closing: ClosingDep) -> None:
    """Raises `TooMany`, for right codes as well: only so does a guess tell nothing."""
    closing.guesser = f"wrong_codes:{actor}"
    _brake(request).check(closing.guesser)


holds_guessers: DependsParam = Depends(_hold_guessers)


def _brake(request: Request) -> Brake:
    brake: Brake = request.app.state.brake
    return brake
