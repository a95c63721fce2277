"""Why the demo would not open."""

from dvorik.kernel.errors import Conflict


class ShopNotEmpty(Conflict):
    """Somebody's own clients are here; sample people must not be mixed with them."""

    code = "demo.shop_not_empty"
