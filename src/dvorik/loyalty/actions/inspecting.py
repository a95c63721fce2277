"""From what somebody typed to a verdict. Looking up and redeeming share it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries as clients
from dvorik.clients.errors import ClientNotFound
from dvorik.kernel.actor import Actor, ActorKind
from dvorik.loyalty.queries import standings
from dvorik.loyalty.queries.standings import Counter
from dvorik.loyalty.rules import codes
from dvorik.loyalty.rules.verdicts import Standing, Verdict, decide
from dvorik.loyalty.schemas.outcomes import RedeemOrder
from dvorik.loyalty.types import AttemptReason, AttemptStatus
from dvorik.settings.schemas import ShopSettings

NO_CODE = ""
"""Stands for "nothing to look for"; no code is empty."""

Load = Callable[..., Awaitable[Counter]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """`standing` is None unless exactly one code is meant and the person may know about it."""

    verdict: Verdict
    standing: Standing | None = None
    candidates: tuple[str, ...] = ()


async def inspect(
    session: AsyncSession,
    actor: Actor,
    *,
    order: RedeemOrder,
    load: Load,
    is_bill_final: bool,
    shop: ShopSettings,
    now: datetime,
) -> Inspection:
    """`load` reads the code, with locks or without."""
    candidates = await _existing(session, order.entered)
    # Two codes that both exist are asked about, never guessed.
    code = candidates[0] if len(candidates) == 1 else NO_CODE
    counter = await load(session, code=code, cashier_id=cashier_id_of(actor))
    if not counter.is_cashier_active:
        return Inspection(verdict=Verdict(status=AttemptStatus.CASHIER_NOT_ACTIVE))
    if len(candidates) > 1:
        verdict = Verdict(status=AttemptStatus.NOT_FOUND, reason=AttemptReason.AMBIGUOUS)
        return Inspection(verdict=verdict, candidates=candidates)
    if counter.standing is None:
        return Inspection(verdict=Verdict(status=AttemptStatus.NOT_FOUND))
    verdict = decide(
        counter.standing,
        bill_minor=order.bill_minor,
        is_bill_final=is_bill_final,
        is_subscribed=await _is_subscribed(session, counter.standing),
        currency=shop.currency,
        now=now,
        zone=shop.zone,
    )
    return Inspection(verdict=verdict, standing=counter.standing)


inspect_locked = partial(inspect, load=standings.lock_standing, is_bill_final=True)
"""For taking the code: whatever it draws on stays locked until the transaction ends."""


def cashier_id_of(actor: Actor) -> int | None:
    return actor.id if actor.kind is ActorKind.CASHIER else None


def account_id_of(actor: Actor) -> int | None:
    return actor.id if actor.kind is ActorKind.ACCOUNT else None


async def _existing(session: AsyncSession, entered: str) -> tuple[str, ...]:
    readings = codes.readings(entered)
    # The usual case needs no query: whether the one reading exists shows when it is loaded.
    return readings if len(readings) < 2 else await standings.existing_codes(session, readings)


async def _is_subscribed(session: AsyncSession, standing: Standing) -> bool:
    if not standing.requires_subscription:
        return True
    try:
        client = await clients.get_client(session, standing.client_id)
    except ClientNotFound:
        return False
    return client.is_subscribed or await clients.is_subscribed(session, client.id)
