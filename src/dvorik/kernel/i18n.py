"""Words in three languages, from gettext catalogues (`.po` files read as they are)."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po


class Language(StrEnum):
    RU = "ru"
    UK = "uk"
    EN = "en"


DEFAULT_LANGUAGE = Language.RU


def pick_language(tag: str | None, *, default: Language = DEFAULT_LANGUAGE) -> Language:
    """The language for a tag such as `uk`, `en-US` or `ru_RU`; `default` for any other.

    >>> pick_language("en-US"), pick_language("be"), pick_language(None)
    (<Language.EN: 'en'>, <Language.RU: 'ru'>, <Language.RU: 'ru'>)
    """
    prefix = (tag or "").replace("_", "-").split("-")[0].lower()
    return Language(prefix) if prefix in set(Language) else default


def pick_accepted(header: str | None, *, default: Language = DEFAULT_LANGUAGE) -> Language:
    """The best of ours for an `Accept-Language` header (RFC 9110, 12.5.4).

    >>> pick_accepted("fr, uk;q=0.8, en;q=0.9")
    <Language.EN: 'en'>
    """
    best, best_weight = default, 0.0
    for item in (header or "").split(","):
        tag, _, weight_text = item.strip().partition(";q=")
        try:
            weight = float(weight_text or 1)
        except ValueError:
            continue
        if tag.split("-")[0].lower() in set(Language) and weight > best_weight:
            best, best_weight = pick_language(tag), weight
    return best


class Catalogue:
    """One domain's texts: `folder/<language>.po`, keyed by stable names, not by sentences.

    Values are `str.format` patterns. Plural texts have `msgid_plural`; `count` picks the form
    by the language's own rule.
    """

    def __init__(self, folder: Path) -> None:
        self._catalogs = {language: _read(folder / f"{language}.po") for language in Language}

    def __contains__(self, key: str) -> bool:
        return all(catalog.get(key) is not None for catalog in self._catalogs.values())

    def keys(self) -> set[str]:
        """Every key any language knows."""
        return {
            _key(message.id)
            for catalog in self._catalogs.values()
            for message in catalog
            if message.id
        }

    def pattern(self, key: str, language: Language, count: int | None = None) -> str:
        """The unfilled text. Raises KeyError for a key without words in `language`."""
        catalog = self._catalogs[language]
        message = catalog.get(key)
        if message is None or not message.string:
            raise KeyError(key)
        if isinstance(message.string, str):
            return message.string
        return str(message.string[_plural_index(catalog, count or 0)])

    def text(self, key: str, language: Language, /, count: int | None = None, **values: Any) -> str:
        if count is not None:
            values["count"] = count
        return self.pattern(key, language, count).format(**values)


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, abort_invalid=True)


def _key(message_id: str | tuple[str, ...] | list[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


@cache
def _plural_function(expression: str) -> Any:
    # The expression is Babel's own for the language, never from outside the package.
    from gettext import c2py  # noqa: PLC0415  only where plural forms are asked for

    return c2py(expression)


def _plural_index(catalog: Catalog, count: int) -> int:
    index: int = _plural_function(catalog.plural_expr)(abs(count))
    return index
