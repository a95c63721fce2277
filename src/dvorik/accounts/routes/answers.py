"""Sessions as browsers and programs get them, and answers that take the same time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from fastapi import Response

from dvorik.accounts.actions import Session
from dvorik.accounts.rules import access
from dvorik.accounts.rules.keys import Keyring
from dvorik.accounts.schemas import MeView, SessionView
from dvorik.kernel.config import Config

REFRESH_COOKIE = "dvorik_refresh"
COOKIE_PATH = "/api/v1/auth"
_EVEN_SECONDS = 0.25


def session_view(opened: Session, me: MeView, *, keys: Keyring, now: datetime) -> SessionView:
    claims = access.Claims(opened.account.id, opened.device_id)
    return SessionView(
        access_token=access.issue(keys, claims, now=now),
        expires_in=int(access.LIFETIME.total_seconds()),
        refresh_token=opened.refresh_token,
        refresh_expires_at=opened.refresh_expires_at,
        account=me,
    )


def set_refresh_cookie(response: Response, view: SessionView, config: Config) -> None:
    """Out of the reach of scripts, of other sites, and of every path but signing in."""
    response.set_cookie(
        REFRESH_COOKIE,
        view.refresh_token,
        expires=view.refresh_expires_at,
        path=COOKIE_PATH,
        secure=config.base_url.startswith("https://"),
        httponly=True,
        samesite="strict",
    )


def clear_refresh_cookie(response: Response, config: Config) -> None:
    response.delete_cookie(
        REFRESH_COOKIE,
        path=COOKIE_PATH,
        secure=config.base_url.startswith("https://"),
        httponly=True,
        samesite="strict",
    )


@asynccontextmanager
async def even_time(*, seconds: float = _EVEN_SECONDS) -> AsyncIterator[None]:
    """Leave no sooner than `seconds` after entering, so the time tells nothing of what was found.

    Also when the body raises. The floor is several times what the work takes.
    """
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + seconds
    try:
        yield
    finally:
        await asyncio.sleep(max(0.0, ends_at - loop.time()))
