"""The story of one code, put together from everything that was written down about it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import BigInteger, Boolean, cast, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries as accounts
from dvorik.clients import queries as clients
from dvorik.kernel.actor import ActorKind
from dvorik.kernel.events import EventRow
from dvorik.loyalty.events import DiscountBlocked, DiscountIssued, DiscountUnblocked
from dvorik.loyalty.queries import cashiers, discounts, disputes, redemptions
from dvorik.loyalty.schemas.discounts import DiscountView
from dvorik.loyalty.schemas.disputes import DisputeView
from dvorik.loyalty.schemas.redemptions import AttemptView, RedemptionView
from dvorik.loyalty.schemas.story import DiscountStory, StoryActor, StoryLine
from dvorik.loyalty.types import AttemptStatus, DisputeStatus, StoryStep

_STEPS = {
    DiscountIssued.type: StoryStep.ISSUED,
    DiscountBlocked.type: StoryStep.BLOCKED,
    DiscountUnblocked.type: StoryStep.UNBLOCKED,
}
_VERDICTS = {
    DisputeStatus.CONFIRMED: StoryStep.DISPUTE_CONFIRMED,
    DisputeStatus.REJECTED: StoryStep.DISPUTE_REJECTED,
}


async def tell_story(session: AsyncSession, discount_id: int, *, now: datetime) -> DiscountStory:
    """What happened to this code. Raises `DiscountNotFound`."""
    discount = await discounts.view_row(session, discount_id, now=now)
    attempts = await redemptions.list_attempts_at(session, discount.code)
    taken = await redemptions.list_of_discount(session, discount_id)
    disputed = await disputes.list_of_discount(session, discount_id)
    lines = [
        *_life(discount, await _events(session, discount)),
        *_refusals(attempts),
        *_redemptions(taken),
        *_disputes(disputed, {redemption.id: redemption for redemption in taken}),
    ]
    await _name(session, lines)
    return DiscountStory(
        **dict(discount),
        # Sorting keeps the order of what happened at one moment: taken, disputed, decided.
        lines=sorted(lines, key=lambda line: line.happened_at),
        attempts=attempts,
        redemptions=taken,
        disputes=disputed,
    )


async def _events(session: AsyncSession, discount: DiscountView) -> list[EventRow]:
    """Who issued, blocked and unblocked it; nobody is named where many were issued at once."""
    # Spelled with literals, as the index is, or PostgreSQL cannot use it.
    about = cast(literal_column("payload ->> 'client_id'"), BigInteger)
    merged = await clients.merged_into(session, discount.client_id)
    rows = await session.scalars(
        select(EventRow)
        .where(
            literal_column("payload ? 'client_id'", Boolean),
            about.in_([discount.client_id, *merged]),
            EventRow.type.in_(_STEPS),
            cast(literal_column("payload ->> 'discount_id'"), BigInteger) == discount.id,
        )
        .order_by(EventRow.id)
    )
    return list(rows)


def _life(discount: DiscountView, events: list[EventRow]) -> Iterator[StoryLine]:
    issued = (event for event in events if event.type == DiscountIssued.type)
    yield _line(discount.issued_at, StoryStep.ISSUED, _author(next(issued, None)))
    for event in events:
        if event.type != DiscountIssued.type:
            yield _line(event.occurred_at, _STEPS[event.type], _author(event))


def _author(event: EventRow | None) -> StoryActor | None:
    if event is None:
        return None
    return StoryActor(kind=ActorKind(event.actor_kind), id=event.actor_id, name=None)


def _refusals(attempts: list[AttemptView]) -> Iterator[StoryLine]:
    # They come newest first; at one moment the one that was made first stands first.
    for attempt in reversed(attempts):
        if attempt.status is not AttemptStatus.SUCCESS:
            reason = (attempt.reason or attempt.status).value
            who = _worker(attempt.cashier_id, attempt.account_id)
            yield _line(attempt.attempted_at, StoryStep.REFUSED, who, reason=reason)


def _redemptions(taken: list[RedemptionView]) -> Iterator[StoryLine]:
    for one in taken:
        maker = _worker(one.cashier_id, one.account_id)
        yield _line(one.redeemed_at, StoryStep.REDEEMED, maker, redemption_id=one.id)
        if one.canceled_at is not None:
            is_undone = one.cancel_reason is None
            yield _line(
                one.canceled_at,
                StoryStep.UNDONE if is_undone else StoryStep.REVERSED,
                # Only who made it can undo it.
                maker if is_undone else _worker(None, one.canceled_by_account_id),
                reason=one.cancel_reason,
                redemption_id=one.id,
            )


def _disputes(disputed: list[DisputeView], taken: dict[int, RedemptionView]) -> Iterator[StoryLine]:
    for one in disputed:
        client = StoryActor(kind=ActorKind.CLIENT, id=one.client_id, name=None)
        yield _line(one.opened_at, StoryStep.DISPUTED, client, redemption_id=one.redemption_id)
        if one.resolved_at is not None:
            # Without an account it was settled by the cashier who undid the redemption.
            by_account = one.resolved_by_id is not None
            cashier_id = None if by_account else taken[one.redemption_id].cashier_id
            yield _line(
                one.resolved_at,
                _VERDICTS[one.status],
                _worker(cashier_id, one.resolved_by_id),
                reason=one.resolution,
                redemption_id=one.redemption_id,
            )


def _worker(cashier_id: int | None, account_id: int | None) -> StoryActor | None:
    if cashier_id is not None:
        return StoryActor(kind=ActorKind.CASHIER, id=cashier_id, name=None)
    if account_id is not None:
        return StoryActor(kind=ActorKind.ACCOUNT, id=account_id, name=None)
    return None


def _line(
    happened_at: datetime,
    step: StoryStep,
    actor: StoryActor | None,
    *,
    reason: str | None = None,
    redemption_id: int | None = None,
) -> StoryLine:
    return StoryLine(
        happened_at=happened_at,
        step=step,
        actor=actor,
        reason=reason,
        redemption_id=redemption_id,
    )


async def _name(session: AsyncSession, lines: Iterable[StoryLine]) -> None:
    """Put the names in: a number tells a person nothing."""
    actors = [line.actor for line in lines if line.actor is not None]
    readers = {
        ActorKind.ACCOUNT: accounts.names_of,
        ActorKind.CASHIER: cashiers.names_of,
        ActorKind.CLIENT: clients.names_of,
    }
    for kind, names_of in readers.items():
        of_kind = [actor for actor in actors if actor.kind is kind]
        names = await names_of(session, {actor.id for actor in of_kind})
        for actor in of_kind:
            actor.name = names.get(actor.id)
