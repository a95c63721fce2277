"""How often the open doors of signing in may be knocked at. Without Redis: not at all."""

import hashlib

from dvorik.accounts.gateway.availability import redis_needed
from dvorik.accounts.rules.browsers import address_group
from dvorik.kernel import limits
from dvorik.kernel.cache import Cache
from dvorik.kernel.limits import Rate

REGISTER = Rate(10, 3600, burst=5)
FORGOT_PASSWORD = Rate(20, 3600, burst=5)
ONE_TIME_TOKEN = Rate(60, 3600, burst=20)
TELEGRAM_CODE = Rate(120, 3600, burst=20)
TELEGRAM_STATUS = Rate(120, 60, burst=30)

_RESET_MAILS = Rate(4, 3600, burst=2)


async def check_rate(cache: Cache, door: str, rate: Rate, address: str | None) -> None:
    """Raises `TooMany` or `Unavailable`."""
    async with redis_needed():
        await limits.take(cache, f"accounts:{door}:{address_group(address)}", rate)


async def may_mail_reset(cache: Cache, email: str) -> bool:
    """Whether this mailbox may get one more reset mail now. The person is not told."""
    name = hashlib.sha256(email.casefold().encode()).hexdigest()
    async with redis_needed():
        return await limits.wait_time(cache, f"accounts:reset_mail:{name}", _RESET_MAILS) == 0
