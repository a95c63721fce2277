"""Money: whole minor units (kopecks, cents) and an ISO 4217 currency. Never floats."""

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal, get_currency_precision, get_currency_symbol

from dvorik.kernel.errors import Invalid

# What prices are written with where the currency is at home. Babel knows a symbol only in the
# languages of that home, and says "500,00 RUB" in Ukrainian.
_SYMBOLS = {
    "AMD": "֏",
    "AZN": "₼",
    "BYN": "Br",
    "CZK": "Kč",
    "EUR": "€",
    "GBP": "£",
    "GEL": "₾",
    "ILS": "₪",
    "KZT": "₸",
    "PLN": "zł",
    "RUB": "₽",
    "TRY": "₺",
    "UAH": "₴",
    "USD": "$",
}


class BadAmount(Invalid):
    """The text is not an amount, is negative, or has more decimals than the currency."""

    code = "money.bad_amount"


def round_half_up(value: Decimal) -> int:
    """The nearest whole number; halves go away from zero, as tills round.

    >>> round_half_up(Decimal("2.5")), round_half_up(Decimal("-2.5")), round_half_up(Decimal("2.4"))
    (3, -3, 2)
    """
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def minor_per_major(currency: str) -> int:
    """How many minor units make one unit of `currency`: 100 for RUB, 1 for JPY."""
    return int(10 ** get_currency_precision(currency))


def to_minor(amount: Decimal, currency: str) -> int:
    """Whole minor units of `amount`. Raises `BadAmount` when it does not divide evenly."""
    minor = amount * minor_per_major(currency)
    if not minor.is_finite() or minor != minor.to_integral_value():
        raise BadAmount(currency=currency)
    return int(minor)


def parse_amount(text: str, currency: str) -> int:
    """Minor units of an amount as people type it: `1 250,50`, `1250.5`, `1250 ₽`.

    Raises `BadAmount`, also for `1.500`: where thousands are set apart by a point, that is no
    one and a half.

    >>> parse_amount("1 250,50", "RUB")
    125050
    """
    kept = "".join(c for c in text if not c.isspace() and c not in "₽₴$€\u00a0\u202f")
    kept = kept.removesuffix("руб.").removesuffix("руб").removesuffix("грн.").removesuffix("грн")
    kept = kept.removesuffix("р.").removesuffix("р").replace(",", ".")
    # `isascii` first: str.isdigit and Decimal also take digits of other scripts.
    if not kept.isascii() or not kept.replace(".", "", 1).isdigit() or len(kept) > 15:
        raise BadAmount(currency=currency)
    if len(kept.partition(".")[2]) > get_currency_precision(currency):
        raise BadAmount(currency=currency)
    return to_minor(Decimal(kept), currency)


def format_minor(amount_minor: int, currency: str, language: str) -> str:
    """In the manner of the language; a whole sum goes without decimals.

    >>> [format_minor(125050, "RUB", language) for language in ("ru", "en")]
    ['1\\xa0250,50\\xa0₽', '₽1,250.50']
    >>> format_minor(50000, "UAH", "uk")
    '500\\xa0₴'
    """
    major = Decimal(amount_minor) / minor_per_major(currency)
    is_whole = major == major.to_integral_value()
    number = "#,##0" if is_whole else "#,##0." + "0" * get_currency_precision(currency)
    symbol = _SYMBOLS.get(currency) or get_currency_symbol(currency, locale=language)
    # In quotes: letters of a symbol are no letters of the pattern.
    goes_first = language == "en" and not symbol.isalpha()
    pattern = f"'{symbol}'{number}" if goes_first else f"{number}\u00a0'{symbol}'"
    return str(format_decimal(major, format=pattern, locale=language))
