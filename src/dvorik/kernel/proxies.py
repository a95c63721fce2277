"""A proxy that forwards requests and is not in TRUSTED_PROXIES: seen by the API, told by doctor.

Without trust every visitor has the proxy's address, and the limits per address bind all of them
together. Containers are the usual case: there the proxy's address is not 127.0.0.1.
"""

import ipaddress
from collections.abc import Sequence
from datetime import timedelta

from dvorik.kernel.cache import Cache

_KEY = "proxy:untrusted"
_REMEMBERED = timedelta(days=1)


def is_untrusted(peer: str, forwarded_for: Sequence[str]) -> bool:
    """Whether a neighbour forwards for others and is not believed.

    A believed one has been replaced by an address it named; one from afar is no proxy of ours.

    >>> is_untrusted("172.18.0.5", ["8.8.8.8"])
    True
    >>> is_untrusted("8.8.8.8", ["8.8.8.8"]), is_untrusted("8.8.8.8", ["10.0.0.1"])
    (False, False)
    """
    named = {part.strip() for line in forwarded_for for part in line.split(",")}
    if not named or peer in named:
        return False
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    return address.is_private


async def note(cache: Cache, peer: str) -> None:
    await cache.set(_KEY, peer, ex=_REMEMBERED)


async def last(cache: Cache) -> str | None:
    """The address of the last such proxy, for a day after it was seen."""
    found = await cache.get(_KEY)
    return None if found is None else str(found)
