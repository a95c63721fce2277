"""Every table of every feature.

Foreign keys name their target by string, so a process that has not imported the target's
module fails at its first flush. Doors call `configure` at start-up; Alembic reads `metadata`.
"""

from sqlalchemy.orm import configure_mappers

from dvorik.accounts import models as accounts
from dvorik.analytics import models as analytics
from dvorik.bulk import models as bulk
from dvorik.clients import models as clients
from dvorik.finance import models as finance
from dvorik.kernel import events, idempotency, inbox
from dvorik.kernel.db import Base
from dvorik.loyalty import models as loyalty
from dvorik.merging import models as merging
from dvorik.messaging import models as messaging
from dvorik.segments import models as segments
from dvorik.settings import models as settings

MODULES = (
    accounts,
    analytics,
    bulk,
    clients,
    events,
    finance,
    idempotency,
    inbox,
    loyalty,
    merging,
    messaging,
    segments,
    settings,
)
metadata = Base.metadata


def configure() -> None:
    """Fail now, not at the first query, if two models do not fit together."""
    configure_mappers()
