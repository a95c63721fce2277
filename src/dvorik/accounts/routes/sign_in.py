"""Signing in with a password or a link, going on, and signing out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Cookie, Request

from dvorik.accounts import actions, queries
from dvorik.accounts.actions import Session
from dvorik.accounts.errors import SessionEnded, WrongCredentials
from dvorik.accounts.gateway import limits, lockout
from dvorik.accounts.routes.answers import REFRESH_COOKIE, clear_refresh_cookie
from dvorik.accounts.routes.authenticate import read_claims
from dvorik.accounts.routes.dependencies import AccountActorDep, Entrance, EntranceDep, same_origin
from dvorik.accounts.schemas import Login, MeView, RefreshBody, SessionView, TokenLogin
from dvorik.kernel.errors import Busy, Invalid, Unauthenticated
from dvorik.kernel.web import ConfigDep, SessionDep, public, signed_in
from dvorik.settings.web import ShopDep

router = APIRouter(prefix="/auth", tags=["sign-in"], dependencies=[same_origin])
RefreshCookie = Annotated[str | None, Cookie(alias=REFRESH_COOKIE)]


@router.post("/login", dependencies=[public])
async def login(body: Login, entrance: EntranceDep) -> SessionView:
    """Sign in with e-mail and password. After some wrong tries one has to wait between two."""
    await lockout.count_try(entrance.cache, who=body.email, address=entrance.browser.address)
    return await entrance.begin(await _open_with_password(entrance, body))


async def _open_with_password(entrance: Entrance, body: Login) -> Session:
    # Twice, for the hash may change while it is compared; a third time nobody is that unlucky.
    for _ in range(2):
        if opened := await _try_password(entrance, body):
            return opened
    raise Busy


async def _try_password(entrance: Entrance, body: Login) -> Session | None:
    async with entrance.database.transaction() as session:
        found = await queries.find_credentials(session, body.email)
    verdict = await actions.verify_password(
        body.password.get_secret_value(), found.password_hash if found else None
    )
    if found is None or not verdict.is_right:
        raise WrongCredentials
    await lockout.forgive(entrance.cache, who=body.email, address=entrance.browser.address)
    async with entrance.database.transaction() as session:
        return await actions.sign_in_with_password(
            session,
            checked=found,
            upgraded_hash=verdict.upgraded_hash,
            browser=entrance.browser,
            now=entrance.now,
        )


@router.post("/login-token", dependencies=[public])
async def login_with_token(body: TokenLogin, entrance: EntranceDep) -> SessionView:
    """Exchange the token of a one-time link for a session. It works once."""
    browser = entrance.browser
    await limits.check_rate(entrance.cache, "token", limits.ONE_TIME_TOKEN, browser.address)
    async with entrance.database.transaction() as session:
        opened = await actions.sign_in_with_link(
            session, raw=body.token.get_secret_value(), browser=browser, now=entrance.now
        )
    return await entrance.begin(opened)


@router.post("/refresh", dependencies=[public])
async def refresh_session(
    entrance: EntranceDep, body: RefreshBody | None = None, dvorik_refresh: RefreshCookie = None
) -> SessionView:
    """Exchange a refresh token, of the body or else of the cookie, for its successor.

    A token may come again within ten seconds and gives the same successor: two tabs, or an
    answer that got lost. Later it counts as stolen, and the device is signed out.
    """
    raw = _given_token(body, dvorik_refresh)
    if raw is None:
        raise Invalid(errors=[{"pointer": "/body/refresh_token", "code": "missing"}])
    async with entrance.database.transaction() as session:
        opened = await actions.refresh(session, raw=raw, keys=entrance.keys, now=entrance.now)
    # After the commit: that a stolen token ended its device must not be rolled back.
    if opened is None:
        raise SessionEnded
    return await entrance.begin(opened)


def _given_token(body: RefreshBody | None, cookie: str | None) -> str | None:
    if body is not None and body.refresh_token is not None:
        return body.refresh_token.get_secret_value()
    return cookie


@router.post("/logout", status_code=204, dependencies=[public])
async def logout(
    request: Request,
    entrance: EntranceDep,
    body: RefreshBody | None = None,
    dvorik_refresh: RefreshCookie = None,
) -> None:
    """End this device, named by its refresh token or else by its access token.

    Whoever is signed out already gets the same answer.
    """
    raw = _given_token(body, dvorik_refresh)
    async with entrance.database.transaction() as session:
        device_id = (
            await actions.find_device_of_token(session, raw) if raw else _device_of_access(request)
        )
        if device_id is not None:
            await actions.sign_out(session, device_id=device_id, now=entrance.now)
    clear_refresh_cookie(entrance.response, entrance.config)


def _device_of_access(request: Request) -> UUID | None:
    try:
        return read_claims(request).device_id
    except Unauthenticated:
        return None


@router.get("/me", dependencies=[signed_in])
async def get_me(
    session: SessionDep, actor: AccountActorDep, shop: ShopDep, config: ConfigDep
) -> MeView:
    """Who is signed in, and what they may do at this moment."""
    return await queries.get_me(session, actor, shop, sandbox_url=config.sandbox_url)
