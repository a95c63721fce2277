"""Registering, and a forgotten password: open to anyone, telling nobody who works here."""

from fastapi import APIRouter

from dvorik.accounts import actions
from dvorik.accounts.gateway import limits, lockout
from dvorik.accounts.routes.answers import even_time
from dvorik.accounts.routes.dependencies import EntranceDep, same_origin
from dvorik.accounts.schemas import (
    ForgottenPassword,
    PasswordReset,
    Registration,
    RegistrationAnswer,
)
from dvorik.kernel.web import public

router = APIRouter(prefix="/auth", tags=["sign-in"], dependencies=[same_origin])


@router.post("/register", status_code=202, dependencies=[public])
async def register(body: Registration, entrance: EntranceDep) -> RegistrationAnswer:
    """Ask for an account. The first one of a shop is its owner; later ones wait for approval.

    An address that has an account gets the same answer in the same time.
    """
    cache, address = entrance.cache, entrance.browser.address
    await limits.check_rate(cache, "register", limits.REGISTER, address)
    async with even_time():
        password_hash = await actions.hash_password(body.password.get_secret_value())
        async with entrance.database.transaction() as session:
            status = await actions.register(session, request=body, password_hash=password_hash)
    return RegistrationAnswer(status=status)


@router.post("/forgot-password", status_code=202, dependencies=[public])
async def forgot_password(body: ForgottenPassword, entrance: EntranceDep) -> None:
    """Ask for a link by mail. The answer is the same, in the same time, for any address."""
    cache, address = entrance.cache, entrance.browser.address
    await limits.check_rate(cache, "forgot", limits.FORGOT_PASSWORD, address)
    async with even_time():
        if await limits.may_mail_reset(cache, body.email):
            async with entrance.database.transaction() as session:
                await actions.request_password_reset(
                    session, email=body.email, keys=entrance.keys, now=entrance.now
                )


@router.post("/reset-password", status_code=204, dependencies=[public])
async def reset_password(body: PasswordReset, entrance: EntranceDep) -> None:
    """Set a new password by the link of the mail. Every device is signed out."""
    cache, address = entrance.cache, entrance.browser.address
    await limits.check_rate(cache, "token", limits.ONE_TIME_TOKEN, address)
    password = body.new_password.get_secret_value()
    password_hash = await actions.hash_password(password)
    async with entrance.database.transaction() as session:
        account = await actions.reset_password(
            session,
            raw=body.token.get_secret_value(),
            password=password,
            password_hash=password_hash,
            now=entrance.now,
        )
    await lockout.forget(cache, account.email or "")
