"""The bots' own words: buttons, commands, short notes. What the owner may edit is in messaging."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from dvorik.kernel.i18n import Catalogue, Language

Commands = Mapping[Language, Mapping[str, str]]


@cache
def catalogue() -> Catalogue:
    return Catalogue(Path(__file__).parent / "locales")


def word(key: str, language: Language, /, count: int | None = None, **values: object) -> str:
    return catalogue().text(key, language, count=count, **values)


@cache
def every_language(key: str) -> frozenset[str]:
    """The words of `key` in all languages: a keyboard may be older than the person's choice."""
    return frozenset(catalogue().pattern(key, language) for language in Language)


def command_list(bot: str, names: Sequence[str]) -> Commands:
    """Descriptions of a bot's commands by language, for Telegram's menu."""
    return {
        language: {name: word(f"{bot}.command.{name}", language) for name in names}
        for language in Language
    }
