from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, JsonValue, StringConstraints

from dvorik.clients.schemas import UserDetails
from dvorik.kernel.actor import ActorKind
from dvorik.kernel.paging import CursorQuery
from dvorik.kernel.schemas import MAX_ID, Moment, Output
from dvorik.loyalty.schemas.discounts import DiscountView

TypePrefix = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_.]{0,99}$")]


class ObjectKind(StrEnum):
    """What something may be done to, and the name of its id in an event: `account_id`."""

    ACCOUNT = "account"
    CLIENT = "client"
    CASHIER = "cashier"
    TEMPLATE = "template"
    CAMPAIGN = "campaign"
    SEGMENT = "segment"
    BROADCAST = "broadcast"
    DISCOUNT = "discount"


# Codes are too many to be looked for here; each has a story of its own.
ObjectRef = Annotated[
    str,
    StringConstraints(
        pattern=r"^(account|client|cashier|template|campaign|segment|broadcast):[1-9][0-9]{0,17}$"
    ),
]


class AuditQuery(CursorQuery):
    type: TypePrefix | None = Field(
        None, description="The beginning of a type: `loyalty.` or `loyalty.code_redeemed`."
    )
    actor_kind: ActorKind | None = None
    actor_id: int | None = Field(None, ge=0, le=MAX_ID)
    client_id: int | None = Field(None, ge=1, le=MAX_ID)
    about: ObjectRef | None = Field(
        None, description="What was done to one thing: `template:5`, `account:2`."
    )
    occurred_from: Moment | None = None
    occurred_until: Moment | None = Field(None, description="Not included.")


class AuditActor(Output):
    kind: ActorKind
    id: int
    name: str | None = Field(description="Null for the system, tokens, and people erased since.")


class AuditObject(Output):
    kind: ObjectKind
    id: int
    name: str | None = Field(description="Null when it is gone.")


class AuditChange(Output):
    field: str
    before: JsonValue
    after: JsonValue


class AuditEntry(Output):
    id: int
    type: str
    actor: AuditActor
    objects: list[AuditObject] = Field(description="What it was done to, with names.")
    changes: list[AuditChange] = Field(description="Where what it was and what it is was kept.")
    client_name: str | None = Field(description="The client the event is about, if it is.")
    payload: dict[str, Any]
    occurred_at: datetime
    request_id: str | None


class AuditTypes(Output):
    items: list[str]


class AuditActors(Output):
    items: list[AuditActor]


class UserCard(UserDetails):
    """Everything about one bot user. Discounts are null to those without `discounts:read`."""

    active_discounts: list[DiscountView] | None = Field(description="The first to end on top.")
    discounts: list[DiscountView] | None = Field(description="The 50 newest, whatever their state.")
    history: list[AuditEntry] = Field(description="The 50 newest events about this person.")
