"""Compares requests and answers with the Bot API's published schema (`bot_api.json`)."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from dvorik.sandbox.types import Json

_SPLIT = re.compile(r"\s+or\s+|\s+and\s+|,\s*")
_PLAIN: dict[str, tuple[type, ...]] = {
    "String": (str,),
    "Integer": (int,),
    "Float": (int, float),
    "Float number": (int, float),
    "Boolean": (bool,),
    "True": (bool,),
}


@cache
def _schema() -> Json:
    text = Path(__file__).with_name("bot_api.json").read_text(encoding="utf-8")
    loaded: Json = json.loads(text)
    return loaded


def api_version() -> str:
    return str(_schema()["api"]["version"])


@cache
def required_of(method: str) -> tuple[str, ...]:
    """Names of the parameters that `method` cannot do without."""
    fields = _schema()["methods"][method]
    return tuple(name for name, field in fields.items() if field["required"])


def faults_of_call(method: str, parameters: Mapping[str, Any]) -> list[str]:
    """What in a request is not in the schema. JSON given as a string is looked into."""
    fields = _schema()["methods"][method]
    faults: list[str] = []
    for name, value in parameters.items():
        if name not in fields:
            faults.append(f"{method}: unknown parameter {name!r}")
        else:
            wanted = fields[name]["type"]
            faults.extend(_faults(wanted, _decoded(wanted, value), f"{method}.{name}"))
    return faults


def faults_of_value(type_name: str, value: object) -> list[str]:
    """What in an answer (or a nested object) is not as the schema says."""
    return list(_faults(type_name, value, type_name))


def _decoded(wanted: str, value: object) -> object:
    """Forms carry everything as text; read it as the schema means it, or leave it."""
    if not isinstance(value, str) or "String" in _SPLIT.split(wanted):
        return value
    try:
        return json.loads(value.lower() if value in {"True", "False"} else value)
    except ValueError:
        return value


def _faults(wanted: str, value: object, where: str) -> Iterator[str]:
    if wanted.startswith("Array of "):
        yield from _array_faults(wanted.removeprefix("Array of "), value, where)
        return
    names = _SPLIT.split(wanted)
    plain = [name for name in names if name in _PLAIN]
    if any(_is_plain(name, value) for name in plain):
        return
    known = [name for name in names if name in _schema()["types"]]
    if isinstance(value, dict) and known:
        yield from _closest(known, value, where)
    elif len(plain) + len(known) == len(names):
        yield f"{where}: {type(value).__name__} is not {wanted}"


def _is_plain(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return name in {"Boolean", "True"}
    return isinstance(value, _PLAIN[name])


def _array_faults(item_type: str, value: object, where: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{where}: {type(value).__name__} is not an array"
        return
    for position, item in enumerate(value):
        yield from _faults(item_type, item, f"{where}[{position}]")


def _closest(names: list[str], value: Json, where: str) -> Iterator[str]:
    """Of several possible types, complain in the terms of the one that fits best."""
    variants = [v for name in names for v in _schema()["types"][name]["one_of"] or [name]]
    yield from min((list(_object_faults(v, value, where)) for v in variants), key=len)


def _object_faults(name: str, value: Json, where: str) -> Iterator[str]:
    fields = _schema()["types"][name]["fields"]
    for field in value.keys() - fields.keys():
        yield f"{where}: {name} has no field {field!r}"
    for field, rule in fields.items():
        if field in value:
            yield from _faults(rule["type"], value[field], f"{where}.{field}")
        elif rule["required"]:
            yield f"{where}: {name} lacks {field!r}"
