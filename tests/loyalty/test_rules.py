from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvorik.loyalty.rules import amounts, periods, windows
from dvorik.loyalty.rules.periods import LastIssue
from dvorik.loyalty.rules.terms import contradictions
from dvorik.loyalty.types import AttemptReason, DiscountKind, RecurrenceType, TemplateEvent

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31))
amounts_minor = st.integers(min_value=0, max_value=10**13)
percents = st.decimals(min_value=0, max_value=100, places=2)
wall_times = st.times()
MANUAL = TemplateEvent.MANUAL


@given(amounts_minor, percents, st.none() | amounts_minor)
def test_a_percent_is_within_half_a_unit_of_its_share_and_under_its_cap(
    bill: int, percent: Decimal, cap: int | None
) -> None:
    amount = amounts.discount_minor(
        DiscountKind.PERCENT, percent, bill_minor=bill, max_discount_minor=cap, currency="RUB"
    )

    assert amount is not None
    assert 0 <= amount <= bill
    share = bill * percent / 100
    if cap is None or share < cap:
        assert -Decimal("0.5") < amount - share <= Decimal("0.5")
    else:
        assert amount == cap


@given(amounts_minor, st.decimals(min_value=0, max_value=10**6, places=2))
def test_a_fixed_amount_never_exceeds_the_bill(bill: int, value: Decimal) -> None:
    amount = amounts.discount_minor(
        DiscountKind.FIXED, value, bill_minor=bill, max_discount_minor=None, currency="RUB"
    )

    assert amount == min(bill, int(value * 100))


@pytest.mark.parametrize(
    ("kind", "value", "bill", "currency", "expected"),
    [
        (DiscountKind.PERCENT, "10", 5, "RUB", 1),
        (DiscountKind.PERCENT, "10", 4, "RUB", 0),
        (DiscountKind.PERCENT, "10", None, "RUB", None),
        (DiscountKind.FIXED, "300", None, "RUB", 300_00),
        (DiscountKind.FIXED, "300.50", None, "JPY", 301),
        (DiscountKind.GIFT, "0", 100, "RUB", 0),
        (DiscountKind.GIFT, "0", None, "RUB", 0),
    ],
)
def test_amounts(
    kind: DiscountKind, value: str, bill: int | None, currency: str, expected: int | None
) -> None:
    amount = amounts.discount_minor(
        kind, Decimal(value), bill_minor=bill, max_discount_minor=None, currency=currency
    )

    assert amount == expected


@given(days, days, st.sampled_from(RecurrenceType), st.integers(1, 400), st.integers(1, 10**6))
def test_calendar_periods_do_not_depend_on_earlier_issues(
    today: date, earlier: date, recurrence: RecurrenceType, repeat_days: int, number: int
) -> None:
    if recurrence is RecurrenceType.DAYS:
        return
    with_last, without = (
        periods.period_of(recurrence, repeat_days, MANUAL, today=today, last=last)
        for last in (LastIssue(number, earlier), None)
    )

    assert with_last == without is not None


@given(days, st.integers(1, 400), st.integers(0, 800))
def test_days_open_exactly_so_many_days_after_the_last_issue(
    issued_on: date, repeat_days: int, waited: int
) -> None:
    today = issued_on + timedelta(days=waited)
    last = LastIssue(7, issued_on)

    period = periods.period_of(RecurrenceType.DAYS, repeat_days, MANUAL, today=today, last=last)

    assert period == ("after:7" if waited >= repeat_days else None)


def test_a_birthday_comes_once_a_year_whatever_the_template_says() -> None:
    for recurrence in RecurrenceType:
        period = periods.period_of(
            recurrence, 1, TemplateEvent.BIRTHDAY, today=date(2026, 11, 20), last=None
        )
        assert period == "2026"


@given(days, st.integers(1, 3650))
def test_the_last_day_shown_is_the_last_day_computed(issued_on: date, duration: int) -> None:
    zone = ZoneInfo("Asia/Vladivostok")
    last_day = periods.last_day(issued_on, duration)
    midnight = datetime.combine(last_day + timedelta(days=1), time.min, tzinfo=zone)

    assert periods.last_day_before(midnight.astimezone(UTC), zone) == last_day


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """November 2026 began on a Sunday: the 20th is a Friday."""
    return datetime(2026, 11, day, hour, minute)  # noqa: DTZ001  a wall clock has no zone


NIGHT = (time(22), time(2))
DAY = (time(9), time(18))


@pytest.mark.parametrize(
    ("local", "window", "expected"),
    [
        (at(20, 12), DAY, None),
        (at(20, 9), DAY, None),
        (at(20, 18), DAY, AttemptReason.WRONG_HOUR),
        (at(20, 8, 59), DAY, AttemptReason.WRONG_HOUR),
        (at(21, 12), DAY, AttemptReason.WRONG_DAY),
        (at(21, 20), DAY, AttemptReason.WRONG_DAY),
        (at(20, 23), NIGHT, None),
        (at(21, 1, 59), NIGHT, None),
        (at(21, 2), NIGHT, AttemptReason.WRONG_DAY),
        (at(20, 1), NIGHT, AttemptReason.WRONG_DAY),
        (at(20, 12), NIGHT, AttemptReason.WRONG_HOUR),
        (at(21, 23), NIGHT, AttemptReason.WRONG_DAY),
    ],
)
def test_windows_of_a_friday(
    local: datetime, window: tuple[time, time], expected: AttemptReason | None
) -> None:
    from_time, until_time = window

    found = windows.refusal_by_time(local, weekdays=[5], from_time=from_time, until_time=until_time)

    assert found == expected


@given(st.datetimes(), wall_times, wall_times)
def test_a_window_and_its_complement_cover_the_clock(
    local: datetime, first: time, second: time
) -> None:
    if first == second:
        return
    inside, outside = (
        windows.refusal_by_time(local, weekdays=None, from_time=a, until_time=b) is None
        for a, b in ((first, second), (second, first))
    )

    assert inside != outside


SOUND = {
    "kind": "percent",
    "value": Decimal(10),
    "description": "",
    "usage_type": "single",
    "usage_limit": 1,
    "recurrence": {"type": "once", "value": None},
    "max_discount_minor": None,
    "from_time": None,
    "until_time": None,
}


def test_a_sound_template_contradicts_nothing() -> None:
    assert contradictions(SOUND) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"value": Decimal("100.01")}, ("value", "percent_out_of_range")),
        ({"value": Decimal(0)}, ("value", "percent_out_of_range")),
        ({"kind": "fixed", "value": Decimal(0)}, ("value", "amount_not_positive")),
        ({"kind": "gift", "description": "x"}, ("value", "gift_has_value")),
        ({"kind": "gift", "value": Decimal(0)}, ("description", "gift_not_described")),
        ({"kind": "fixed", "max_discount_minor": 1}, ("max_discount_minor", "cap_without_percent")),
        ({"usage_limit": 2}, ("usage_limit", "limit_contradicts_type")),
        ({"usage_type": "multi"}, ("usage_limit", "limit_contradicts_type")),
        ({"recurrence": {"type": "days", "value": None}}, ("recurrence", "days_contradict_type")),
        ({"recurrence": {"type": "once", "value": 3}}, ("recurrence", "days_contradict_type")),
        ({"from_time": time(9)}, ("until_time", "half_a_window")),
        ({"from_time": time(9), "until_time": time(9)}, ("until_time", "empty_window")),
        ({"value": None}, ("value", "null")),
    ],
)
def test_contradictions_name_their_field(
    change: dict[str, object], expected: tuple[str, str]
) -> None:
    assert contradictions({**SOUND, **change}) == [expected]
