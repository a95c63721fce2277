"""How much JavaScript a browser loads first: signing in and the overview, as sent (gzip).

At most 250 kB. Other pages load the rest when they are opened. Words count in one language, the
heaviest one, as a person loads them. `bench.panel_speed` says what a browser really asked for.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import dvorik

PANEL = Path(dvorik.__file__).parent / "web_panel"
MOST_BYTES = 250_000
FIRST = ("index.html", "knock.ts", "_door.tsx", "_door/login.tsx", "_panel.tsx", "_panel/index.tsx")
# What these pages say: `labels` of their routes, and what every page shows.
WORDS = ("src/shared", "shell", "accounts", "analytics", "integrations")
LANGUAGES = ("ru", "uk", "en")

Manifest = dict[str, dict[str, Any]]


def main() -> int:
    manifest: Manifest = json.loads((PANEL / ".vite" / "manifest.json").read_text())
    begun = [key for key in manifest if key.partition("?")[0].endswith(FIRST)]
    first = max(
        sum(size(manifest[key]) for key in closure(manifest, [*begun, *words(manifest, language)]))
        for language in LANGUAGES
    )
    every = sum(size(chunk) for chunk in manifest.values())
    print(f"first load {first / 1000:.0f} kB of {every / 1000:.0f} kB in all, gzip")
    print(f"ratio to {MOST_BYTES / 1000:.0f} kB: {first / MOST_BYTES:.2f}")
    return int(first > MOST_BYTES)


def words(manifest: Manifest, language: str) -> list[str]:
    wanted = tuple(f"{folder}/labels/{language}.json" for folder in WORDS)
    found = [key for key in manifest if key.endswith(wanted)]
    assert len(found) == len(wanted), f"{found} are not all of {wanted}"
    return found


def closure(manifest: Manifest, keys: Iterable[str]) -> set[str]:
    """The chunks and all that they import at once."""
    found: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(manifest[key].get("imports", ()))
    return found


def size(chunk: dict[str, Any]) -> int:
    file = PANEL / f"{chunk['file']}.gz"
    return file.stat().st_size if file.name.endswith(".js.gz") else 0


if __name__ == "__main__":
    sys.exit(main())
