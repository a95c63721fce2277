"""Pure rules about people: birthdays, ages, phones, names, wishes, and two cards of one person."""

from dvorik.clients.rules.birthdays import (
    MAX_AGE,
    MIN_AGE,
    age_on,
    celebrated_on,
    check_birthday,
    latest_birthday_of_age,
    parse_birthday,
)
from dvorik.clients.rules.consent import Wishes, text_version
from dvorik.clients.rules.merging import (
    COLUMNS,
    CardFacts,
    combined,
    has_decided_since,
    strictest,
    taken_apart,
)
from dvorik.clients.rules.names import clean_source, full_name
from dvorik.clients.rules.phones import parse_phone, region_of_zone
from dvorik.clients.rules.searching import SearchTerms, read_search, searchable

__all__ = [
    "COLUMNS",
    "MAX_AGE",
    "MIN_AGE",
    "CardFacts",
    "SearchTerms",
    "Wishes",
    "age_on",
    "celebrated_on",
    "check_birthday",
    "clean_source",
    "combined",
    "full_name",
    "has_decided_since",
    "latest_birthday_of_age",
    "parse_birthday",
    "parse_phone",
    "read_search",
    "region_of_zone",
    "searchable",
    "strictest",
    "taken_apart",
    "text_version",
]
