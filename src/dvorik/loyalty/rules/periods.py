"""When a template may give again, and until when a code lasts. Days are the business's own."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dvorik.loyalty.types import RecurrenceType, TemplateEvent

FIRST = "first"
"""The period of the first issue of a template that repeats after some days."""

AFTER = "after:"
"""Begins the period of every later one; the id of the issue before it follows."""


@dataclass(frozen=True, slots=True)
class LastIssue:
    """The newest code of one client from one template."""

    discount_id: int
    on: date


def period_of(
    recurrence: RecurrenceType,
    repeat_days: int,
    event: TemplateEvent,
    *,
    today: date,
    last: LastIssue | None,
) -> str | None:
    """The key of the period that `today` belongs to; one code per client, template and key.

    None when the last issue is less than `repeat_days` days old. A birthday is yearly whatever
    the template says. Periods of "days" form a chain: each is named after the issue before it,
    so two issues at once always want the same key, and the unique index lets one have it.
    """
    if event is TemplateEvent.BIRTHDAY:
        return f"{today:%Y}"
    match recurrence:
        case RecurrenceType.ONCE:
            return "once"
        case RecurrenceType.MONTHLY:
            return f"{today:%Y-%m}"
        case RecurrenceType.YEARLY:
            return f"{today:%Y}"
        case RecurrenceType.DAYS:
            return _link_after(last, repeat_days, today)


def _link_after(last: LastIssue | None, repeat_days: int, today: date) -> str | None:
    if last is None:
        return FIRST
    if today < last.on + timedelta(days=repeat_days):
        return None
    return f"{AFTER}{last.discount_id}"


def last_day(issued_on: date, duration_days: int) -> date:
    """The last day of a code: never less than `duration_days` times 24 hours away.

    >>> last_day(date(2026, 11, 20), 7)
    datetime.date(2026, 11, 27)
    """
    return issued_on + timedelta(days=duration_days)


def last_day_before(expires_at: datetime, zone: ZoneInfo) -> date:
    """What to tell people: `expires_at` is the first moment at which the code is void."""
    return (expires_at - timedelta(microseconds=1)).astimezone(zone).date()
