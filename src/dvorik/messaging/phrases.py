"""What bots and jobs both say inside a text: the worth of a discount, the buttons of a notice.

The owner edits texts, not these. All of it is plain text, escaped where a text takes it.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from babel.numbers import format_percent

from dvorik.kernel.dates import weekdays_in_words
from dvorik.kernel.i18n import Catalogue, Language
from dvorik.kernel.money import format_minor, minor_per_major, round_half_up
from dvorik.loyalty.rules import periods
from dvorik.loyalty.schemas.discounts import DiscountView
from dvorik.loyalty.types import DiscountKind
from dvorik.settings.schemas import ShopSettings

# What the bots listen for when a button under a job's message is pressed.
APPROVE_PREFIX = "cashier:approve:"
DECLINE_PREFIX = "cashier:decline:"
DISPUTE_PREFIX = "client:dispute:"
ACCEPT_DISPUTE_PREFIX = "dispute:accept:"
REJECT_DISPUTE_PREFIX = "dispute:reject:"
BROADCAST_PREFIX = "b:"
"""Then the delivery and the place of the button: short, because each of a million has it."""

_SPACE = re.compile(r"\s+")


@cache
def _catalogue() -> Catalogue:
    return Catalogue(Path(__file__).parent / "locales" / "phrases")


def phrase(key: str, language: Language, /, **values: Any) -> str:
    return _catalogue().text(key, language, **values)


def worth(kind: DiscountKind, value: Decimal, *, currency: str, language: Language) -> str:
    """
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
            return phrase("gift", language)


class Terms(Protocol):
    """What a code asks for."""

    @property
    def min_bill_minor(self) -> int | None: ...
    @property
    def max_discount_minor(self) -> int | None: ...
    @property
    def weekdays(self) -> list[int] | None: ...
    @property
    def from_time(self) -> time | None: ...
    @property
    def until_time(self) -> time | None: ...
    @property
    def requires_subscription(self) -> bool: ...


def conditions(terms: Terms, *, currency: str, language: Language) -> list[str]:
    """A line for each; none when the code asks for nothing."""
    amounts = {"min_bill": terms.min_bill_minor, "max_discount": terms.max_discount_minor}
    lines = [
        phrase(key, language, amount=format_minor(amount, currency, language.value))
        for key, amount in amounts.items()
        if amount is not None
    ]
    if times := ", ".join(filter(None, (days(terms, language), hours(terms)))):
        lines.append(phrase("valid_at", language, times=times))
    if terms.requires_subscription:
        lines.append(phrase("subscribers_only", language))
    return lines


def days(terms: Terms, language: Language) -> str | None:
    """`пн–пт`; None when any day will do."""
    if terms.weekdays is None:
        return None
    return weekdays_in_words(terms.weekdays, language.value)


def hours(terms: Terms) -> str | None:
    """`10:00–14:00`; None when any hour will do."""
    if terms.from_time is None or terms.until_time is None:
        return None
    return f"{terms.from_time:%H:%M}–{terms.until_time:%H:%M}"


def offer(title: str, kind: DiscountKind, worth: str) -> str:
    """A discount's name together with its worth, which is not said twice.

    >>> offer("For subscribing", DiscountKind.PERCENT, "10%")
    'For subscribing: 10%'
    >>> offer("10 % for subscribing", DiscountKind.PERCENT, "10%")
    '10 % for subscribing'
    """
    told = re.search(rf"(?<![0-9.,]){re.escape(_SPACE.sub('', worth))}", _SPACE.sub("", title))
    # "A gift" says nothing that "A cup of cocoa" does not.
    return title if told or kind is DiscountKind.GIFT else f"{title}: {worth}"


def discount_values(view: DiscountView, shop: ShopSettings, language: Language) -> dict[str, Any]:
    """The variables of every text about one code."""
    lines = conditions(view, currency=shop.currency, language=language)
    value = worth(view.kind, view.value, currency=shop.currency, language=language)
    return {
        "code": view.code,
        "offer": offer(view.template_name, view.kind, value),
        "title": view.template_name,
        "discount": value,
        "expires_on": periods.last_day_before(view.expires_at, shop.zone),
        "conditions": "\n".join(lines),
        # Once is what everybody expects; only more is worth a line.
        "uses_left": view.usage_limit - view.used_count if view.usage_limit > 1 else None,
    }


def copy_keyboard(codes: Iterable[str], language: Language) -> dict[str, Any]:
    """A button for each code, which puts it on the clipboard."""
    rows = [
        [{"text": phrase("button.copy_code", language, code=code), "copy_text": {"text": code}}]
        for code in codes
    ]
    return {"inline_keyboard": rows}


def dispute_keyboard(redemption_id: int, language: Language) -> dict[str, Any]:
    return _keyboard({"button.dispute": f"{DISPUTE_PREFIX}{redemption_id}"}, language)


def decision_keyboard(cashier_id: int, language: Language) -> dict[str, Any]:
    buttons = {
        "button.approve": f"{APPROVE_PREFIX}{cashier_id}",
        "button.decline": f"{DECLINE_PREFIX}{cashier_id}",
    }
    return _keyboard(buttons, language)


def verdict_keyboard(dispute_id: int, language: Language) -> dict[str, Any]:
    buttons = {
        "button.accept_dispute": f"{ACCEPT_DISPUTE_PREFIX}{dispute_id}",
        "button.reject_dispute": f"{REJECT_DISPUTE_PREFIX}{dispute_id}",
    }
    return _keyboard(buttons, language)


def _keyboard(buttons: Mapping[str, str], language: Language) -> dict[str, Any]:
    """One row, as the Bot API's `reply_markup`."""
    row = [{"text": phrase(key, language), "callback_data": d} for key, d in buttons.items()]
    return {"inline_keyboard": [row]}
