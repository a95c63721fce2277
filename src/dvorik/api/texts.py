"""The words of problem documents, by code and language."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from dvorik.kernel.i18n import Catalogue, Language


@cache
def catalogue() -> Catalogue:
    return Catalogue(Path(__file__).parent / "locales")


def problem_detail(code: str, language: Language, params: Mapping[str, Any]) -> str:
    """One sentence for a person. Every code has one; a test compares the two lists."""
    return catalogue().text(code, language, **params)
