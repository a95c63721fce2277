"""Phone numbers, kept in E.164: `+79141234567`."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from dvorik.clients.errors import BadPhone

DEFAULT_REGION = "RU"


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
    if not phonenumbers.is_possible_number(number) or number.extension:
        raise BadPhone
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
