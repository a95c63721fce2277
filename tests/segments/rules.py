"""Any rule that the registry takes, for hypothesis; and short ways to write one down."""

from typing import Any

from hypothesis import strategies as st

from tests.segments.people import CAMPAIGNS, SOURCES, TAGS, TEMPLATES

Json = dict[str, Any]


def condition(field: str, operator: str, value: Any = None) -> Json:
    return {"type": "condition", "field": field, "operator": operator, "value": value}


def all_of(*rules: Json) -> Json:
    return {"type": "and", "rules": list(rules)}


def any_of(*rules: Json) -> Json:
    return {"type": "or", "rules": list(rules)}


def negated(rule: Json) -> Json:
    return {"type": "not", "rule": rule}


def segment(segment_id: int) -> Json:
    return {"type": "segment", "segment_id": segment_id}


def _ask(field: str, operators: str, value: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.builds(condition, st.just(field), st.sampled_from(operators.split()), value)


def _some(*choices: Any) -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(choices), min_size=1, max_size=3)


_nothing = st.none()
_near = st.sampled_from(["2025-11-20", "2026-02-28", "2026-10-21", "2026-11-19", "2026-11-20"])


def _bounds(low: str, high: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    pair = st.tuples(values, values).map(sorted).map(lambda two: {low: two[0], high: two[1]})
    return pair | values.map(lambda one: {low: one}) | values.map(lambda one: {high: one})


_range = _bounds("from_on", "until_on", _near)
_days = st.sampled_from([1, 2, 3, 7, 8, 30, 31, 365, 700]).map(lambda days: {"days": days})
_window = st.integers(1, 365).map(lambda days: {"days": days})
_no_period: Json = {}
_period = (
    st.just(_no_period)
    | _range
    | st.sampled_from([1, 7, 30, 400]).map(lambda n: {"in_last_days": n})
)
_templates = st.none() | _some(*TEMPLATES)
_month_days = st.sampled_from(["01-01", "02-01", "02-28", "02-29", "03-01", "11-20", "12-31"])


def _amounts(values: st.SearchStrategy[int], **more: Any) -> st.SearchStrategy[Json]:
    rest = st.fixed_dictionaries({"period": _period, **more})
    both = st.tuples(_bounds("at_least", "at_most", values), rest)
    return both.map(lambda two: {**two[0], **two[1]})


_facts = _amounts(st.integers(0, 3), templates=_templates)

conditions: st.SearchStrategy[Json] = st.one_of(
    _ask("gender", "any none", _some("male", "female", "unknown")),
    _ask("language", "any none", _some("ru", "uk", "en")),
    _ask("age", "between", _bounds("at_least", "at_most", st.integers(0, 70))),
    _ask("age", "known unknown", _nothing),
    _ask("birthday", "today known unknown", _nothing),
    _ask("birthday", "within_next", _window),
    _ask(
        "birthday",
        "between",
        st.fixed_dictionaries({"from_day": _month_days, "until_day": _month_days}),
    ),
    _ask("tags", "any all none", _some(*TAGS)),
    _ask("source", "any none", _some(*SOURCES)),
    _ask("source", "known unknown", _nothing),
    _ask("campaign", "any none", _some(*CAMPAIGNS)),
    _ask("campaign", "known unknown", _nothing),
    _ask("registered", "between", _range),
    _ask("registered", "in_last not_in_last", _days),
    _ask("last_active", "between", _range),
    _ask("last_active", "in_last not_in_last", _days),
    _ask("last_active", "known unknown", _nothing),
    _ask("status", "any none", _some("active", "bot_blocked", "blacklisted")),
    *(
        _ask(field, "is", st.booleans())
        for field in ("has_phone", "is_subscribed", "has_consent", "is_reachable")
    ),
    _ask("discount_state", "any none", _some("upcoming", "active", "used", "expired", "blocked")),
    *(
        _ask(field, "count", _facts)
        for field in (
            "discounts_issued",
            "discounts_held",
            "discounts_used",
            "discounts_expired",
            "redemptions",
        )
    ),
    _ask("bill_sum", "sum", _amounts(st.sampled_from([0, 1, 500, 1000, 1500]))),
)


def trees(*segment_ids: int) -> st.SearchStrategy[Json]:
    leaves = conditions | st.sampled_from(segment_ids).map(segment) if segment_ids else conditions
    return st.recursive(
        leaves,
        lambda children: (
            st.lists(children, max_size=4).map(lambda rules: all_of(*rules))
            | st.lists(children, max_size=4).map(lambda rules: any_of(*rules))
            | children.map(negated)
        ),
        max_leaves=8,
    )
