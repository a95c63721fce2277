"""Lists: a page with a total for things people browse, a cursor for logs that grow."""

from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, Field
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.schemas import MAX_ID, Input

T = TypeVar("T")

MAX_LIMIT = 200


class QueryInput(Input):
    """What comes in a query string, which carries text: numbers here are not strict."""


class PageQuery(QueryInput):
    """Base of list filters."""

    # The ceiling keeps OFFSET inside what PostgreSQL takes; nobody pages further by hand.
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.limit


class CursorQuery(QueryInput):
    before_id: Annotated[
        int | None, Field(ge=1, le=MAX_ID, description="Only rows older than this id.")
    ] = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = 50


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int
    page: int
    limit: int


class Slice(BaseModel, Generic[T]):
    """Newest first. `next_before_id` is None when nothing older is left."""

    items: list[T]
    next_before_id: int | None


async def count(session: AsyncSession, statement: Select[Any]) -> int:
    """How many rows `statement` selects, its order and columns aside."""
    inner = statement.order_by(None).subquery()
    return await session.scalar(select(func.count()).select_from(inner)) or 0
