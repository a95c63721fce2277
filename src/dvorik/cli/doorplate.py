"""Whether a demo is open, and where: a lock that dies with its holder, and the address on it."""

import fcntl
import os
from dataclasses import asdict, dataclass
from json import JSONDecodeError, dumps, loads
from pathlib import Path
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Address:
    host: str
    api_port: int
    sandbox_port: int

    @property
    def api(self) -> str:
        return f"http://{self.host}:{self.api_port}"

    @property
    def sandbox(self) -> str:
        return f"http://{self.host}:{self.sandbox_port}"


class Doorplate:
    """Held by the demo of `home` while it is open. Closing it takes the address down."""

    def __init__(self, file: int) -> None:
        self._file = file

    @classmethod
    def take(cls, home: Path) -> Self | None:
        """None while another demo of the same home lives, also one that is still opening."""
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Not inherited by children: what outlives a killed demo must not keep its door.
        file = os.open(_path(home), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return None
        os.ftruncate(file, 0)
        return cls(file)

    def write(self, address: Address) -> None:
        os.pwrite(self._file, dumps(asdict(address)).encode(), 0)

    def close(self) -> None:
        os.ftruncate(self._file, 0)
        os.close(self._file)


def read(home: Path) -> Address | None:
    """Where the demo of `home` is open; None when it is closed, or has no address yet."""
    try:
        file = os.open(_path(home), os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _address(os.pread(file, 4096, 0))
    finally:
        os.close(file)
    return None


def _address(text: bytes) -> Address | None:
    try:
        return Address(**loads(text))
    except (JSONDecodeError, TypeError):
        return None


def _path(home: Path) -> Path:
    return home / "demo.lock"
