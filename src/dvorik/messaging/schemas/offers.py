"""What people read about a discount, shown before anybody holds it."""

from dvorik.kernel.schemas import Output


class OfferPreview(Output):
    """Telegram HTML: what the client is sent, and what the cashier sees of a good code."""

    client: str
    cashier: str
