"""The words of the visual builder."""

from functools import cache
from pathlib import Path

from dvorik.kernel.i18n import Catalogue, Language


@cache
def catalogue() -> Catalogue:
    return Catalogue(Path(__file__).parent / "locales")


def title(key: str, language: Language) -> str:
    return catalogue().pattern(key, language)
