"""What a rule means, once more and slowly: day by day, person by person, without SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dvorik.clients.rules import age_on, celebrated_on
from dvorik.loyalty.rules.verdicts import state_of
from dvorik.settings.schemas import ShopSettings
from tests.segments.people import Code, Person

Json = dict[str, Any]


@dataclass(frozen=True)
class Reference:
    shop: ShopSettings
    now: datetime
    saved: Mapping[int, Json]

    @property
    def today(self) -> date:
        return self.day(self.now)

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.shop.zone).date()

    def matches(self, rule: Json, person: Person) -> bool:
        match rule["type"]:
            case "and":
                return all(self.matches(child, person) for child in rule["rules"])
            case "or":
                return any(self.matches(child, person) for child in rule["rules"])
            case "not":
                return not self.matches(rule["rule"], person)
            case "segment":
                return self.matches(self.saved[rule["segment_id"]], person)
            case _:
                return self.answers(rule["field"], rule["operator"], rule.get("value"), person)

    def left_out(self, person: Person) -> str | None:
        if person.is_test:
            return "test"
        if person.telegram_id is None:
            return "no_telegram"
        if person.is_blacklisted:
            return "blacklisted"
        if person.bot_blocked_at:
            return "blocked"
        if not person.consent_at:
            return "no_consent"
        return None if person.wants_offers else "topic_off"

    def answers(self, field: str, operator: str, value: Any, person: Person) -> bool:
        if field in _FLAGS:
            return _FLAGS[field](person) is value
        if field == "is_reachable":
            reasons = {"no_telegram", "blacklisted", "blocked", "no_consent", "topic_off"}
            open_to_all = Person(**{**vars(person), "is_test": False})
            return (self.left_out(open_to_all) not in reasons) is value
        if field in {"discount_state", "tags", "status"}:
            return _listed(operator, value, self._words(field, person))
        if field in {"birthday", "age"}:
            return self._birthday(operator, value, person.birthday, is_age=field == "age")
        if field in {"registered", "last_active"}:
            moment = person.created_at if field == "registered" else person.last_active_at
            return self._moment(operator, value, moment)
        if field in _COLUMNS:
            known = getattr(person, _COLUMNS[field])
            return _listed(operator, value, set() if known is None else {known})
        return _between(value, self._amount(field, value, person))

    def _words(self, field: str, person: Person) -> set[str]:
        if field == "tags":
            return set(person.tags)
        if field == "discount_state":
            return {self.state(code) for code in person.codes}
        words = {"bot_blocked"} if person.bot_blocked_at else set()
        words |= {"blacklisted"} if person.is_blacklisted else set()
        return words or {"active"}

    def _birthday(self, operator: str, value: Any, born: date | None, *, is_age: bool) -> bool:
        if operator in {"known", "unknown"} or born is None:
            return (operator == "known") is (born is not None) and operator in {"known", "unknown"}
        if is_age:
            return _between(value, age_on(born, self.today))
        day = (born.month, born.day)
        if operator == "between":
            return day in _year_days(value["from_day"], value["until_day"])
        days = 1 if operator == "today" else value["days"]
        return any(day in celebrated_on(self.today + timedelta(days=n)) for n in range(days))

    def _moment(self, operator: str, value: Any, moment: datetime | None) -> bool:
        if operator in {"known", "unknown"}:
            return (operator == "known") is (moment is not None)
        if operator == "between":
            return moment is not None and self._in_period(value, moment)
        is_last = moment is not None and self._in_period({"in_last_days": value["days"]}, moment)
        return is_last is (operator == "in_last")

    def _in_period(self, period: Json, moment: datetime) -> bool:
        day = self.day(moment)
        if period.get("in_last_days"):
            return day in {self.today - timedelta(days=n) for n in range(period["in_last_days"])}
        first, last = (
            period.get(name) and date.fromisoformat(period[name])
            for name in ("from_on", "until_on")
        )
        return (not first or day >= first) and (not last or day <= last)

    def _amount(self, field: str, value: Json, person: Person) -> int:
        codes = [
            code for code in person.codes if code.template_id in (value.get("templates") or _ANY)
        ]
        period = value.get("period") or {}
        if field in {"redemptions", "bill_sum"}:
            bills = [
                bill
                for code in codes
                for bill in code.live
                if self._in_period(period, bill.redeemed_at)
            ]
            if field == "redemptions":
                return len(bills)
            return sum(b.bill_minor or 0 for b in bills if b.currency == self.shop.currency)
        moments = [moment for code in codes if (moment := self._moment_of(field, code))]
        return sum(self._in_period(period, moment) for moment in moments)

    def _moment_of(self, field: str, code: Code) -> datetime | None:
        match field:
            case "discounts_issued":
                return code.issued_at
            case "discounts_held":
                return code.issued_at if self.state(code) == "active" else None
            case "discounts_used":
                return code.last_used_at
            case _:
                return code.expires_at if self.state(code) == "expired" else None

    def state(self, code: Code) -> str:
        return state_of(
            used_count=len(code.live),
            usage_limit=code.usage_limit,
            starts_at=code.starts_at,
            expires_at=code.expires_at,
            blocked_at=code.blocked_at,
            now=self.now,
        ).value


class _Everything:
    def __contains__(self, _: object) -> bool:
        return True


_ANY = _Everything()

_COLUMNS = {
    "gender": "gender",
    "language": "language",
    "source": "source",
    "campaign": "campaign_id",
}

_FLAGS: dict[str, Any] = {
    "has_phone": lambda person: person.phone is not None,
    "is_subscribed": lambda person: person.is_subscribed,
    "has_consent": lambda person: person.consent_at is not None,
}


def _listed(operator: str, value: Sequence[Any] | None, words: set[Any]) -> bool:
    if operator in {"known", "unknown"}:
        return bool(words) is (operator == "known")
    wanted = set(value or ())
    if operator == "all":
        return wanted <= words
    return bool(wanted & words) is (operator == "any")


def _between(value: Json, amount: int) -> bool:
    low, high = value.get("at_least"), value.get("at_most")
    return (low is None or amount >= low) and (high is None or amount <= high)


def _year_days(first: str, last: str) -> set[tuple[int, int]]:
    """Walk the days of a leap year, round and round, from `first` to `last`."""
    dates = (date(2028, 1, 1) + timedelta(days=n) for n in range(366))
    year = [(day.month, day.day) for day in dates]
    start, goal = (year.index((int(text[:2]), int(text[3:]))) for text in (first, last))
    days = {year[(start + n) % 366] for n in range((goal - start) % 366 + 1)}
    # A range up to 28 February takes in those who celebrate on it in most years.
    return days | {(2, 29)} if last == "02-28" else days
