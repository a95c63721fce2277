"""Taking a code. One transaction, decided by the database; see docs/decisions/0007.

1. One statement locks whatever holds a limit (campaign, template, code) and reads it.
2. The rules decide.
3. One statement writes: redemption, counters, attempt, event.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Boolean, DateTime, String, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import events
from dvorik.kernel.actor import Actor, Permission
from dvorik.kernel.hot_statements import HotStatement
from dvorik.kernel.idempotency import IdempotencyKeyReused
from dvorik.loyalty.actions.attempts import BUSY, log_refusal
from dvorik.loyalty.actions.inspecting import account_id_of, cashier_id_of, inspect_locked
from dvorik.loyalty.events import DiscountRedeemed
from dvorik.loyalty.models import Redemption
from dvorik.loyalty.queries import redemptions
from dvorik.loyalty.rules.verdicts import Standing
from dvorik.loyalty.schemas.outcomes import CodeRedeemed, RedeemOrder, RedemptionOutcome
from dvorik.loyalty.types import AttemptStatus
from dvorik.settings.schemas import ShopSettings

# The operation's unique key speaks first: where it is taken, `made` is empty and nothing else
# happens. The rows updated here are locked already, so their order does not matter.
_TAKE_SQL = text(
    """
    WITH made AS (
        INSERT INTO redemption (
            operation, discount_id, client_id, template_id, campaign_id, cashier_id, account_id,
            bill_minor, discount_minor, currency, redeemed_at, is_test)
        VALUES (
            :operation, :discount_id, :client_id, :template_id, :campaign_id, :cashier_id,
            :account_id, :bill_minor, :discount_minor, :currency, :now, :is_test)
        ON CONFLICT (operation) DO NOTHING
        RETURNING id
    ),
    code_taken AS (
        UPDATE discount SET used_count = used_count + 1, last_used_at = :now
        FROM made WHERE discount.id = :discount_id
    ),
    template_charged AS (
        UPDATE discount_template
        SET used_count = used_count + 1, used_minor = used_minor + coalesce(:discount_minor, 0)
        FROM made WHERE discount_template.id = :limited_template_id
    ),
    campaign_charged AS (
        UPDATE campaign
        SET used_count = used_count + 1, used_minor = used_minor + coalesce(:discount_minor, 0)
        FROM made WHERE campaign.id = :limited_campaign_id
    ),
    streak_ended AS (
        UPDATE cashier SET wrong_streak = 0
        FROM made WHERE cashier.id = :cashier_id AND cashier.wrong_streak > 0
    ),
    logged AS (
        INSERT INTO redemption_attempt (
            attempted_at, code, status, discount_id, client_id, cashier_id, account_id,
            redemption_id, bill_minor, is_test)
        SELECT :now, :code, 'success', :discount_id, :client_id, :cashier_id, :account_id,
               made.id, :bill_minor, :is_test
        FROM made
    ),
    told AS (
        INSERT INTO event_log (
            type, actor_kind, actor_id, payload, occurred_at, request_id, fanned_out)
        SELECT :type, :actor_kind, :actor_id,
               CAST(:payload AS jsonb) || jsonb_build_object('redemption_id', made.id),
               :occurred_at, :request_id, :fanned_out
        FROM made
    )
    SELECT id FROM made
    """
)
_TAKE_TYPES: dict[Any, tuple[str, ...]] = {
    String: ("operation", "currency", "code", "type", "actor_kind", "request_id", "payload"),
    BigInteger: (
        "discount_id", "client_id", "template_id", "campaign_id", "cashier_id", "account_id",
        "actor_id", "limited_template_id", "limited_campaign_id", "bill_minor", "discount_minor",
    ),
    DateTime(timezone=True): ("now", "occurred_at"),
    Boolean: ("is_test", "fanned_out"),
}  # fmt: skip
TAKE = HotStatement(
    _TAKE_SQL.bindparams(
        *(bindparam(name, type_=type_) for type_, names in _TAKE_TYPES.items() for name in names)
    )
)


@dataclass(frozen=True, slots=True)
class Taking:
    """What a redemption says beyond the code it takes."""

    operation: str
    bill_minor: int | None
    discount_minor: int | None
    currency: str
    redeemed_at: datetime


async def redeem(
    session: AsyncSession, actor: Actor, *, order: RedeemOrder, shop: ShopSettings, now: datetime
) -> RedemptionOutcome:
    """Take the code, or say why not. A refusal is returned, not raised: its attempt must commit.

    The same `order.operation` of the same actor is one redemption and one answer. Raises
    `IdempotencyKeyReused` when it came before with another code or bill. When a lock does not
    come in time the transaction ends with `Busy`; the door then calls `note_busy` in a new one.
    """
    actor.require(Permission.DISCOUNTS_REDEEM)
    operation = f"{actor}/{order.operation or secrets.token_hex(16)}"
    inspection = await inspect_locked(session, actor, order=order, shop=shop, now=now)
    standing, verdict = inspection.standing, inspection.verdict
    if standing is not None and verdict.status is AttemptStatus.SUCCESS:
        taking = Taking(operation, order.bill_minor, verdict.discount_minor, shop.currency, now)
        if (taken_id := await _take(session, actor, standing, taking)) is not None:
            return _redeemed(standing, taken_id, taking, shop)
    # A new statement sees what was committed while this transaction waited for its locks. Who was
    # sent away meanwhile learns nothing any more, and their try is logged.
    may_ask = order.operation and verdict.status is not AttemptStatus.CASHIER_NOT_ACTIVE
    if may_ask and (earlier := await redemptions.find_by_operation(session, operation)):
        return _repeated(earlier, standing, order, shop)
    refusal = await log_refusal(
        session, actor, order=order, inspection=inspection, shop=shop, now=now
    )
    return RedemptionOutcome(refusal=refusal)


async def note_busy(
    session: AsyncSession, actor: Actor, *, order: RedeemOrder, shop: ShopSettings, now: datetime
) -> RedemptionOutcome:
    """Log a try that ended with `Busy`. In a transaction of its own: that one is lost."""
    refusal = await log_refusal(session, actor, order=order, inspection=BUSY, shop=shop, now=now)
    return RedemptionOutcome(refusal=refusal)


async def _take(
    session: AsyncSession, actor: Actor, standing: Standing, taking: Taking
) -> int | None:
    """The new redemption's id; None when the operation has made one before."""
    campaign = standing.campaign
    shared: dict[str, Any] = {
        "discount_id": standing.discount_id,
        "client_id": standing.client_id,
        "cashier_id": cashier_id_of(actor),
        "bill_minor": taking.bill_minor,
        "discount_minor": taking.discount_minor,
        "currency": taking.currency,
    }
    # The statement itself puts the id in: nobody knows it earlier.
    event = DiscountRedeemed(redemption_id=0, **shared)
    values = {
        **events.row_values(actor, event),
        **shared,
        "account_id": account_id_of(actor),
        "operation": taking.operation,
        "code": standing.code,
        "template_id": standing.template_id,
        "campaign_id": campaign and campaign.id,
        "limited_template_id": standing.template_id if standing.limits.is_limited else None,
        "limited_campaign_id": campaign.id if campaign and campaign.limits.is_limited else None,
        "is_test": standing.is_test,
        "now": taking.redeemed_at,
    }
    values["payload"] = json.dumps(values["payload"])
    if (made := await TAKE.fetch_row(session, values)) is None:
        return None
    events.mark_recorded(session)
    taken_id: int = made["id"]
    return taken_id


