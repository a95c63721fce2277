"""Pure rules about people: birthdays, ages, phones, names, wishes, and how they are looked for."""

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
from dvorik.clients.rules.names import clean_source, full_name
from dvorik.clients.rules.phones import parse_phone, region_of_zone
from dvorik.clients.rules.searching import SearchTerms, read_search, searchable

__all__ = [
    "MAX_AGE",
    "MIN_AGE",
    "SearchTerms",
    "Wishes",
    "age_on",
    "celebrated_on",
    "check_birthday",
    "clean_source",
    "full_name",
    "latest_birthday_of_age",
    "parse_birthday",
    "parse_phone",
    "read_search",
    "region_of_zone",
    "searchable",
    "text_version",
]
