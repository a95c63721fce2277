"""What callers ask to be done to many people, and how they follow it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from dvorik.bulk.types import AudienceKind, ExportColumn, JobStatus, LeftOut
from dvorik.clients.schemas import Tags, UserFilter
from dvorik.kernel.i18n import Language
from dvorik.kernel.paging import PageQuery
from dvorik.kernel.schemas import Bool, Id, Input, Output
from dvorik.kernel.spreadsheets import TableFormat
from dvorik.segments.schemas import Rule

MAX_LISTED = 10_000

MAX_TOLD = 500
"""A few minutes of the bot's replies; a broadcast tells more people at a pace of its own."""


class TheseClients(Input):
    """By id, test people too: whoever names them asks for them."""

    kind: Literal["clients"]
    client_ids: Annotated[list[Id], Field(min_length=1, max_length=MAX_LISTED)]


class FilteredUsers(Input):
    """Everyone `GET /users` would list with these filters."""

    kind: Literal["filter"]
    filter: UserFilter


class SegmentMembers(Input):
    """Whom the segment selects now. Needs `segments:read` as well."""

    kind: Literal["segment"]
    segment_id: Id
    include_test: Bool = False


class RuleMatches(Input):
    """Whom the rule selects now. Needs `segments:read` as well."""

    kind: Literal["rule"]
    rule: Rule
    include_test: Bool = False


BulkAudience = Annotated[
    TheseClients | FilteredUsers | SegmentMembers | RuleMatches, Field(discriminator="kind")
]


def _in_order(columns: list[ExportColumn]) -> list[ExportColumn]:
    wanted = set(columns)
    return [column for column in ExportColumn if column in wanted]


_SomeTags = Annotated[Tags, Field(min_length=1)]


class AddTags(Input):
    """Needs `clients:edit`."""

    kind: Literal["add_tags"]
    tags: _SomeTags


class RemoveTags(Input):
    """Needs `clients:edit`."""

    kind: Literal["remove_tags"]
    tags: _SomeTags


class AssignDiscount(Input):
    """A code of the template to everyone who does not hold this period's. Needs
    `discounts:issue`."""

    kind: Literal["assign_discount"]
    template_id: Id
    notify: Bool = Field(
        default=False,
        description="Tell those who agreed to messages; at most 500 people. Otherwise nobody"
        " is told: a broadcast with the template attached tells any number.",
    )


class ExportClients(Input):
    """A file with a row for each. Needs `clients:export`, and `clients:phones` for phones."""

    kind: Literal["export"]
    format: TableFormat = TableFormat.XLSX
    columns: Annotated[
        list[ExportColumn] | None,
        Field(min_length=1, max_length=len(ExportColumn)),
        AfterValidator(lambda columns: columns and _in_order(columns)),
    ] = Field(None, description="Null: all but notes that you may see.")


BulkAction = Annotated[
    AddTags | RemoveTags | AssignDiscount | ExportClients, Field(discriminator="kind")
]


class BulkOrder(Input):
    """Whom it concerns is settled now; it is done in the background."""

    audience: BulkAudience
    action: BulkAction


class BulkAudienceView(Output):
    kind: AudienceKind
    segment_id: int | None = None


class BulkJobView(Output):
    """`done` of `total` people had their turn; it changed something for `changed` of them."""

    id: int
    status: JobStatus
    action: BulkAction
    audience: BulkAudienceView
    total: int
    done: int
    changed: int
    left_out: dict[LeftOut, int] = Field(description="The others of those done, by reason.")
    error: str | None = Field(description="The code of what stopped it.")
    has_result: bool = Field(description="There is a file to download.")
    expires_at: datetime | None = Field(
        description="When the file and the list of those left out are thrown away."
    )
    created_by_id: int | None
    created_by_name: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class BulkJobFilter(PageQuery):
    status: JobStatus | None = None


class LeftOutPerson(Output):
    client_id: int
    name: str | None = Field(description="Null: there is no such client.")
    reason: LeftOut


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportClaim:
    """An export that is ours to write until `until`, which also names the claim."""

    job_id: int
    until: datetime
    kind: TableFormat
    columns: tuple[ExportColumn, ...]
    language: Language
    total: int


@dataclass(slots=True)
class Written:
    """How far an export is."""

    done: int = 0
    found: int = 0

    @property
    def left_out(self) -> dict[str, Any]:
        missing = self.done - self.found
        return {LeftOut.NOT_FOUND.value: missing} if missing else {}
