"""The words of exported tables."""

from functools import cache
from pathlib import Path

from dvorik.kernel.i18n import Catalogue, Language


@cache
def catalogue() -> Catalogue:
    return Catalogue(Path(__file__).parent / "locales")


def word(key: str, language: Language) -> str:
    return catalogue().pattern(key, language)
