"""Reads a Bot API request however it comes: query, form, multipart or JSON."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request

from dvorik.sandbox.errors import bad_request
from dvorik.sandbox.types import Json

_TRUE = frozenset({"true", "yes", "1", "t", "y"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file from a multipart request."""

    name: str
    content: bytes
    mime_type: str


@dataclass(slots=True)
class Parameters:
    """Parameters by name. Forms carry text, JSON carries values: the readers take both."""

    values: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return self.values.get(name) not in (None, "") or name in self.uploads

    def text(self, name: str) -> str:
        """Empty when absent."""
        value = self.values.get(name)
        if value is None:
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """Like the real one, anything that is not a number counts as the default."""
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        value = self.values.get(name, False)
        return value if isinstance(value, bool) else str(value).lower() in _TRUE

    def structure(self, name: str, what: str) -> Any:
        """A JSON-serialized parameter, None when absent. `what` names it in the refusal."""
        value = self.values.get(name)
        if value in (None, ""):
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def objects(self, name: str, what: str) -> list[Json] | None:
        """A JSON-serialized array of objects, None when absent."""
        value = self.structure(name, what)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise bad_request(f"can't parse {what} JSON object")
        return value


async def read_parameters(request: Request) -> Parameters:
    """Everything the request brings; the body wins over the query."""
    parameters = Parameters(dict(request.query_params))
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        await _read_multipart(request, parameters)
    elif kind == "application/json":
        _read_json(await request.body(), parameters)
    else:
        body = (await request.body()).decode(errors="replace")
        if body:
            parameters.values.update(parse_qsl(body, keep_blank_values=True))
    return parameters


def _read_json(body: bytes, parameters: Parameters) -> None:
    try:
        values = json.loads(body) if body else {}
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(values, dict):
        raise bad_request("object expected as request")
    parameters.values.update({name: v for name, v in values.items() if v is not None})


async def _read_multipart(request: Request, parameters: Parameters) -> None:
    async with request.form(max_part_size=20 * 1024 * 1024) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                parameters.uploads[name] = Upload(
                    value.filename or "file",
                    await value.read(),
                    value.content_type or "application/octet-stream",
                )
            else:
                parameters.values[name] = value
