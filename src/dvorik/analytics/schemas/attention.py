"""What waits for a person."""

from datetime import datetime

from pydantic import Field

from dvorik.analytics.types import AttentionKind
from dvorik.kernel.schemas import Output


class AttentionItem(Output):
    kind: AttentionKind
    id: int = Field(description="Of the cashier, the dispute or the broadcast.")
    name: str = Field(description="Of the cashier or the client, or the broadcast's title.")
    since: datetime
    code: str | None = Field(None, description="The disputed code.")
    wrong_codes: int | None = Field(None, description="How many in a row.")


class Attention(Output):
    items: list[AttentionItem] = Field(
        description="What you may see, newest first; at most 20 of each kind."
    )
