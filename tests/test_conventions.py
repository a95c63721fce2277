"""Rules a linter cannot see."""

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar, get_args

import pytest
from annotated_types import BaseMetadata
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from pydantic import Strict, StringConstraints
from pydantic.fields import FieldInfo

import dvorik
from dvorik.api import texts
from dvorik.api.openapi import routes
from dvorik.api.problems import ROUTING_CODES, status_of
from dvorik.kernel.errors import AppError
from dvorik.kernel.events import Event
from dvorik.kernel.i18n import Language
from dvorik.kernel.paging import QueryInput
from dvorik.kernel.schemas import Input
from dvorik.kernel.web import Right

PACKAGE = Path(dvorik.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))

# aiogram is slow to import and the bots define no schemas; processes run when imported.
SKIPPED = ("dvorik.bots", "dvorik.migrations", ".__main__")

T = TypeVar("T")


@pytest.fixture(scope="module", autouse=True)
def everything_imported() -> None:
    """Subclass registries only know what was imported."""
    for module in pkgutil.walk_packages([str(PACKAGE)], "dvorik."):
        if not any(part in module.name for part in SKIPPED):
            importlib.import_module(module.name)


def subclasses(kind: type[T]) -> Iterator[type[T]]:
    for subclass in kind.__subclasses__():
        if subclass.__module__.startswith("dvorik."):
            yield subclass
            yield from subclasses(subclass)


def rights(dependant: Dependant) -> list[Right]:
    own: list[Right] = [dependant.call] if isinstance(dependant.call, Right) else []
    return own + [right for child in dependant.dependencies for right in rights(child)]


def test_each_error_has_its_own_code_and_a_status() -> None:
    errors = list(subclasses(AppError))
    codes = [error.code for error in errors if "code" in vars(error)]

    assert sorted(codes) == sorted(set(codes))
    assert all(status_of(error) >= 400 for error in errors)


def test_each_code_has_words_in_three_languages_and_no_words_lack_a_code() -> None:
    codes = {error.code for error in subclasses(AppError)}
    codes |= set(ROUTING_CODES.values()) | {"malformed_json", "internal_error"}

    assert texts.catalogue().keys() == codes
    assert [code for code in codes if code not in texts.catalogue()] == []


@pytest.mark.parametrize("folder", sorted({path.parent for path in PACKAGE.rglob("*.po")}), ids=str)
def test_translations_have_the_same_keys_and_the_same_fields(folder: Path) -> None:
    from dvorik.kernel.i18n import _read  # noqa: PLC0415  the catalogue itself hides what differs

    catalogs = [_read(folder / f"{language}.po") for language in Language]
    described = [
        {str(message.id): placeholders(message.string) for message in catalog if message.id}
        for catalog in catalogs
    ]

    assert described[0] == described[1] == described[2]


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("en.po")), ids=str)
def test_english_is_english(path: Path) -> None:
    """Codes of discounts aside, which are in Russian letters."""
    words = re.sub(r"[А-Я]{3}\d{4}", "", path.read_text(encoding="utf-8"))

    assert re.findall(r"[А-Яа-яЁё]+", words) == []


def placeholders(string: Any) -> set[str]:
    forms = [string] if isinstance(string, str) else string
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name}


def test_nobody_commits_but_the_transaction_helper() -> None:
    allowed = {PACKAGE / "migrations" / "runner.py"}

    assert [file for file in FILES if ".commit(" in file.read_text() and file not in allowed] == []


def test_files_are_named_after_what_they_hold() -> None:
    vague = {"utils.py", "helpers.py", "common.py", "misc.py", "base.py"}

    assert [file for file in FILES if file.name in vague] == []


def test_every_route_names_exactly_one_right(app: FastAPI) -> None:
    counted = {str(route.name): len(rights(route.dependant)) for route in routes(app)}

    assert "redeem_discount" in counted
    assert {name: number for name, number in counted.items() if number != 1} == {}


def test_every_operation_has_its_own_name(app: FastAPI) -> None:
    names = Counter(str(route.name) for route in routes(app))

    assert "redeem_discount" in names
    assert [name for name, number in names.items() if number > 1] == []


def constrained(field: FieldInfo) -> bool:
    """Whether the field, or each plain type inside its annotation, carries a constraint."""
    marks = (Strict, StringConstraints, BaseMetadata, FieldInfo)
    if any(isinstance(mark, marks) for mark in field.metadata):
        return True
    return not any(part in (int, bool, str) for part in plain_parts(field.annotation))


def plain_parts(annotation: Any) -> Iterator[Any]:
    if hasattr(annotation, "__metadata__"):
        return
    arguments = get_args(annotation)
    if not arguments:
        yield annotation
    for argument in arguments:
        yield from plain_parts(argument)


def test_inputs_take_no_plain_numbers_booleans_or_text() -> None:
    lax = [
        f"{model.__qualname__}.{name}"
        for model in subclasses(Input)
        if not issubclass(model, QueryInput)
        for name, field in model.model_fields.items()
        if not constrained(field)
    ]

    assert lax == []


def test_events_are_in_the_past_tense_of_their_feature_and_name_nobody() -> None:
    personal = {"name", "first_name", "last_name", "phone", "email", "username", "telegram_id"}
    # Slots make a dataclass anew, and the first draft of the class lives on for a while.
    kinds = {kind.__qualname__: kind for kind in subclasses(Event)}.values()
    types = Counter(kind.type for kind in kinds)

    assert [type_ for type_, number in types.items() if number > 1] == []
    for kind in kinds:
        feature = kind.__module__.split(".")[1]
        assert re.fullmatch(rf"{feature}\.[a-z_]+", kind.type), kind
        assert personal.isdisjoint(field.name for field in fields(kind)), kind
