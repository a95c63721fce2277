"""Phone numbers, kept in E.164: `+79141234567`."""

import re

import phonenumbers
from babel.core import get_global
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

from dvorik.clients.errors import BadPhone

DEFAULT_REGION = "RU"
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def parse_phone(text: str, *, region: str = DEFAULT_REGION) -> str:
    """The number in E.164. One without `+` is read as dialled in `region` (ISO 3166).

    Raises `BadPhone` for what no exchange would connect.

    >>> parse_phone("8 (914) 123-45-67"), parse_phone("067 123 45 67", region="UA")
    ('+79141234567', '+380671234567')
    """
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        raise BadPhone from None
    # Not `is_possible_number`: it also takes numbers that lack their area code.
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible != ValidationResult.IS_POSSIBLE or number.extension:
        raise BadPhone
    phone = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    # Some plans are longer than E.164 allows, on paper.
    if not _E164.fullmatch(phone):
        raise BadPhone
    return phone


def region_of_zone(zone: str) -> str:
    """The country of a time zone, which is where the shop's clients dial from.

    >>> region_of_zone("Asia/Vladivostok"), region_of_zone("Europe/Kyiv"), region_of_zone("UTC")
    ('RU', 'UA', 'RU')
    """
    aliases, territories = get_global("zone_aliases"), get_global("zone_territories")
    region = territories.get(aliases.get(zone, zone), "")
    return region if region in phonenumbers.SUPPORTED_REGIONS else DEFAULT_REGION
