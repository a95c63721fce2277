"""What is sent."""

from enum import StrEnum

from pydantic import Field

from dvorik.kernel.schemas import Output


class Sign(StrEnum):
    """Said by the stream about itself."""

    READY = "live.ready"
    MISSED = "live.missed"
    RIGHTS_CHANGED = "live.rights_changed"


class LiveEvent(Output):
    """Something happened. What it is now, the API says to whoever asks."""

    type: str = Field(
        description="A type of the audit log. Or `live.ready`: from here on nothing is left out;"
        " `live.missed`: something was, look at everything anew; `live.rights_changed`: you may"
        " do more or less than before."
    )
    ids: dict[str, int] = Field(description="Of what it is about, as far as you may see it.")
