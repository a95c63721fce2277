from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from dvorik.kernel.schemas import Bool, Count, Day, Id, Input, Line, Moment, Paragraph


class Sample(Input):
    id: Id = 1
    count: Count = 0
    flag: Bool = False
    line: Line = "x"
    paragraph: Paragraph = "x"
    day: Day | None = None
    moment: Moment | None = None


def refusal(**given: Any) -> list[tuple[Any, str]]:
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate(given)
    return [(error["loc"][0], error["type"]) for error in caught.value.errors()]


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("id", True, "int_type"),
        ("id", "5", "int_type"),
        ("id", 5.0, "int_type"),
        ("id", 0, "greater_than_equal"),
        ("id", 2**63, "less_than_equal"),
        ("count", False, "int_type"),
        ("flag", 1, "bool_type"),
        ("flag", "yes", "bool_type"),
        ("line", "", "string_too_short"),
        ("line", "   ", "string_too_short"),
        ("line", "a\nb", "not_one_line"),
        ("line", "a\x00b", "unstorable_text"),
        ("line", "x" * 201, "string_too_long"),
        ("paragraph", "a\x00b", "unstorable_text"),
        ("paragraph", "\ud800", "string_unicode"),
        ("day", "0001-01-01", "year_out_of_range"),
        ("moment", "2026-01-01T00:00:00", "timezone_aware"),
        ("moment", "9999-12-31T23:59:59-23:59", "year_out_of_range"),
        ("unknown", 1, "extra_forbidden"),
    ],
)
def test_what_json_could_smuggle_in_is_refused(field: str, value: Any, error: str) -> None:
    assert refusal(**{field: value}) == [(field, error)]


def test_moments_come_out_in_utc() -> None:
    sample = Sample.model_validate({"moment": "2026-01-01T10:00:00+10:00"})

    assert sample.moment == datetime(2026, 1, 1, tzinfo=UTC)
    assert sample.moment.tzinfo is UTC


def test_names_of_the_whole_world_are_kept() -> None:
    for name in ("Ганна-Марія О'Ніл", "עמית", "👩\u200d🔧 Аня", "<b>Bob</b>"):
        assert Sample(line=f" {name} ").line == name
