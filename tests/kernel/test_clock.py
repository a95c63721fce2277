from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from dvorik.kernel import clock

ZONES = ["Asia/Vladivostok", "Europe/Kyiv", "America/New_York", "Pacific/Apia", "UTC"]
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))


def test_a_day_in_vladivostok_begins_the_afternoon_before_in_utc() -> None:
    zone = ZoneInfo("Asia/Vladivostok")

    assert clock.start_of_day(date(2026, 3, 1), zone) == datetime(2026, 2, 28, 14, tzinfo=UTC)
    assert clock.end_of_day(date(2026, 3, 1), zone) == datetime(2026, 3, 1, 14, tzinfo=UTC)


def test_the_day_clocks_go_forward_has_23_hours() -> None:
    zone = ZoneInfo("Europe/Kyiv")
    day = date(2026, 3, 29)

    assert clock.end_of_day(day, zone) - clock.start_of_day(day, zone) == timedelta(hours=23)


@given(days, st.sampled_from(ZONES))
def test_days_follow_each_other_without_gap_or_overlap(day: date, name: str) -> None:
    zone = ZoneInfo(name)

    assert clock.end_of_day(day, zone) == clock.start_of_day(day + timedelta(days=1), zone)
    assert clock.start_of_day(day, zone) <= clock.end_of_day(day, zone)


@given(days, st.sampled_from(["Asia/Vladivostok", "Europe/Kyiv", "UTC"]))
def test_a_moment_belongs_to_the_day_it_starts(day: date, name: str) -> None:
    zone = ZoneInfo(name)
    start = clock.start_of_day(day, zone)

    assert clock.local_date(start, zone) == day
    assert clock.local_date(start - timedelta(microseconds=1), zone) == day - timedelta(days=1)
