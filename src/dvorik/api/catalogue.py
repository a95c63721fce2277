"""The list of error codes: the page that problems point to, and `docs/errors.md`."""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from dvorik.api.problems import ROUTING_CODES, status_of
from dvorik.api.texts import catalogue
from dvorik.kernel.errors import AppError
from dvorik.kernel.i18n import Language

_FRAMEWORK = {
    **{code: status for status, code in ROUTING_CODES.items()},
    "malformed_json": HTTPStatus.BAD_REQUEST,
    "internal_error": HTTPStatus.INTERNAL_SERVER_ERROR,
}


@dataclass(frozen=True)
class Entry:
    code: str
    status: HTTPStatus
    words: dict[Language, str]
    meaning: str
    """The first line of the class's docstring; often enough the words say it all."""


def entries() -> list[Entry]:
    """Every code the API may answer with, by name. Knows the features the application imports."""
    found = dict(_FRAMEWORK)
    meanings: dict[str, str] = {}
    for error in _subclasses(AppError):
        found[error.code] = status_of(error)
        meanings[error.code] = (error.__dict__.get("__doc__") or "").strip().split("\n")[0]
    words = catalogue()
    return [
        Entry(
            code,
            status,
            {language: words.pattern(code, language) for language in Language},
            meanings.get(code, ""),
        )
        for code, status in sorted(found.items())
    ]


def markdown() -> str:
    lines = [
        "# Error codes",
        "",
        "Written by `make docs-errors`; do not edit. Every refusal of the API is a problem",
        "document (RFC 9457): `code` is stable, `detail` is one of these sentences in the language",
        "of `Accept-Language`, `params` fill its braces.",
        "",
        "| code | status | meaning | ru | uk | en |",
        "|---|--:|---|---|---|---|",
    ]
    for entry in entries():
        words = " | ".join(_cell(entry.words[language]) for language in Language)
        status = f"{entry.status.value}"
        lines.append(f"| `{entry.code}` | {status} | {_cell(entry.meaning)} | {words} |")
    return "\n".join(lines) + "\n"


def page() -> str:
    """Where the `type` of each problem leads: one anchor per code."""
    rows = "".join(
        f'<tr id="{entry.code}"><td><code>{entry.code}</code><td>{entry.status.value}'
        + "".join(f'<td lang="{lang}">{html.escape(text)}' for lang, text in entry.words.items())
        for entry in entries()
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Error codes</title>'
        "<h1>Error codes</h1>"
        f"<table><tr><th>code<th>status<th>ru<th>uk<th>en{rows}</table>"
    )


def _subclasses(kind: type[AppError]) -> Iterator[type[AppError]]:
    for subclass in kind.__subclasses__():
        if subclass.__module__.startswith("dvorik.") and not _is_elsewhere(subclass):
            yield subclass
        yield from _subclasses(subclass)


def _is_elsewhere(error: type[AppError]) -> bool:
    """Other doors have errors too, loaded or not; what the API answers must not depend on it."""
    return error.__module__.startswith(("dvorik.bots.", "dvorik.cli.", "dvorik.demo."))


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
