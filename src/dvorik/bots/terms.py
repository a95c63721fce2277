"""What a discount is worth, in words."""

from decimal import Decimal

from babel.numbers import format_percent

from dvorik.bots.words import word
from dvorik.kernel.i18n import Language
from dvorik.kernel.money import format_minor, minor_per_major, round_half_up
from dvorik.loyalty.types import DiscountKind


def worth(kind: DiscountKind, value: Decimal, *, currency: str, language: Language) -> str:
    """Plain text, not HTML.

    >>> worth(DiscountKind.PERCENT, Decimal("7.50"), currency="RUB", language=Language.EN)
    '7.5%'
    """
    match kind:
        case DiscountKind.PERCENT:
            return format_percent(value / 100, locale=language.value, decimal_quantization=False)
        case DiscountKind.FIXED:
            amount = round_half_up(value * minor_per_major(currency))
            return format_minor(amount, currency, language.value)
        case DiscountKind.GIFT:
            return word("gift", language)
