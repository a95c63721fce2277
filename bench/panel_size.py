"""How much JavaScript a browser loads first: signing in and the overview, as sent (gzip).

At most 250 kB. Other pages load the rest when they are opened.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import dvorik

PANEL = Path(dvorik.__file__).parent / "web_panel"
MOST_BYTES = 250_000
FIRST = ("index.html", "_door.tsx", "_door/login.tsx", "_panel.tsx", "_panel/index.tsx")

Manifest = dict[str, dict[str, Any]]


def main() -> int:
    manifest: Manifest = json.loads((PANEL / ".vite" / "manifest.json").read_text())
    begun = [key for key in manifest if key.partition("?")[0].endswith(FIRST)]
    words = [key for key in manifest if key.endswith("/labels/ru.json")]
    first = sum(size(manifest[key]) for key in closure(manifest, [*begun, *words]))
    every = sum(size(chunk) for chunk in manifest.values())
    print(f"first load {first / 1000:.0f} kB of {every / 1000:.0f} kB in all, gzip")
    print(f"ratio to {MOST_BYTES / 1000:.0f} kB: {first / MOST_BYTES:.2f}")
    return int(first > MOST_BYTES)


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
