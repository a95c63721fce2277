"""What the routes of signing in ask for: who knocks, with which keys, and at what time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from dvorik.accounts import queries
from dvorik.accounts.actions import Session
from dvorik.accounts.errors import ForeignOrigin, SessionEnded
from dvorik.accounts.routes.answers import session_view, set_refresh_cookie
from dvorik.accounts.routes.authenticate import current_device, keyring_of
from dvorik.accounts.rules.browsers import clean_address, clean_user_agent
from dvorik.accounts.rules.keys import Keyring
from dvorik.accounts.schemas import MeView, SessionView
from dvorik.accounts.types import Browser
from dvorik.kernel.actor import Actor, ActorKind
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Forbidden
from dvorik.kernel.web import ActorDep, CacheDep, ConfigDep, NowDep
from dvorik.settings import store


@dataclass(frozen=True, slots=True)
class Entrance:
    """All that a way of signing in needs. It opens its own transactions, for passwords are
    compared between two, and a refusal may have to be committed."""

    database: Database
    cache: Cache
    config: Config
    keys: Keyring
    browser: Browser
    now: datetime
    response: Response

    async def begin(self, opened: Session) -> SessionView:
        """Hand a session out, with who it is of: the refresh token in the body and as a cookie.

        Raises `SessionEnded` when somebody ended it meanwhile.
        """
        me = await self._find_me(opened)
        view = session_view(opened, me, keys=self.keys, now=self.now)
        set_refresh_cookie(self.response, view, self.config)
        return view

    async def _find_me(self, opened: Session) -> MeView:
        async with self.database.transaction() as session:
            actor = await queries.find_signed_in(
                session, account_id=opened.account.id, device_id=opened.device_id
            )
            if actor is None:
                raise SessionEnded
            shop = await store.current_in(self.cache, session)
            return await queries.get_me(session, actor, shop, sandbox_url=self.config.sandbox_url)


async def _entrance(
    request: Request, response: Response, cache: CacheDep, config: ConfigDep, now: NowDep
) -> Entrance:
    host = request.client.host if request.client else None
    browser = Browser(clean_user_agent(request.headers.get("user-agent")), clean_address(host))
    return Entrance(
        request.app.state.database, cache, config, keyring_of(config), browser, now, response
    )


async def _account_actor(actor: ActorDep) -> Actor:
    """Raises `Forbidden` for a client, a cashier or a program: their ids count other things."""
    if actor.kind is not ActorKind.ACCOUNT:
        raise Forbidden
    return actor


async def _device_id(request: Request, _: ActorDep) -> UUID | None:
    # After the actor, whose authentication leaves it in the request's state.
    return current_device(request)


async def refuse_foreign_pages(request: Request, config: ConfigDep) -> None:
    """Raises `ForeignOrigin` when a page of another site makes a browser send this request.

    These routes read and set a cookie. `SameSite=Strict` keeps other sites out but not other
    hosts of the same site, nor a form that signs the person in as somebody else. Programs send
    neither header and have no cookie to abuse.
    """
    if request.method in {"GET", "HEAD"}:
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site in {"same-origin", "none"} or (origin is None and site is None):
        return
    if origin is None or not _is_ours(origin, request, config):
        raise ForeignOrigin


def _is_ours(origin: str, request: Request, config: Config) -> bool:
    if origin in config.allowed_origins:
        return True
    # Browsers that send no Sec-Fetch-Site: the page's host must be the one they speak to.
    is_told = "sec-fetch-site" in request.headers
    is_same = origin == config.base_url or origin.partition("://")[2] == request.headers.get("host")
    return is_same and not is_told


EntranceDep = Annotated[Entrance, Depends(_entrance)]
AccountActorDep = Annotated[Actor, Depends(_account_actor)]
DeviceDep = Annotated[UUID | None, Depends(_device_id)]
same_origin = Depends(refuse_foreign_pages)
