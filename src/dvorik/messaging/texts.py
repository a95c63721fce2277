"""Every text that bots and jobs send: its key, and what an owner's wording may and must name.

The default words are in `locales/`, what a text is for in `locales/about/`, and sample values of
variables, for previews and for checking, in `locales/samples/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dvorik.kernel.i18n import Catalogue, Language
from dvorik.messaging.types import TextFormat


@dataclass(frozen=True, slots=True)
class TextSpec:
    """A line whose variables are all empty is left out, so an optional one may have no value.

    `is_secret`: the text opens a door. It is shown to nobody but the person it goes to.
    """

    format: TextFormat
    required: frozenset[str]
    optional: frozenset[str]
    is_secret: bool = False

    @property
    def variables(self) -> frozenset[str]:
        return self.required | self.optional

    @property
    def alone(self) -> frozenset[str]:
        """Variables that may not touch anything else.

        A link that opens a door would, as a part of another address, open it to whoever that
        belongs to; and more people may edit texts than may enter by every door.
        """
        return frozenset({"link"}) if self.is_secret else frozenset()


def _text(
    required: str = "",
    optional: str = "",
    *,
    format: TextFormat = TextFormat.TELEGRAM,
    is_secret: bool = False,
) -> TextSpec:
    return TextSpec(format, frozenset(required.split()), frozenset(optional.split()), is_secret)


def _letter(required: str, optional: str, *, is_secret: bool = False) -> TextSpec:
    return _text(required, optional, format=TextFormat.LETTER, is_secret=is_secret)


_PLAIN = _text()
_SUBJECT = _text("business_name", format=TextFormat.SUBJECT)
_DISCOUNT = _text(
    "code", "offer title discount expires_on conditions uses_left first_name business_name"
)
_BIRTHDAY = _text("birthday")
_INVITATION = _text("", "channel business_name first_name")
_REFUSAL = _text("", "code client title")


def _refusal(optional: str) -> TextSpec:
    return _text("", f"code client title {optional}")


TEXTS: Mapping[str, TextSpec] = {
    "account.approved": _letter("", "link name business_name"),
    "account.approved.subject": _SUBJECT,
    "account.invitation": _letter("link", "name business_name", is_secret=True),
    "account.invitation.subject": _SUBJECT,
    "account.reset_password": _letter("link", "name business_name minutes", is_secret=True),
    "account.reset_password.subject": _SUBJECT,
    "cashier.approved": _PLAIN,
    "cashier.ask_bill": _text("", "code min_bill"),
    "cashier.ask_code": _PLAIN,
    "cashier.bad_bill": _PLAIN,
    "cashier.bill_not_positive": _PLAIN,
    "cashier.code_good": _text("code", "client title discount expires_on conditions uses_left"),
    "cashier.deactivated": _PLAIN,
    "cashier.declined": _PLAIN,
    "cashier.help": _PLAIN,
    "cashier.not_a_code": _PLAIN,
    "cashier.redeemed": _text("code", "client title discount bill amount uses_left minutes"),
    "cashier.refused.already_used": _refusal("used_at used_by"),
    "cashier.refused.ambiguous": _refusal("readings"),
    "cashier.refused.bill_required": _refusal("min_bill"),
    "cashier.refused.blocked": _REFUSAL,
    "cashier.refused.budget_spent": _REFUSAL,
    "cashier.refused.busy": _REFUSAL,
    "cashier.refused.campaign_ended": _REFUSAL,
    "cashier.refused.cashier_not_active": _REFUSAL,
    "cashier.refused.expired": _refusal("expired_on"),
    "cashier.refused.limit_reached": _refusal("used_at used_by"),
    "cashier.refused.min_bill": _refusal("min_bill bill"),
    "cashier.refused.not_found": _REFUSAL,
    "cashier.refused.not_started": _refusal("starts_on"),
    "cashier.refused.subscription_left": _REFUSAL,
    "cashier.refused.wrong_branch": _REFUSAL,
    "cashier.refused.wrong_day": _refusal("days"),
    "cashier.refused.wrong_hour": _refusal("hours"),
    "cashier.request_pending": _PLAIN,
    "cashier.request_sent": _PLAIN,
    "cashier.too_many": _text("", "seconds"),
    "cashier.undo_too_late": _text("", "code minutes"),
    "cashier.undone": _text("code", "client"),
    "client.birthday_ask": _PLAIN,
    "client.birthday_confirm": _BIRTHDAY,
    "client.birthday_greeting": _DISCOUNT,
    "client.birthday_impossible": _PLAIN,
    "client.birthday_in_future": _PLAIN,
    "client.birthday_is_set": _BIRTHDAY,
    "client.birthday_saved": _BIRTHDAY,
    "client.birthday_too_long_ago": _text("", "max_age"),
    "client.birthday_too_recent": _text("", "min_age"),
    "client.birthday_unreadable": _PLAIN,
    "client.campaign_for_newcomers": _PLAIN,
    "client.campaign_not_running": _PLAIN,
    "client.campaign_taken": _PLAIN,
    "client.canceled": _PLAIN,
    "client.channel_closed": _PLAIN,
    "client.choose_language": _PLAIN,
    "client.consent": _text("", "business_name"),
    "client.discount_expires_soon": _DISCOUNT,
    "client.discount_held": _DISCOUNT,
    "client.discount_issued": _DISCOUNT,
    "client.discount_line": _DISCOUNT,
    "client.discounts": _PLAIN,
    "client.discounts_empty": _PLAIN,
    "client.dispute_confirmed": _text("code", "resolution"),
    "client.dispute_opened": _text("code"),
    "client.dispute_rejected": _text("code", "resolution"),
    "client.help": _text("", "business_name contacts"),
    "client.language_chosen": _PLAIN,
    "client.messages_are_off": _PLAIN,
    "client.messages_resumed": _PLAIN,
    "client.messages_stopped": _PLAIN,
    "client.no_channel": _PLAIN,
    "client.not_subscribed": _text("", "channel business_name"),
    "client.not_text": _PLAIN,
    "client.not_understood": _PLAIN,
    "client.nothing_to_cancel": _PLAIN,
    "client.profile": _text("", "name birthday subscribed messages"),
    "client.receipt": _text("code", "title discount bill amount redeemed_at business_name"),
    "client.redemption_reversed": _text("code", "title"),
    "client.redemption_undone": _text("code", "title"),
    "client.settings": _PLAIN,
    "client.subscribe": _INVITATION,
    "client.subscribe_more": _INVITATION,
    "client.subscribe_news": _INVITATION,
    "client.subscribed": _text("", "first_name business_name"),
    "client.subscription_unknown": _PLAIN,
    "client.welcome": _text("", "first_name business_name"),
    "client.welcome_back": _text("", "first_name business_name"),
    "owner.account_waits": _text("name", "email username"),
    "owner.broadcast_stopped": _text("title reason", "detail"),
    "owner.cashier_request": _text("name", "username"),
    "owner.daily_digest": _text(
        "day", "joined issued redeemed bills discounts orders disputes blocked"
    ),
    "owner.dispute_opened": _text("code", "client cashier amount redeemed_at"),
    "owner.wrong_codes": _text("cashier count"),
    "signin.approved": _PLAIN,
    "signin.canceled": _PLAIN,
    "signin.confirm": _text("browser address moment"),
    "signin.confirmed": _PLAIN,
    "signin.declined": _PLAIN,
    "signin.disabled": _PLAIN,
    "signin.expired": _PLAIN,
    "signin.link_confirm": _text("name"),
    "signin.linked": _PLAIN,
    "signin.login_link": _text("link", "minutes", is_secret=True),
    "signin.request_pending": _PLAIN,
    "signin.request_sent": _PLAIN,
    "signin.till_only": _PLAIN,
    "signin.unknown_person": _PLAIN,
    "signin.wrong_number": _PLAIN,
}

_LOCALES = Path(__file__).parent / "locales"


@cache
def defaults() -> Catalogue:
    return Catalogue(_LOCALES)


@cache
def _about() -> Catalogue:
    return Catalogue(_LOCALES / "about")


@cache
def _samples() -> Catalogue:
    return Catalogue(_LOCALES / "samples")


def about(key: str, language: Language) -> str:
    """What the text is for, in a few words."""
    return _about().pattern(key, language)


def sample(variable: str, language: Language) -> str:
    return _samples().pattern(variable, language)


def subject_key(key: str) -> str:
    """The key of a letter's subject."""
    return f"{key}.subject"