def _repeated(
    earlier: Redemption, standing: Standing | None, order: RedeemOrder, shop: ShopSettings
) -> RedemptionOutcome:
    """The answer that the operation got the first time."""
    if standing is None or standing.discount_id != earlier.discount_id:
        raise IdempotencyKeyReused
    if order.bill_minor != earlier.bill_minor:
        raise IdempotencyKeyReused
    taking = Taking(
        earlier.operation,
        earlier.bill_minor,
        earlier.discount_minor,
        earlier.currency,
        earlier.redeemed_at,
    )
    return _redeemed(standing, earlier.id, taking, shop)


def _redeemed(
    standing: Standing, redemption_id: int, taking: Taking, shop: ShopSettings
) -> RedemptionOutcome:
    return RedemptionOutcome(
        redeemed=CodeRedeemed(
            redemption_id=redemption_id,
            discount_id=standing.discount_id,
            code=standing.code,
            client_id=standing.client_id,
            template_id=standing.template_id,
            template_name=standing.template_name,
            campaign_id=standing.campaign.id if standing.campaign else None,
            kind=standing.kind,
            value=standing.value,
            bill_minor=taking.bill_minor,
            discount_minor=taking.discount_minor,
            currency=taking.currency,
            redeemed_at=taking.redeemed_at,
            undo_until=taking.redeemed_at + timedelta(minutes=shop.undo_minutes),
        )
    )
