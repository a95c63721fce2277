"""Signing in with Telegram, and tying a Telegram person to one's account."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Path
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import actions, queries
from dvorik.accounts.gateway import limits, lockout, telegram
from dvorik.accounts.gateway.bot_name import auth_bot_username
from dvorik.accounts.gateway.telegram import SignInState, TakenSignIn
from dvorik.accounts.routes.dependencies import (
    AccountActorDep,
    DeviceDep,
    Entrance,
    EntranceDep,
    same_origin,
)
from dvorik.accounts.schemas import (
    TelegramLinkBegin,
    TelegramLinkBegun,
    TelegramSignInBegun,
    TelegramSignInStatus,
)
from dvorik.accounts.types import AccountStatus
from dvorik.kernel import qr
from dvorik.kernel.actor import Actor
from dvorik.kernel.web import SessionDep, public, signed_in

router = APIRouter(prefix="/auth/telegram", tags=["sign-in"], dependencies=[same_origin])
CodePath = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,100}$")]
SecretHeader = Annotated[str, Header(alias="X-Sign-In-Secret", max_length=100)]


@router.post("/init", dependencies=[public])
async def begin_telegram_sign_in(entrance: EntranceDep) -> TelegramSignInBegun:
    """Begin. Show the QR or the link, and the number; ask for the status every second or two."""
    cache, browser = entrance.cache, entrance.browser
    await limits.check_rate(cache, "telegram", limits.TELEGRAM_CODE, browser.address)
    username = await auth_bot_username(cache, entrance.config)
    begun = await telegram.begin(cache, browser=browser, now=entrance.now)
    link = f"{entrance.config.telegram_links}/{username}?start=login_{begun.code}"
    return TelegramSignInBegun(
        auth_code=begun.code,
        browser_secret=begun.browser_secret,
        number=begun.number,
        deep_link=link,
        qr_code_base64=qr.png_base64(link),
        expires_in=telegram.LIFETIME_SECONDS,
    )


@router.get("/status/{auth_code}", dependencies=[public])
async def get_telegram_sign_in(
    entrance: EntranceDep, auth_code: CodePath, browser_secret: SecretHeader = ""
) -> TelegramSignInStatus:
    """How it stands. `completed` comes once and carries the session; the code is gone then."""
    cache, address = entrance.cache, entrance.browser.address
    await limits.check_rate(cache, "telegram_status", limits.TELEGRAM_STATUS, address)
    taken = await telegram.take(cache, auth_code, browser_secret=browser_secret)
    return await _answer(entrance, taken)


async def _answer(entrance: Entrance, taken: TakenSignIn) -> TelegramSignInStatus:
    if taken.telegram_id is None:
        is_pending = taken.state is SignInState.PENDING
        return TelegramSignInStatus(status="pending" if is_pending else "canceled")
    async with entrance.database.transaction() as session:
        account = await queries.find_by_telegram(session, taken.telegram_id)
        if account is None or account.status == AccountStatus.OUTSIDE.value:
            return TelegramSignInStatus(status="unknown_person")
        if account.status == AccountStatus.PENDING.value:
            return TelegramSignInStatus(status="awaiting_approval")
        opened = await actions.sign_in_with_telegram(
            session, account_id=account.id, browser=entrance.browser, now=entrance.now
        )
    return TelegramSignInStatus(status="completed", session=await entrance.begin(opened))


@router.post("/link", dependencies=[signed_in])
async def begin_telegram_link(
    session: SessionDep,
    actor: AccountActorDep,
    device_id: DeviceDep,
    entrance: EntranceDep,
    body: TelegramLinkBegin,
) -> TelegramLinkBegun:
    """A link with which the person ties their Telegram to the account they are signed in to.

    It is another key to the account, so it asks for the present password, or for a sign-in of
    the last minutes where there is none.
    """
    await _prove(session, actor, body.current_password, device_id, entrance)
    cache, config = entrance.cache, entrance.config
    # Once a day this asks Telegram, three seconds at most, while the actor's transaction is open.
    username = await auth_bot_username(cache, config)
    code = await telegram.begin_link(cache, account_id=actor.id)
    link = f"{config.telegram_links}/{username}?start=link_{code}"
    return TelegramLinkBegun(
        link_code=code,
        deep_link=link,
        qr_code_base64=qr.png_base64(link),
        expires_in=telegram.LIFETIME_SECONDS,
    )


async def _prove(
    session: AsyncSession,
    actor: Actor,
    given: SecretStr | None,
    device_id: UUID | None,
    entrance: Entrance,
) -> None:
    """A password that was given is a try like any other."""
    prove = partial(actions.prove, current_password=given, device_id=device_id, now=entrance.now)
    if given is None:
        await prove(session, actor)
    else:
        who = lockout.signed_in(actor.id)
        async with lockout.one_try(entrance.cache, who, entrance.browser.address):
            await prove(session, actor)
