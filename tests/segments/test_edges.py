"""The edges, one by one and exactly."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.segments import queries
from dvorik.segments.schemas.trees import read_rule
from dvorik.settings.schemas import ShopSettings
from tests.conftest import NOON
from tests.segments.people import TEMPLATES, Bill, Code, Person, add_people, add_templates
from tests.segments.rules import Json, all_of, any_of, condition, negated

SHOP = ShopSettings()
KYIV = ShopSettings(timezone="Europe/Kyiv", currency="UAH")

Selected = Callable[..., Awaitable[str]]


@pytest.fixture
async def selected(session: AsyncSession) -> Selected:
    """Names of those whom a rule selects, in alphabetical order."""

    async def select(
        rule: Json, *, now: datetime = NOON, shop: ShopSettings = SHOP, **people: Any
    ) -> str:
        crowd = {name: Person(first_name=name, **fields) for name, fields in people.items()}
        await add_templates(session)
        await add_people(session, crowd.values())
        statement = await queries.select_client_ids(session, read_rule(rule), shop=shop, now=now)
        found = set(await session.scalars(statement))
        return " ".join(sorted(name for name, person in crowd.items() if person.id in found))

    return select


def born(month: int, day: int, year: int = 2000) -> dict[str, date]:
    return {"birthday": date(year, month, day)}


def at(*moment: int) -> datetime:
    """A moment of Vladivostok's clocks, ten hours ahead of UTC."""
    return datetime(*moment, tzinfo=UTC) - timedelta(hours=10)  # type: ignore[arg-type, misc]  # parts of a moment


async def test_a_window_of_birthdays_goes_over_new_year(selected: Selected) -> None:
    rule = condition("birthday", "within_next", {"days": 7})

    assert (
        await selected(
            rule,
            now=at(2026, 12, 28, 9),
            before=born(12, 27),
            first=born(12, 28),
            eve=born(12, 31),
            last=born(1, 3),
            after=born(1, 4),
            unknown={},
        )
        == "eve first last"
    )


@pytest.mark.parametrize(
    ("today", "names"),
    [
        (at(2027, 2, 28, 12), "d28 d29"),
        (at(2028, 2, 28, 12), "d28"),
        (at(2028, 2, 29, 12), "d29"),
        (at(2027, 3, 1, 12), "march"),
    ],
)
async def test_29_february_is_today_on_28_february_of_a_common_year(
    selected: Selected, today: datetime, names: str
) -> None:
    rule = condition("birthday", "today")

    assert (
        await selected(rule, now=today, d28=born(2, 28), d29=born(2, 29), march=born(3, 1)) == names
    )


@pytest.mark.parametrize(
    ("first", "last", "names"),
    [
        ("02-01", "02-28", "d28 d29"),
        ("02-29", "02-29", "d29"),
        ("03-01", "02-27", "march"),
        ("02-29", "02-28", "d28 d29 march"),
        ("12-25", "01-07", ""),
    ],
)
async def test_a_range_of_days_of_the_year(
    selected: Selected, first: str, last: str, names: str
) -> None:
    rule = condition("birthday", "between", {"from_day": first, "until_day": last})

    assert await selected(rule, d28=born(2, 28), d29=born(2, 29), march=born(3, 1)) == names


async def test_age_changes_on_the_birthday_in_the_zone_of_the_shop(selected: Selected) -> None:
    rule = condition("age", "between", {"at_least": 18, "at_most": 18})
    people = {"turning": born(11, 21, 2008), "older": born(11, 21, 2007), "unknown": {}}

    assert await selected(rule, now=at(2026, 11, 20, 23, 59, 59), **people) == "older"


async def test_age_has_changed_at_midnight_of_the_shop(selected: Selected) -> None:
    rule = condition("age", "between", {"at_least": 18, "at_most": 18})
    people = {"turning": born(11, 21, 2008), "older": born(11, 21, 2007), "unknown": {}}

    assert await selected(rule, now=at(2026, 11, 21), **people) == "turning"


@pytest.mark.parametrize(
    # When Kyiv's day begins, Vladivostok's is eight hours old.
    ("shop", "names"),
    [(SHOP, "at_midnight later"), (KYIV, "later")],
)
async def test_the_last_days_begin_at_midnight_of_the_shop(
    selected: Selected, shop: ShopSettings, names: str
) -> None:
    midnight = at(2026, 11, 19)
    people = {
        "before": {"created_at": midnight - timedelta(microseconds=1)},
        "at_midnight": {"created_at": midnight},
        "later": {"created_at": NOON},
        "tomorrow": {"created_at": at(2026, 11, 21, 12)},
    }

    found = await selected(condition("registered", "in_last", {"days": 2}), shop=shop, **people)

    assert found == names


