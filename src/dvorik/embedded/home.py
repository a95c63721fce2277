"""Where everything lies under `DVORIK_HOME`, and how a client reaches sockets that lie too deep.

home/
  keeper.lock   held by the living keeper       postgres/   the cluster, with its socket
  keeper.sock   leases                          redis/      the append-only files
  redis.json    port and password               logs/       keeper, postgres, redis; bounded
"""

import fcntl
import hashlib
import os
import re
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from dvorik.embedded.errors import HomeNotWritable, WrongOwner, explain_os_error

# A socket address holds 107 bytes on Linux and 103 on macOS.
_LONGEST_SOCKET = 103
_LONGEST_NAME = "/postgres/.s.PGSQL.5432"
# What survives in a URL, and in drivers that split hosts at commas and ports at colons.
_PLAIN = re.compile(r"[A-Za-z0-9_./+@=-]+")


@dataclass(frozen=True)
class Home:
    path: Path

    @classmethod
    def at(cls, path: Path) -> "Home":
        """One directory is one home, whichever way it is spelled. Nothing is created."""
        return cls(path.expanduser().resolve())

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def redis(self) -> Path:
        return self.path / "redis"

    @property
    def redis_address(self) -> Path:
        return self.path / "redis.json"

    @property
    def marker(self) -> str:
        """Stands in the title of every process that serves this home, so orphans are found."""
        return "dvorik-" + hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]

    def log(self, name: str) -> Path:
        return self.path / "logs" / f"{name}.log"

    def create(self) -> None:
        """Private to its owner when new; an existing directory keeps its mode."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.path / "logs").mkdir(mode=0o700, exist_ok=True)
            os.close(self._open_lock())
        except FileExistsError as error:
            raise HomeNotWritable(
                f"{error.filename} is a file; a directory must be there."
            ) from None
        except NotADirectoryError as error:
            raise HomeNotWritable(f"{error.filename}: a part of this path is a file.") from None
        except OSError as error:
            raise explain_os_error(error, f"prepare {self.path}") from None

    def take_lock(self) -> int | None:
        """The keeper's lock until the process dies, or None while another keeper lives."""
        lock = self._open_lock()
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        return lock

    def is_kept(self) -> bool:
        if (lock := self.take_lock()) is None:
            return True
        # Unlocking, not just closing: a fork in this moment would carry the lock away.
        fcntl.flock(lock, fcntl.LOCK_UN)
        os.close(lock)
        return False

    def _open_lock(self) -> int:
        return os.open(self.path / "keeper.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def socket(self) -> Path:
        return self.reachable() / "keeper.sock"

    def reachable(self) -> Path:
        """This home by a path short and plain enough for a socket address and a URL.

        A home that is too deep, or has letters a driver would trip over, gets a symbolic link in
        a private directory with a short name. Only clients use the link; servers never see it.
        """
        length = len(os.fsencode(self.path)) + len(_LONGEST_NAME)
        if length <= _LONGEST_SOCKET and _PLAIN.fullmatch(str(self.path)):
            return self.path
        return _link_to(self.path, self.marker)


def _link_to(target: Path, marker: str) -> Path:
    directory = _short_base() / f"{marker}-{os.geteuid()}"
    own_directory(directory)
    link = directory / "home"
    if not link.is_symlink() or link.readlink() != target:
        fresh = directory / f"home.{os.getpid()}"
        fresh.symlink_to(target)
        fresh.replace(link)
    return link


def _short_base() -> Path:
    # Not XDG_RUNTIME_DIR: it goes when its user logs out, and a server may stay.
    for base in (tempfile.gettempdir(), "/tmp"):  # noqa: S108  judged below
        if len(os.fsencode(base)) <= 40 and _is_safe(Path(base)):
            return Path(base)
    raise HomeNotWritable(
        "The path of DVORIK_HOME is too long for a socket, and no temporary directory with a "
        "short name is writable. Choose a DVORIK_HOME shorter than 80 bytes."
    )


def _is_safe(base: Path) -> bool:
    """Writable, and nobody else can replace what we put there."""
    if not os.access(base, os.W_OK | os.X_OK):
        return False
    found = base.stat()
    is_shared = found.st_mode & 0o022 and not found.st_mode & stat.S_ISVTX
    return found.st_uid in (0, os.geteuid()) and not is_shared


def own_directory(path: Path, mode: int = 0o700) -> None:
    """Create `path`, or prove that nobody else made it: its place may be open to everyone."""
    path.mkdir(mode=mode, exist_ok=True)
    found = path.lstat()
    others_write = found.st_mode & 0o022
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or others_write:
        raise WrongOwner(f"{path} belongs to somebody else. Remove it and start again.")
