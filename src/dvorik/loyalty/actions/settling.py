"""The end of a dispute, whoever or whatever decides it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import events
from dvorik.kernel.actor import Actor
from dvorik.loyalty.actions.inspecting import account_id_of
from dvorik.loyalty.events import DisputeSettled
from dvorik.loyalty.models import Dispute
from dvorik.loyalty.types import DisputeStatus


def settle(
    session: AsyncSession,
    actor: Actor,
    dispute: Dispute,
    *,
    decision: DisputeStatus,
    resolution: str | None,
    now: datetime,
) -> None:
    """Close an open dispute that is locked. `resolution` is what the client reads."""
    dispute.status = decision.value
    dispute.resolved_at = now
    dispute.resolved_by_id = account_id_of(actor)
    dispute.resolution = resolution
    event = DisputeSettled(
        dispute_id=dispute.id,
        redemption_id=dispute.redemption_id,
        client_id=dispute.client_id,
        status=decision.value,
    )
    events.record(session, actor, event)
