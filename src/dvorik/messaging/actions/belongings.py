"""What belongs to a client here, and goes with them when two cards become one."""

from dvorik.kernel.belongings import Belonging, Belongings
from dvorik.messaging.models import Delivery, OutgoingMessage

# Where both were sent a broadcast, the second message stays with the card that dissolves.
BELONGINGS = Belongings(
    Belonging(OutgoingMessage.client_id),
    Belonging(Delivery.client_id, once_per=(Delivery.broadcast_id,)),
)
