"""Valkey, which is Redis: loopback TCP with a password, and every acknowledged write on disk."""

import json
import os
import secrets
import signal
import socket
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from dvorik.embedded import programs
from dvorik.embedded.account import Account
from dvorik.embedded.errors import PortTaken
from dvorik.embedded.home import Home
from dvorik.embedded.server import Server, seen_from_inside

# Below the range from which systems take ports for outgoing connections.
_PORTS = range(20_000, 30_000)

_SETTINGS = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {directory}
save ""
appendonly {appendonly}
appendfsync always
maxmemory-policy noeviction
tcp-backlog 128
proc-title-template "{{title}} {mark}"
"""


@dataclass(frozen=True)
class Address:
    """Where clients expect our Redis. Kept between starts, so that they find it again."""

    port: int
    password: str

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"


def read_address(home: Home) -> Address | None:
    try:
        return Address(**json.loads(home.redis_address.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def redis_url(home: Home) -> str | None:
    address = read_address(home)
    return address.url if address else None


class Valkey(Server):
    name: ClassVar[str] = "redis"
    stop_signals: ClassVar[tuple[signal.Signals, ...]] = (signal.SIGTERM, signal.SIGKILL)

    def __init__(self, home: Home, account: Account, *, durable: bool, may_move: bool) -> None:
        """`may_move`: nobody was told the address yet, so another port will do."""
        super().__init__(home, account, durable=durable)
        self._may_move = may_move

    @property
    def directory(self) -> Path:
        return self.home.redis

    @cached_property
    def _program(self) -> programs.Program:
        return programs.valkey(self.account)

    def prepare(self) -> None:
        if self.directory.exists():
            self.account.check_owns(self.directory)
        else:
            self.make_directory(self.directory)
        self._address = self._choose_address()

    def command(self) -> list[str]:
        return [str(self._program.path), "-"]

    def settings(self) -> bytes:
        return _SETTINGS.format(
            port=self._address.port,
            password=self._address.password,
            directory=seen_from_inside(self.directory),
            appendonly="yes" if self.durable else "no",
            mark=f"{self.home.marker}-{self.name}",
        ).encode()

    def answers(self) -> bool:
        """False while it still loads its file."""
        try:
            with socket.create_connection(("127.0.0.1", self._address.port), timeout=1) as client:
                client.sendall(f"AUTH {self._address.password}\r\nPING\r\n".encode())
                said = b""
                while said.count(b"\r\n") < 2 and (part := client.recv(256)):
                    said += part
        except OSError:
            return False
        if said == b"+OK\r\n+PONG\r\n":
            self._may_move = False
            return True
        return False

    def _choose_address(self) -> Address:
        """The one of last time if its port is free."""
        known = read_address(self.home)
        if known and _is_free(known.port):
            return known
        if known and not self._may_move:
            raise PortTaken(
                f"Another program took port {known.port} of 127.0.0.1 while our Redis was down. "
                "Stop it, or end every dvorik process: the next start takes another port."
            )
        return self._remember(Address(_free_port(), secrets.token_urlsafe(24)))

    def _remember(self, address: Address) -> Address:
        fresh = self.home.redis_address.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(address), file)
        fresh.replace(self.home.redis_address)
        return address


def _free_port() -> int:
    for _ in range(200):
        if _is_free(port := secrets.choice(_PORTS)):
            return port
    raise PortTaken(
        f"No free port between {_PORTS.start} and {_PORTS.stop} on 127.0.0.1 for our Redis. "
        "Set REDIS_URL to a server of your own."
    )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
