"""What contributors do with the panel besides building it: `python -m web.tasks NAME`.

Node is the one of `hatch_build.py`. A check that passed is not repeated until something changed.
"""

import os
import subprocess
import sys

import hatch_build
from hatch_build import CannotBuild

_CHECKED = hatch_build.WEB / "node_modules" / ".checked"

# In the order of what is quick to fail. The routes first: types and lint read what they write.
_CHECKS = (
    ("node_modules/@tanstack/router-cli/bin/tsr.cjs", "generate"),
    ("node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."),
    ("node_modules/typescript/bin/tsc", "--noEmit"),
    ("node_modules/eslint/bin/eslint.js", "--max-warnings", "0", "."),
    ("node_modules/knip/bin/knip.js",),
    ("node_modules/vitest/vitest.mjs", "run"),
)


def check() -> None:
    """Style, types, rules, dead code and tests of `web/`, and that the client fits the API."""
    document = _openapi()
    wanted = hatch_build.digest(hatch_build.every_file(), document)
    if _CHECKED.is_file() and _CHECKED.read_text() == wanted:
        return
    hatch_build.install()
    hatch_build.run("scripts/api.js", "--check", given=document)
    for script, *arguments in _CHECKS:
        hatch_build.run(script, *arguments)
    _CHECKED.write_text(wanted)


def api() -> None:
    """Write the client again from the API as it is now."""
    hatch_build.install()
    hatch_build.run("scripts/api.js", given=_openapi())


def format_files() -> None:
    hatch_build.install()
    hatch_build.run("node_modules/prettier/bin/prettier.cjs", "--write", "--log-level", "warn", ".")


def dev() -> None:
    """The panel with its sources served as they are. `DVORIK_API` says where the API is."""
    hatch_build.install()
    node = hatch_build.node_home() / "bin" / "node"
    os.chdir(hatch_build.WEB)
    os.execv(node, [str(node), "node_modules/vite/bin/vite.js"])  # noqa: S606  no shell is meant


def _openapi() -> str:
    ended = subprocess.run(
        [sys.executable, "-m", "dvorik.cli", "openapi"], capture_output=True, text=True, check=True
    )
    return ended.stdout


TASKS = {"check": check, "api": api, "format": format_files, "dev": dev}

if __name__ == "__main__":
    try:
        TASKS[sys.argv[1]]()
    except CannotBuild as problem:
        sys.exit(str(problem))