async def test_both_days_of_a_range_belong_to_it(selected: Selected) -> None:
    rule = condition("registered", "between", {"from_on": "2026-11-18", "until_on": "2026-11-19"})

    assert (
        await selected(
            rule,
            before={"created_at": at(2026, 11, 17, 23, 59)},
            first={"created_at": at(2026, 11, 18)},
            last={"created_at": at(2026, 11, 19, 23, 59)},
            after={"created_at": at(2026, 11, 20)},
        )
        == "first last"
    )


async def test_not_is_the_complement_so_the_unknown_belong_to_it(selected: Selected) -> None:
    rule = negated(condition("source", "any", ["insta"]))

    assert await selected(rule, a={"source": "insta"}, b={"source": "vk"}, c={}) == "b c"


async def test_not_of_a_group_with_unknowns_is_the_complement_too(selected: Selected) -> None:
    women = condition("gender", "any", ["female"])
    rule = negated(all_of(women, condition("age", "between", {"at_least": 20})))

    assert (
        await selected(
            rule,
            match={"gender": "female", **born(1, 1, 1990)},
            ageless={"gender": "female"},
            man={"gender": "male", **born(1, 1, 1990)},
        )
        == "ageless man"
    )


async def test_whoever_was_never_active_was_not_active_lately(selected: Selected) -> None:
    rule = condition("last_active", "not_in_last", {"days": 30})
    people = {
        "never": {},
        "long_ago": {"last_active_at": at(2025, 1, 1)},
        "lately": {"last_active_at": NOON},
    }

    assert await selected(rule, **people) == "long_ago never"


async def test_not_of_not_is_the_rule_itself(selected: Selected) -> None:
    rule = negated(negated(condition("source", "any", ["insta"])))

    assert await selected(rule, a={"source": "insta"}, b={"source": "vk"}, c={}) == "a"


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        (all_of(), "anna bella"),
        (any_of(), ""),
        (negated(all_of()), ""),
        (negated(any_of()), "anna bella"),
        (all_of(any_of(), all_of()), ""),
        (any_of(any_of(), all_of()), "anna bella"),
    ],
)
async def test_empty_groups_are_everybody_and_nobody(
    selected: Selected, rule: Json, names: str
) -> None:
    assert await selected(rule, anna={}, bella={}) == names


async def test_deleted_and_test_people_are_in_no_audience(selected: Selected) -> None:
    people = {"real": {}, "test": {"is_test": True}, "gone": {"deleted_at": NOON}}

    assert await selected(all_of(), **people) == "real"


async def test_codes_are_counted_by_template_and_period(selected: Selected) -> None:
    old, other = Code(issued_at=at(2026, 1, 1)), Code(template_id=TEMPLATES[1])
    value = {"at_least": 2, "templates": [TEMPLATES[0]], "period": {"in_last_days": 30}}

    assert (
        await selected(
            condition("discounts_issued", "count", value),
            two={"codes": (Code(), Code())},
            one_is_old={"codes": (Code(), old)},
            one_is_other={"codes": (Code(), other)},
            none={},
        )
        == "two"
    )


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ({"at_least": 1}, "one three"),
        ({"at_least": 2}, "three"),
        ({"at_most": 0}, "none undone"),
        ({"at_most": 1}, "none one undone"),
        ({"at_least": 1, "at_most": 2}, "one"),
        ({"at_least": 0}, "none one three undone"),
    ],
)
async def test_redemptions_are_counted_and_undone_ones_are_none(
    selected: Selected, value: Json, names: str
) -> None:
    assert (
        await selected(
            condition("redemptions", "count", value),
            none={},
            undone={"codes": (Code(bills=(Bill(is_canceled=True),)),)},
            one={"codes": (Code(bills=(Bill(),)),)},
            three={"codes": (Code(bills=(Bill(), Bill())), Code(bills=(Bill(),)))},
        )
        == names
    )


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ({"at_least": 2000}, "two"),
        ({"at_most": 1999}, "foreign none one unbilled"),
        ({"at_least": 0, "at_most": 0}, "foreign none unbilled"),
        ({"at_least": 1000, "at_most": 1000}, "one"),
    ],
)
async def test_bills_are_added_up_in_the_currency_of_the_shop(
    selected: Selected, value: Json, names: str
) -> None:
    assert (
        await selected(
            condition("bill_sum", "sum", value),
            none={},
            unbilled={"codes": (Code(bills=(Bill(bill_minor=None),)),)},
            foreign={"codes": (Code(bills=(Bill(currency="UAH", bill_minor=9000),)),)},
            one={"codes": (Code(bills=(Bill(),)),)},
            two={"codes": (Code(bills=(Bill(), Bill())),)},
        )
        == names
    )


async def test_words_with_signs_of_patterns_mean_themselves(selected: Selected) -> None:
    rule = any_of(condition("source", "any", ["%"]), condition("tags", "any", ["a_b%"]))

    assert (
        await selected(
            rule,
            percent={"source": "%"},
            other={"source": "insta", "tags": ("axbz",)},
            tagged={"tags": ("a_b%",)},
            quote={"source": "' OR true --"},
        )
        == "percent tagged"
    )
