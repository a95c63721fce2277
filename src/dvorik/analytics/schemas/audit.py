from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from dvorik.clients.schemas import UserDetails
from dvorik.kernel.actor import ActorKind
from dvorik.kernel.paging import CursorQuery
from dvorik.kernel.schemas import MAX_ID, Moment, Output
from dvorik.loyalty.schemas.discounts import DiscountView

TypePrefix = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_.]{0,99}$")]


class AuditQuery(CursorQuery):
    type: TypePrefix | None = Field(
        None, description="The beginning of a type: `loyalty.` or `loyalty.code_redeemed`."
    )
    actor_kind: ActorKind | None = None
    actor_id: int | None = Field(None, ge=0, le=MAX_ID)
    client_id: int | None = Field(None, ge=1, le=MAX_ID)
    occurred_from: Moment | None = None
    occurred_until: Moment | None = Field(None, description="Not included.")


class AuditActor(Output):
    kind: ActorKind
    id: int
    name: str | None = Field(description="Null for the system, tokens, and people erased since.")


class AuditEntry(Output):
    id: int
    type: str
    actor: AuditActor
    client_name: str | None = Field(description="The client the event is about, if it is.")
    payload: dict[str, Any]
    occurred_at: datetime
    request_id: str | None


class AuditTypes(Output):
    items: list[str]


class UserCard(UserDetails):
    """Everything about one bot user. Discounts are null to those without `discounts:read`."""

    active_discounts: list[DiscountView] | None = Field(description="The first to end on top.")
    discounts: list[DiscountView] | None = Field(description="The 50 newest, whatever their state.")
    history: list[AuditEntry] = Field(description="The 50 newest events about this person.")
