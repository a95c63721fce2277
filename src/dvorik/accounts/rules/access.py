"""The access token: a JWT that names an account and a device for half an hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

import jwt
from jwt.types import Options

from dvorik.accounts.errors import AccessTokenExpired
from dvorik.accounts.rules.keys import Keyring
from dvorik.kernel.errors import Unauthenticated
from dvorik.kernel.schemas import MAX_ID

LIFETIME = timedelta(minutes=30)
_PURPOSE = "access"
_ALGORITHM = "HS256"
# The moment is compared with the caller's clock, not with the one PyJWT would read.
_CHECKS: Options = {
    "verify_exp": False,
    "verify_iat": False,
    "require": ["sub", "device", "iat", "exp"],
}


@dataclass(frozen=True, slots=True)
class Claims:
    account_id: int
    device_id: UUID


def issue(keys: Keyring, claims: Claims, *, now: datetime) -> str:
    kid, key = next(iter(keys.keys(_PURPOSE).items()))
    payload = {
        "sub": str(claims.account_id),
        "device": str(claims.device_id),
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
    }
    return jwt.encode(payload, key, _ALGORITHM, headers={"kid": kid})


def read(keys: Keyring, token: str, *, now: datetime) -> Claims:
    """Raises `AccessTokenExpired` for one of ours that is old, `Unauthenticated` for any other."""
    claims, expires_at = _verify(keys, token)
    if now.timestamp() >= expires_at:
        raise AccessTokenExpired
    return claims


# A person's token comes with each request for half an hour; its signature does not change. Only
# genuine ones are kept, and time and device are looked at anew.
@lru_cache(maxsize=4096)
def _verify(keys: Keyring, token: str) -> tuple[Claims, int]:
    """What a token of ours says, and when it ends. Raises `Unauthenticated`."""
    try:
        kid = jwt.get_unverified_header(token).get("kid", "")
        key = keys.keys(_PURPOSE).get(kid, b"")
        if not key:
            raise Unauthenticated
        payload = jwt.decode(token, key, [_ALGORITHM], options=_CHECKS)
        claims = Claims(int(payload["sub"]), UUID(payload["device"]))
        expires_at = int(payload["exp"])
    except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError) as error:
        raise Unauthenticated from error
    if not 0 < claims.account_id <= MAX_ID:
        raise Unauthenticated
    return claims, expires_at
