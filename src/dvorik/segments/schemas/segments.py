"""What callers send about segments and what they get back."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from dvorik.clients.types import Gender
from dvorik.kernel.i18n import Language
from dvorik.kernel.paging import PageQuery
from dvorik.kernel.schemas import Bool, Input, Line, Output, Paragraph
from dvorik.segments.schemas.trees import AllOf, Node, Rule
from dvorik.segments.types import FieldGroup, FieldType, Operator, SegmentSort


class SegmentQuery(PageQuery):
    search: Line | None = Field(None, description="A part of the name.")
    sort: SegmentSort = SegmentSort.NAME


class SegmentCreate(Input):
    name: Line
    description: Paragraph | None = None
    rule: Rule


class SegmentEdit(Input):
    """What is left out stays; a null description empties it."""

    name: Line = ""
    description: Paragraph | None = None
    rule: Rule = AllOf(type="and", rules=[])


class SegmentView(Output):
    id: int
    name: str
    description: str
    rule: Node
    created_by_id: int | None
    version: int
    created_at: datetime
    updated_at: datetime


class AdHocRule(Input):
    """A rule that is asked and not kept."""

    rule: Rule
    include_test: Annotated[Bool, Field(description="Count test people as others.")] = False


class LeftOut(Output):
    reason: str = Field(
        description="test, no_telegram, blacklisted, blocked, no_consent, topic_off, …"
    )
    count: int


class AudienceCount(Output):
    """Of `selected` people, `reached` get a message; each of the others has one reason."""

    selected: int
    reached: int
    left_out: list[LeftOut]
    is_estimate: bool = Field(
        description="Counting took too long: these are the database's own estimates."
    )


class PreviewPerson(Output):
    """One of those selected. `phone` is None to those without `clients:phones`."""

    id: int
    full_name: str
    username: str | None
    phone: str | None
    is_phone_hidden: bool
    gender: Gender
    language: Language
    tags: list[str]
    is_subscribed: bool
    created_at: datetime
    left_out: str | None = Field(description="Why they get no message; null if they do.")


class Preview(Output):
    """Up to 20 of those selected, the newest first."""

    people: list[PreviewPerson]


class OptionView(Output):
    value: str
    title: str


class OperatorView(Output):
    operator: Operator
    title: str
    value_schema: dict[str, Any] | None = Field(
        description="JSON Schema of the value; null where there is none."
    )


class FieldView(Output):
    field: str
    title: str
    group: FieldGroup
    group_title: str
    type: FieldType
    operators: list[OperatorView]
    options: list[OptionView] | None = Field(description="All values of a choice.")
    options_path: str | None = Field(description="Where a list of things to choose from is.")


class FieldList(Output):
    """Everything a rule may ask, in the order of the page."""

    items: list[FieldView]
    max_nodes: int
    max_groups: int
