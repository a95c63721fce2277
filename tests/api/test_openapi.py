from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI

Operation = dict[str, Any]


@pytest.fixture
def document(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, Operation]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def test_every_operation_says_what_it_asks_for(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        right, security = operation["x-permission"], operation["security"]
        expected: list[dict[str, list[str]]] = [{"bearer": []}]
        if right == "public":
            expected = []
        elif right == "internal key":
            expected = [{"internalKey": []}]
        elif right == "Telegram's secret":
            expected = [{"telegramSecret": []}]
        assert security == expected, name


def test_every_refusal_is_a_problem_document(document: dict[str, Any]) -> None:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for name, operation in operations(document):
        refusals = {status for status in operation["responses"] if status >= "400"}
        assert {"429", "503"} <= refusals, name
        for status in refusals:
            if not (name.startswith("GET /health") and status == "503"):
                assert operation["responses"][status]["content"] == problem, (name, status)


def test_changes_document_every_refusal_and_reads_those_that_can_happen(
    document: dict[str, Any],
) -> None:
    change = document["paths"]["/internal/set-webhooks"]["post"]
    read = document["paths"]["/internal/webhook-info"]["get"]
    front = document["paths"]["/"]["get"]

    assert [*change["responses"]] == [
        "200", "400", "401", "403", "404", "409", "413", "422", "429", "503",
    ]  # fmt: skip
    assert [*read["responses"]] == ["200", "403", "422", "429", "503"]
    assert [*front["responses"]] == ["200", "429", "503"]


def test_the_key_of_internal_calls_is_a_scheme_and_not_a_field(document: dict[str, Any]) -> None:
    assert "parameters" not in document["paths"]["/internal/webhook-info"]["get"]
    assert document["components"]["securitySchemes"]["internalKey"]["name"] == "X-API-Key"


def test_nothing_of_the_framework_s_own_errors_is_left(document: dict[str, Any]) -> None:
    assert "HTTPValidationError" not in str(document)
