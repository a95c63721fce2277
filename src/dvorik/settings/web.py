"""What a route may ask for: the settings, and that a change of them is seen at once."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from fastapi.params import Depends as DependsParam

from dvorik.kernel.web import CacheDep, SessionDep
from dvorik.settings import store
from dvorik.settings.schemas import ShopSettings


async def read_shop(cache: CacheDep, session: SessionDep) -> ShopSettings:
    return await store.current_in(cache, session)


ShopDep = Annotated[ShopSettings, Depends(read_shop)]


async def _forget_after_commit(cache: CacheDep) -> AsyncIterator[None]:
    yield
    await store.forget(cache)


# Must stand first among a route's dependencies: what is entered before the transaction is left
# after it, and so after its commit. "function" scope puts both before the response.
forgets_settings: DependsParam = Depends(_forget_after_commit, scope="function")
