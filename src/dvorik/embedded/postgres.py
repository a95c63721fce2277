"""PostgreSQL: how its cluster is made, configured, started and known to be ready."""

import os
import shutil
import signal
from functools import cached_property
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from dvorik.embedded import programs
from dvorik.embedded.account import current_name
from dvorik.embedded.errors import DiskFull, StartFailed, WrongVersion
from dvorik.embedded.home import Home
from dvorik.embedded.memory import effective_cache_mb, memory_bytes, shared_buffers_mb
from dvorik.embedded.server import HAS_PROC, Server, seen_from_inside

_ROLE = "dvorik"
_DATABASE = "dvorik"
# The builtin provider came with 17.
_OLDEST_MAJOR = 17
_STAGING = "postgres.new."
_ROOM_FOR_A_CLUSTER = 150_000_000

# pg_trgm asks the C library's LC_CTYPE what a letter is: without it nothing Cyrillic is found.
_LOCALE = (
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--lc-ctype=C.UTF-8",
)

_SETTINGS = """\
# Written by Dvorik at every start. Your own settings: ALTER SYSTEM SET …
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
max_connections = 100
timezone = 'UTC'
log_timezone = 'UTC'

# By what this machine has.
shared_buffers = {shared_buffers}MB
effective_cache_size = {effective_cache}MB

# A small shop on a small machine.
work_mem = 8MB
maintenance_work_mem = 64MB
max_wal_size = 512MB
random_page_cost = 1.1
jit = off
max_logical_replication_workers = 0

# To our log file, which the keeper bounds. No statement and no detail: both quote personal data.
log_destination = 'stderr'
logging_collector = off
log_min_error_statement = panic
log_error_verbosity = terse
log_checkpoints = off
log_line_prefix = '%m [%p] '
"""

_NOT_DURABLE = """
# Tests: a power cut may destroy everything, and that is fine.
fsync = off
full_page_writes = off
synchronous_commit = off
autovacuum = off
"""


def sync_directory(path: Path) -> None:
    """Make a rename in `path` survive a power cut."""
    opened = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def database_url(home: Home) -> str:
    """For SQLAlchemy with asyncpg. The role owns the cluster; tests may use `/postgres` instead."""
    socket_directory = quote(str(home.reachable() / "postgres"))
    return f"postgresql+asyncpg://{_ROLE}@/{_DATABASE}?host={socket_directory}"


class PostgreSQL(Server):
    name: ClassVar[str] = "postgres"
    # Fast shutdown, then immediate shutdown: the next start repairs from the log.
    stop_signals: ClassVar[tuple[signal.Signals, ...]] = (
        signal.SIGINT,
        signal.SIGQUIT,
        signal.SIGKILL,
    )

    @property
    def directory(self) -> Path:
        return self.home.postgres

    @cached_property
    def _program(self) -> programs.Program:
        return programs.postgresql(self.account)

    def prepare(self) -> None:
        for leftover in self.home.path.glob(f"{_STAGING}*"):
            # Its initdb may be dying still; what escapes now goes at the next start.
            shutil.rmtree(leftover, ignore_errors=True)
        if (self.directory / "PG_VERSION").exists():
            self._check_cluster()
        else:
            self._create_cluster()
        self._forget_last_run()
        self._configure()

    def command(self) -> list[str]:
        here = seen_from_inside(self.directory)
        mark = f"cluster_name={self.home.marker}-{self.name}"
        return [str(self._program.path), "-D", here, "-c", mark]

    def answers(self) -> bool:
        """The line `pg_ctl` looks at, which PostgreSQL rewrites as it starts, repairs and stops."""
        try:
            lines = (self.directory / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[0] == str(self.pid) and lines[7].strip() == "ready"

    def _check_cluster(self) -> None:
        self.account.check_owns(self.directory)
        made_by = int((self.directory / "PG_VERSION").read_text())
        if made_by != self._program.major:
            raise WrongVersion(
                f"{self.directory} was made by PostgreSQL {made_by}, and this is PostgreSQL "
                f"{self._program.version}. Set PG_BIN to the bin directory of PostgreSQL {made_by} "
                "to go on, or dump the data with it and load them into a fresh DVORIK_HOME."
            )

    def _create_cluster(self) -> None:
        """Built aside and renamed, so a start that was killed leaves no half of a cluster."""
        if self._program.major < _OLDEST_MAJOR:
            raise WrongVersion(
                f"PostgreSQL {self._program.version} is too old to be embedded: "
                f"{_OLDEST_MAJOR} or newer is needed. An older server works by DATABASE_URL."
            )
        if self.directory.exists() and any(self.directory.iterdir()):
            raise StartFailed(
                f"{self.directory} holds files but no PostgreSQL data. "
                "Move it away and start again."
            )
        self._check_room()
        staging = self.home.path / f"{_STAGING}{os.getpid()}"
        self.make_directory(staging)
        try:
            self._initdb(staging)
            staging.rename(self.directory)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        sync_directory(self.home.path)

    def _check_room(self) -> None:
        free = shutil.disk_usage(self.home.path).free
        if free < _ROOM_FOR_A_CLUSTER:
            raise DiskFull(
                f"A new database needs {_ROOM_FOR_A_CLUSTER // 1_000_000} MB in {self.home.path}, "
                f"and {free // 1_000_000} MB are free. Free some space and start again."
            )

    def _initdb(self, staging: Path) -> None:
        here = seen_from_inside(staging)
        initdb = self._program.path.with_name("initdb")
        sync = () if self.durable else ("--no-sync",)
        self.run(
            [str(initdb), "-D", here, "-U", _ROLE, "-E", "UTF8", *_LOCALE, "--auth=peer", *sync],
            cwd=staging,
        )
        single = [str(self._program.path), "--single", "-D", here, "postgres"]
        self.run(single, cwd=staging, text=f"CREATE DATABASE {_DATABASE};\n")

    def _configure(self) -> None:
        memory = memory_bytes()
        settings = _SETTINGS.format(
            socket=seen_from_inside(self.home.reachable() / "postgres"),
            shared_buffers=shared_buffers_mb(memory),
            effective_cache=effective_cache_mb(memory),
        )
        if not self.durable:
            settings += _NOT_DURABLE
        # The kernel says who is at the other end of the socket, so there is no password to leak.
        people = {current_name(), self.account.name, "root"}
        may_enter = "".join(f'{_ROLE} "{person}" all\n' for person in sorted(people))
        self.account.write(self.directory, "pg_ident.conf", may_enter)
        self.account.write(self.directory, "pg_hba.conf", f"local all all peer map={_ROLE}\n")
        self.account.write(self.directory, "postgresql.conf", settings)

    def _forget_last_run(self) -> None:
        """Drop the locks of a server that was killed: its number may belong to another by now.

        Safe because no process of this cluster is left: orphans were waited for. Without /proc
        we cannot see them, and PostgreSQL's own check stays.
        """
        if not HAS_PROC:
            return
        for name in ("postmaster.pid", ".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
            (self.directory / name).unlink(missing_ok=True)
