"""Files that are made for somebody and kept for a while, under names that nobody guesses.

All of them lie in one folder that API and workers share. Rows in the database hold the names; a
file that no row names is a stray, left by a process that died.
"""

import secrets
import time
from collections.abc import Collection, Iterator
from pathlib import Path

_STRAY_SECONDS = 24 * 3600
"""Longer than anything is in the making."""

_PART = ".part"


def draft(folder: Path, suffix: str) -> Path:
    """Where to write a new file. It is nobody's until it is kept."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{secrets.token_urlsafe(24)}{suffix}{_PART}"


def keep(written: Path) -> str:
    """Give the finished draft its name, and return it."""
    return written.rename(written.with_suffix("")).name


def discard(folder: Path, name: str) -> None:
    (folder / name).unlink(missing_ok=True)


def strays(folder: Path, known: Collection[str]) -> Iterator[str]:
    """Files a day old that are not among `known`."""
    oldest = time.time() - _STRAY_SECONDS
    for path in folder.glob("*"):
        if path.name not in known and path.is_file() and path.stat().st_mtime < oldest:
            yield path.name
