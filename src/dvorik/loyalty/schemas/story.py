"""What happened to one code: who, when, what and why."""

from datetime import datetime

from pydantic import Field

from dvorik.kernel.actor import ActorKind
from dvorik.kernel.schemas import Output
from dvorik.loyalty.schemas.discounts import DiscountRow
from dvorik.loyalty.schemas.disputes import DisputeView
from dvorik.loyalty.schemas.redemptions import AttemptView, RedemptionView
from dvorik.loyalty.types import StoryStep


class StoryActor(Output):
    kind: ActorKind
    id: int
    name: str | None = Field(description="Null for the system and for tokens.")


class StoryLine(Output):
    happened_at: datetime
    step: StoryStep
    actor: StoryActor | None = Field(description="Null where nobody wrote down who it was.")
    reason: str | None = Field(
        description="Of a refusal its code, of a reversal and a verdict the words of who decided."
    )
    redemption_id: int | None


class DiscountStory(DiscountRow):
    """What happened to this code. Attempts are the newest, the rest is all there is.

    `lines` tell it in one, oldest first.
    """

    lines: list[StoryLine]
    attempts: list[AttemptView]
    redemptions: list[RedemptionView]
    disputes: list[DisputeView]
