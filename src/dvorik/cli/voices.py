"""Several programs, one terminal: each line says whose it is."""

import sys
from collections.abc import Sequence

_COLOURS = (36, 32, 35, 33, 34, 31)


class Voices:
    """Labels in columns, in colours when a person is watching."""

    def __init__(self, names: Sequence[str]) -> None:
        self._width = max(map(len, names))
        self._colours = {
            name: _COLOURS[number % len(_COLOURS)] for number, name in enumerate(names)
        }
        self._is_colourful = sys.stdout.isatty()

    def say(self, name: str, line: str) -> None:
        label = f"{name:{self._width}} │"
        if self._is_colourful:
            label = f"\033[{self._colours.get(name, 37)}m{label}\033[0m"
        print(label, line, flush=True)
