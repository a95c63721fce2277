"""The words of the visual builder."""

from functools import cache
from pathlib import Path

from dvorik.kernel.i18n import Catalogue, Language
from dvorik.segments.types import FieldType, Operator


@cache
def catalogue() -> Catalogue:
    return Catalogue(Path(__file__).parent / "locales")


def title(key: str, language: Language) -> str:
    return catalogue().pattern(key, language)


def operator_title(operator: Operator, field: str, type_: FieldType, language: Language) -> str:
    """As the field itself says it, or fields of its type, or any field."""
    own = (f"operator.{operator}.{field}", f"operator.{operator}.{type_}")
    key = next((key for key in own if key in catalogue()), f"operator.{operator}")
    return title(key, language)
