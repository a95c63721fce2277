"""The words that explain each setting to the owner."""

from functools import cache
from pathlib import Path

from dvorik.kernel.i18n import Catalogue, Language


@cache
def catalogue() -> Catalogue:
    return Catalogue(Path(__file__).parent / "locales")


def title(key: str, language: Language) -> str:
    return catalogue().pattern(key, language)


def description(key: str, language: Language) -> str:
    return catalogue().pattern(f"{key}.description", language)
