"""Exported tables on disk, written by threads: the loop has other work meanwhile."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import TYPE_CHECKING

from dvorik.kernel import kept_files
from dvorik.kernel.spreadsheets import writing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path
    from types import TracebackType
    from zoneinfo import ZoneInfo

    from dvorik.kernel.spreadsheets import Cell, Table, TableFormat


class ResultFile:
    """A table that is thrown away unless it is kept before the block ends."""

    _table: Table

    def __init__(
        self, folder: Path, kind: TableFormat, titles: Sequence[str], zone: ZoneInfo
    ) -> None:
        self._draft = kept_files.draft(folder, kind.suffix)
        self._writing = writing(self._draft, kind, titles, zone=zone)
        self._stack = ExitStack()

    async def __aenter__(self) -> ResultFile:
        self._table = await asyncio.to_thread(self._stack.enter_context, self._writing)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self._stack.close)
        self._draft.unlink(missing_ok=True)

    async def add(self, rows: Sequence[Sequence[Cell]]) -> None:
        await asyncio.to_thread(self._table.add, rows)

    async def closing(self, *, every_seconds: float) -> AsyncIterator[None]:
        """Put it together, which takes a while for a large workbook; meanwhile yield now and
        then, for whoever has to show that they are alive."""
        closed = asyncio.get_running_loop().run_in_executor(None, self._stack.close)
        while not closed.done():
            await asyncio.wait([closed], timeout=every_seconds)
            yield
        closed.result()

    def keep(self) -> str:
        """The name under which it stays. It must be closed."""
        return kept_files.keep(self._draft)
