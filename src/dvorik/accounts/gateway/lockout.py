"""Lock-out after wrong passwords, per e-mail and per address, in Redis.

A try is counted before the password is compared, so that a thousand at once are not all let
through on the first count. It is counted by what was typed, whether such an account exists or
not: the answer tells nobody who works here. Without Redis nobody signs in by password
(`Unavailable`): guessing without a limit would be worse, and those signed in go on working.
"""

import hashlib
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from dvorik.accounts.errors import SignInLocked
from dvorik.accounts.gateway.availability import redis_needed
from dvorik.accounts.rules.browsers import address_group
from dvorik.kernel.cache import Cache

# Answers 0 and counts the try under every key, or the longest wait in ms and counts nothing.
# ARGV: for each key free tries, first pause, longest pause, memory; times in ms.
_COUNT = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local wait = 0
for _, key in ipairs(KEYS) do
  local opens_at = tonumber(redis.call('HGET', key, 'opens_at') or 0)
  if opens_at - now > wait then wait = opens_at - now end
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
  local free, first, longest, memory = unpack(ARGV, i * 4 - 3, i * 4)
  local count = redis.call('HINCRBY', key, 'tries', 1)
  if count >= tonumber(free) then
    local pause = math.min(first * 2 ^ math.min(count - free, 30), tonumber(longest))
    redis.call('HSET', key, 'opens_at', string.format('%.0f', now + pause))
  end
  redis.call('PEXPIRE', key, memory)
end
return 0
"""

# The try that succeeded was counted as if it had failed.
_FORGIVE = """
redis.call('DEL', KEYS[1])
if redis.call('EXISTS', KEYS[2]) == 1 then
  redis.call('HINCRBY', KEYS[2], 'tries', -1)
  redis.call('HDEL', KEYS[2], 'opens_at')
end
"""


@dataclass(frozen=True, slots=True)
class _Policy:
    """`free_tries`, then a pause after each further one, twice as long each time."""

    free_tries: int
    first_pause_seconds: int
    longest_pause_seconds: int
    memory_seconds: int

    def arguments(self) -> tuple[int, int, int, int]:
        return (
            self.free_tries,
            self.first_pause_seconds * 1000,
            self.longest_pause_seconds * 1000,
            self.memory_seconds * 1000,
        )


_BY_NAME = _Policy(5, 30, 15 * 60, 24 * 3600)
# A shop's staff may share one address, so it is given more tries.
_BY_ADDRESS = _Policy(20, 30, 15 * 60, 3600)


def signed_in(account_id: int) -> str:
    """`who` of somebody who is signed in. Nobody can type it for an e-mail: that is one line."""
    return f"account\n{account_id}"


async def count_try(cache: Cache, *, who: str, address: str | None) -> None:
    """Count one try. Raises `SignInLocked` saying when to come back, or `Unavailable`.

    `who` is the e-mail as it was typed, or `signed_in` of who is there already.
    """
    keys = (_name_key(who), _address_key(address))
    arguments = (*_BY_NAME.arguments(), *_BY_ADDRESS.arguments())
    async with redis_needed():
        wait_ms: int = await cache.eval(_COUNT, len(keys), *keys, *arguments)
    if wait_ms:
        raise SignInLocked(retry_after_seconds=math.ceil(wait_ms / 1000))


async def forgive(cache: Cache, *, who: str, address: str | None) -> None:
    """The person has proved who they are: forget their wrong tries, and this one's count."""
    keys = (_name_key(who), _address_key(address))
    async with redis_needed():
        await cache.eval(_FORGIVE, len(keys), *keys)


@asynccontextmanager
async def one_try(cache: Cache, who: str, address: str | None) -> AsyncIterator[None]:
    """Count what happens inside as a try, forgiven unless it raises."""
    await count_try(cache, who=who, address=address)
    yield
    await forgive(cache, who=who, address=address)


async def forget(cache: Cache, email: str) -> None:
    """A new password was set: whoever has been guessing the old one is no reason to wait."""
    async with redis_needed():
        await cache.delete(_name_key(email))


def _name_key(who: str) -> str:
    # Hashed: e-mails are not to lie about in Redis.
    return f"lockout:name:{hashlib.sha256(who.casefold().encode()).hexdigest()}"


def _address_key(address: str | None) -> str:
    return f"lockout:address:{address_group(address)}"
