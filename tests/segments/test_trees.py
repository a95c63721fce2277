"""What a rule may look like, and where it is wrong when it does not."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from dvorik.segments.schemas.trees import Rule, read_rule, walk
from dvorik.segments.types import MAX_GROUPS, MAX_NODES
from tests.segments.rules import Json, all_of, any_of, condition, negated, segment

GOOD = condition("has_phone", "is", True)


def problems(rule: Any) -> list[tuple[str, str]]:
    """(place, code) of each."""
    with pytest.raises(ValidationError) as raised:
        TypeAdapter(Rule).validate_python(rule)
    return [("/".join(map(str, item["loc"])), item["type"]) for item in raised.value.errors()]


def test_each_mistake_is_told_at_its_place_in_the_tree() -> None:
    rule = all_of(
        GOOD,
        condition("colour", "any", ["red"]),
        any_of(condition("gender", "sum", 1), negated(condition("gender", "any", ["male", "x"]))),
        {"type": "xor", "rules": []},
        condition("age", "between", {"at_least": 30, "at_most": 20}),
        condition("discounts_used", "count", {"at_least": 1, "period": {"in_last_days": 0}}),
    )

    assert problems(rule) == [
        ("rules/1/field", "unknown_field"),
        ("rules/2/rules/0/operator", "unknown_operator"),
        ("rules/2/rules/1/rule/value/1", "enum"),
        ("rules/3", "union_tag_invalid"),
        ("rules/4/value", "bounds_reversed"),
        ("rules/5/value/period/in_last_days", "greater_than_equal"),
    ]


@pytest.mark.parametrize(
    ("rule", "place", "code"),
    [
        ("everyone", "", "model_attributes_type"),
        ({}, "", "union_tag_not_found"),
        ({"type": "and", "rules": {}}, "rules", "list_type"),
        ({"type": "not"}, "rule", "missing"),
        ({"type": "and", "rules": [], "rule": GOOD}, "rule", "extra_forbidden"),
        (segment(0), "segment_id", "greater_than_equal"),
        ({"type": "segment", "segment_id": True}, "segment_id", "int_type"),
        (condition("is_subscribed", "is", 1), "value", "bool_type"),
        (condition("is_subscribed", "is"), "value", "bool_type"),
        (condition("birthday", "today", 1), "value", "value_not_expected"),
        (condition("tags", "any", []), "value", "too_short"),
        (condition("tags", "any", ["a\x00"]), "value/0", "unstorable_text"),
        (condition("campaign", "any", [2**63]), "value/0", "less_than_equal"),
        (condition("birthday", "within_next", {"days": 366}), "value/days", "less_than_equal"),
        (
            condition("birthday", "between", {"from_day": "02-30", "until_day": "03-01"}),
            "value/from_day",
            "no_such_day",
        ),
        (condition("registered", "between", {}), "value", "no_bounds"),
        (
            condition("redemptions", "count", {"at_least": 1, "at_mots": 2}),
            "value/at_mots",
            "extra_forbidden",
        ),
        (
            condition("bill_sum", "sum", {"at_least": float("nan")}),
            "value/at_least",
            "int_type",
        ),
    ],
)
def test_a_rule_that_is_wrong_in_one_place(rule: Any, place: str, code: str) -> None:
    assert problems(rule) == [(place, code)]


def test_a_rule_may_have_so_many_parts_and_no_more() -> None:
    assert len(list(walk(read_rule(all_of(*[GOOD] * (MAX_NODES - 1)))))) == MAX_NODES
    assert problems(all_of(*[GOOD] * MAX_NODES)) == [("rules/0", "too_many_nodes")]


def test_groups_may_be_so_deep_and_no_deeper() -> None:
    def nested(groups: int) -> Json:
        rule = GOOD
        for _ in range(groups):
            rule = negated(rule)
        return rule

    assert len(list(walk(read_rule(nested(MAX_GROUPS))))) == MAX_GROUPS + 1
    assert problems(nested(MAX_GROUPS + 1)) == [("/".join(["rule"] * 11), "too_deep")]
    assert problems(nested(50_000)) == [("/".join(["rule"] * 11), "too_deep")]


def test_what_is_kept_is_the_same_rule_in_one_spelling() -> None:
    rule = all_of(
        condition("tags", "any", [" VIP "]),
        condition("redemptions", "count", {"at_least": 2}),
        {"type": "condition", "field": "birthday", "operator": "today"},
    )

    kept = read_rule(rule).model_dump(mode="json")

    period = {"in_last_days": None, "from_on": None, "until_on": None}
    assert kept == all_of(
        condition("tags", "any", ["vip"]),
        condition(
            "redemptions",
            "count",
            {"at_least": 2, "at_most": None, "templates": None, "period": period},
        ),
        condition("birthday", "today", None),
    )
    assert read_rule(kept).model_dump(mode="json") == kept
