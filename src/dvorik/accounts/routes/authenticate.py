"""From an access token to the actor. Runs before every route that is not public."""

from datetime import datetime
from uuid import UUID

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries
from dvorik.accounts.rules import access
from dvorik.accounts.rules.keys import Keyring
from dvorik.kernel.actor import Actor
from dvorik.kernel.config import Config
from dvorik.kernel.errors import Unauthenticated


async def authenticate(request: Request, session: AsyncSession) -> Actor:
    """The account behind `Authorization: Bearer …`, with what its role may do at this moment.

    One query; leaves the device's id in `request.state.device_id`. Raises `Unauthenticated`,
    `AccessTokenExpired`.
    """
    claims = read_claims(request)
    actor = await queries.find_signed_in(
        session, account_id=claims.account_id, device_id=claims.device_id
    )
    if actor is None:
        raise Unauthenticated
    request.state.device_id = claims.device_id
    return actor


def read_claims(request: Request) -> access.Claims:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    now: datetime = request.app.state.clock()
    return access.read(keyring_of(request.app.state.config), token.strip(), now=now)


def keyring_of(config: Config) -> Keyring:
    return Keyring.of(
        config.secret_key.get_secret_value(), config.previous_secret_key.get_secret_value()
    )


def current_device(request: Request) -> UUID | None:
    """The device the actor acts from; None when the actor did not sign in with a token of ours."""
    device_id: UUID | None = getattr(request.state, "device_id", None)
    return device_id
