"""What can be wrong about an order."""

from dvorik.kernel.errors import Conflict, Invalid, NotFound


class OrderNotFound(NotFound):
    code = "finance.order_not_found"


class OrderDiffers(Conflict):
    """The source sent this external id before, for other money or another client.

    `order_id` is the order it made then.
    """

    code = "finance.order_differs"


class OrderedInFuture(Invalid):
    """A purchase that has not happened yet. `now` is the clock of the server."""

    code = "finance.ordered_in_future"
