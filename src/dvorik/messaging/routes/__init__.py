"""Routes of the messaging feature, by noun."""

from dvorik.messaging.routes.broadcasts import router as broadcasts
from dvorik.messaging.routes.corrections import router as corrections
from dvorik.messaging.routes.exports import router as exports
from dvorik.messaging.routes.offers import router as offers
from dvorik.messaging.routes.outbox import router as outbox
from dvorik.messaging.routes.received import router as received
from dvorik.messaging.routes.texts import router as texts

__all__ = ["broadcasts", "corrections", "exports", "offers", "outbox", "received", "texts"]
