"""What a route may ask for: a transaction, the acting person, the time, a key against repeats.

Every route names its right: `needs(Permission.…)`, `signed_in`, `internal` or `public`. A route
that names none is a defect, which `tests/test_conventions.py` finds.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, ClassVar, TypeVar

from fastapi import Depends, Header, Path, Request, Response
from fastapi.params import Depends as DependsParam
from pydantic import BaseModel
from pydantic_core import to_jsonable_python
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import idempotency, tokens
from dvorik.kernel.actor import Actor, Permission
from dvorik.kernel.cache import Cache
from dvorik.kernel.config import Config
from dvorik.kernel.db import Database
from dvorik.kernel.errors import Forbidden
from dvorik.kernel.i18n import Language, pick_accepted
from dvorik.kernel.schemas import MAX_ID


async def open_transaction(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.app.state.database.transaction() as session:
        yield session


# "function" scope: the commit happens before the response is sent, so a 2xx is never a lie.
SessionDep = Annotated[AsyncSession, Depends(open_transaction, scope="function")]


async def authenticate(request: Request, session: SessionDep) -> Actor:
    """Delegates to the authenticator the app factory installed, so kernel knows no accounts.

    Raises `Unauthenticated`.
    """
    actor: Actor = await request.app.state.authenticate(request, session)
    return actor


ActorDep = Annotated[Actor, Depends(authenticate)]


async def read_clock(request: Request) -> datetime:
    moment: datetime = request.app.state.clock()
    return moment


async def get_database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def get_cache(request: Request) -> Cache:
    cache: Cache = request.app.state.cache
    return cache


async def get_config(request: Request) -> Config:
    config: Config = request.app.state.config
    return config


async def read_language(request: Request) -> Language:
    """The language of the words in an answer; what is written down never depends on it."""
    return pick_accepted(request.headers.get("accept-language"))


LanguageDep = Annotated[Language, Depends(read_language)]
NowDep = Annotated[datetime, Depends(read_clock)]
DatabaseDep = Annotated[Database, Depends(get_database)]
CacheDep = Annotated[Cache, Depends(get_cache)]
ConfigDep = Annotated[Config, Depends(get_config)]


# A number no bigint holds would be a database error, not a row that is missing.
PathId = Annotated[int, Path(ge=1, le=MAX_ID)]


async def read_if_match(
    if_match: Annotated[
        str | None,
        Header(pattern=r'^"[0-9]{1,18}"$', description="The version that was edited, quoted."),
    ] = None,
) -> int | None:
    return None if if_match is None else int(if_match.strip('"'))


IfMatchDep = Annotated[int | None, Depends(read_if_match)]


def show_version(response: Response, version: int) -> None:
    """Send the row's version as its ETag; `If-Match` brings it back with an edit."""
    response.headers["ETag"] = f'"{version}"'


class Right:
    """The marker a route carries; `label` is what the rights matrix and OpenAPI show.

    `scheme` names how a caller proves it, in OpenAPI's words; None when nothing is asked.
    """

    scheme: ClassVar[str | None] = "bearer"

    def __init__(self, label: str) -> None:
        self.label = label


class _Needs(Right):
    def __init__(self, permission: Permission) -> None:
        super().__init__(permission.value)
        self.permission = permission

    async def __call__(self, actor: ActorDep) -> None:
        actor.require(self.permission)


class _NeedsApart(Right):
    def __init__(self, permission: Permission) -> None:
        super().__init__(permission.value)
        self.permission = permission

    async def __call__(self, request: Request) -> None:
        async with request.app.state.database.transaction() as session:
            actor: Actor = await request.app.state.authenticate(request, session)
        actor.require(self.permission)


class _SignedIn(Right):
    async def __call__(self, actor: ActorDep) -> None:
        """Being somebody is enough: the route concerns the actor alone."""


class _Internal(Right):
    scheme = "internalKey"

    async def __call__(
        self, config: ConfigDep, x_api_key: Annotated[str, Header(max_length=200)] = ""
    ) -> None:
        if not tokens.equal(x_api_key, config.internal_api_key.get_secret_value()):
            raise Forbidden


class _Public(Right):
    scheme = None

    async def __call__(self) -> None:
        """Open to anyone on purpose; what it does must be limited or harmless."""


def needs(permission: Permission) -> DependsParam:
    dependency: DependsParam = Depends(_Needs(permission))
    return dependency


def needs_apart(permission: Permission) -> DependsParam:
    """As `needs`, in a transaction that is over before the route begins: for routes that talk to
    the network."""
    dependency: DependsParam = Depends(_NeedsApart(permission))
    return dependency


signed_in: DependsParam = Depends(_SignedIn("signed in"))
internal: DependsParam = Depends(_Internal("internal key"))
public: DependsParam = Depends(_Public("public"))

Answer = TypeVar("Answer", bound=BaseModel)


class Once:
    """Runs the body of a POST once per `Idempotency-Key` and actor; later calls get its answer.

    Without the header the body simply runs. The key is claimed in the request's own transaction:
    an operation that fails frees it.
    """

    def __init__(
        self, request: Request, session: AsyncSession, scope: str, key: str | None
    ) -> None:
        self._request = request
        self._session = session
        self._scope = scope
        self._key = key

    async def run(self, answer_type: type[Answer], body: Callable[[], Awaitable[Any]]) -> Answer:
        """The answer of `body` as `answer_type`. Raises `IdempotencyKeyReused`."""
        if self._key is None:
            return answer_type.model_validate(await body(), from_attributes=True)
        mark = idempotency.fingerprint(await self._request.body())
        earlier = await idempotency.claim(self._session, self._scope, self._key, mark)
        if earlier is not None:
            return answer_type.model_validate(earlier.response)
        answer = answer_type.model_validate(await body(), from_attributes=True)
        kept = to_jsonable_python(answer)
        await idempotency.answer(self._session, self._scope, self._key, kept)
        return answer


_KEY = Header(min_length=8, max_length=128, pattern=r"^[\x21-\x7e]+$")


# A function, because FastAPI runs a class it depends on in its thread pool.
async def once(
    request: Request,
    session: SessionDep,
    actor: ActorDep,
    idempotency_key: Annotated[str | None, _KEY] = None,
) -> Once:
    return Once(request, session, f"{actor} {request.method} {request.url.path}", idempotency_key)


async def require_key(idempotency_key: Annotated[str, _KEY]) -> None:
    """For what cannot be taken back when it is done twice: here the key is not a choice."""


OnceDep = Annotated[Once, Depends(once, scope="function")]
