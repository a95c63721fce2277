"""Hashing of passwords, in a thread: argon2 wants 25 ms of a processor and 19 MiB.

Where anybody may knock, call these outside a transaction, or connections wait for hashes.
"""

import asyncio
from dataclasses import dataclass

from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

# OWASP's parameters for a server that hashes while people wait: 19 MiB, two passes.
_ARGON2 = Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_BCRYPT = BcryptHasher()
_BCRYPT_READS_BYTES = 72

# Of a random value nobody knows, with the parameters above: an address without an account costs
# the same time as one with it.
NOBODYS_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$oVBzxwGppDMWW+IFTC+N+w$"
    "CqpZvzScpaCYzPhbxp8Chv+0GIfpZB2tDuDPl8GAEsY"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    is_right: bool
    upgraded_hash: str | None = None
    """A hash of today's kind to keep instead, when the stored one is of an older kind."""


async def hash_password(password: str) -> str:
    return await asyncio.to_thread(_ARGON2.hash, password)


async def verify_password(password: str, stored: str | None) -> Verdict:
    """Compare with a stored hash. None takes as long as a wrong password, and is never right."""
    verdict = await asyncio.to_thread(_verify, password, stored or NOBODYS_HASH)
    return verdict if stored else Verdict(is_right=False)


def _verify(password: str, stored: str) -> Verdict:
    if BcryptHasher.identify(stored):
        # Those who made such hashes cut longer passwords silently; the library refuses them.
        is_right = _BCRYPT.verify(password.encode()[:_BCRYPT_READS_BYTES], stored)
        is_old = True
    elif Argon2Hasher.identify(stored):
        is_right = _ARGON2.verify(password, stored)
        is_old = _ARGON2.check_needs_rehash(stored)
    else:
        return Verdict(is_right=False)
    return Verdict(is_right, _ARGON2.hash(password) if is_right and is_old else None)
