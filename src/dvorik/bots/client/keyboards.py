"""What a client may press."""

from enum import StrEnum

from aiogram import F
from aiogram.types import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)
from magic_filter import MagicFilter

from dvorik.bots.words import every_language, word
from dvorik.clients.rules import Wishes
from dvorik.clients.types import Frequency, Topic
from dvorik.kernel.i18n import Language
from dvorik.messaging.phrases import phrase


class Menu(StrEnum):
    """Buttons that stay under the input field; values are keys of their words."""

    DISCOUNTS = "client.menu.discounts"
    SUBSCRIPTION = "client.menu.subscription"
    BIRTHDAY = "client.menu.birthday"
    PROFILE = "client.menu.profile"

    @property
    def pressed(self) -> MagicFilter:
        """A filter. Labels of all languages count: the keyboard on screen may be an old one."""
        return F.text.in_(every_language(self.value))


class Press(StrEnum):
    """Callback data of inline buttons. What they concern is always looked up anew."""

    CHECK_SUBSCRIPTION = "client:subscription"
    BIRTHDAY_YES = "client:birthday:yes"
    BIRTHDAY_NO = "client:birthday:no"
    ASK_BIRTHDAY = "client:birthday:ask"
    ASK_LANGUAGE = "client:language"
    MESSAGES_ON = "client:messages:on"
    SETTINGS = "client:settings"


TOPIC_WORDS = {
    Topic.OFFERS: "client.topic.offers",
    Topic.BIRTHDAYS: "client.topic.birthdays",
    Topic.REMINDERS: "client.topic.reminders",
}
FREQUENCY_WORDS = {
    Frequency.ALL: "client.frequency.all",
    Frequency.WEEKLY: "client.frequency.weekly",
    Frequency.NONE: "client.frequency.none",
}

LANGUAGE_PREFIX = "client:language:"
TOPIC_PREFIX = "client:topic:"
FREQUENCY_PREFIX = "client:frequency:"

_ROWS = ((Menu.DISCOUNTS, Menu.SUBSCRIPTION), (Menu.BIRTHDAY, Menu.PROFILE))
_MOST_COPY_BUTTONS = 8


def menu(language: Language) -> ReplyKeyboardMarkup:
    return ReplyKeyboardMarkup(
        keyboard=[[KeyboardButton(text=word(item, language)) for item in row] for row in _ROWS],
        resize_keyboard=True,
        is_persistent=True,
    )


def subscribe(channel_link: str | None, language: Language) -> InlineKeyboardMarkup:
    rows = [[_button("client.button.subscribed", Press.CHECK_SUBSCRIPTION, language)]]
    if channel_link:
        text = word("client.button.open_channel", language)
        rows.insert(0, [InlineKeyboardButton(text=text, url=channel_link)])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def copy_codes(codes: list[str], language: Language) -> InlineKeyboardMarkup | None:
    """One button per code that puts it on the clipboard."""
    if not codes:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(
                    text=phrase("button.copy_code", language, code=code),
                    copy_text=CopyTextButton(text=code),
                )
            ]
            for code in codes[:_MOST_COPY_BUTTONS]
        ]
    )


def birthday_confirmation(language: Language) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                _button("client.button.birthday_yes", Press.BIRTHDAY_YES, language),
                _button("client.button.birthday_no", Press.BIRTHDAY_NO, language),
            ]
        ]
    )


def profile(language: Language, *, has_birthday: bool) -> InlineKeyboardMarkup:
    rows = [
        [_button("client.button.settings", Press.SETTINGS, language)],
        [_button("client.button.language", Press.ASK_LANGUAGE, language)],
    ]
    if not has_birthday:
        rows.insert(0, [_button("client.button.set_birthday", Press.ASK_BIRTHDAY, language)])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def settings(language: Language, wishes: Wishes) -> InlineKeyboardMarkup:
    """A switch for each topic, what is chosen of the frequencies, the language."""
    topics = [[_switch(topic, language, is_on=topic in wishes.topics)] for topic in Topic]
    frequencies = [
        _choice(each, language, is_chosen=each is wishes.frequency) for each in Frequency
    ]
    own_language = [_button("client.button.language", Press.ASK_LANGUAGE, language)]
    return InlineKeyboardMarkup(inline_keyboard=[*topics, frequencies, own_language])


def _switch(topic: Topic, language: Language, *, is_on: bool) -> InlineKeyboardButton:
    mark, pressed = ("✅", "off") if is_on else ("▫️", "on")
    return InlineKeyboardButton(
        text=f"{mark} {word(TOPIC_WORDS[topic], language)}",
        callback_data=f"{TOPIC_PREFIX}{topic}:{pressed}",
    )


def _choice(frequency: Frequency, language: Language, *, is_chosen: bool) -> InlineKeyboardButton:
    label = word(FREQUENCY_WORDS[frequency], language)
    return InlineKeyboardButton(
        text=f"• {label}" if is_chosen else label,
        callback_data=f"{FREQUENCY_PREFIX}{frequency}",
    )


def messages_on(language: Language) -> InlineKeyboardMarkup:
    button = _button("client.button.messages_on", Press.MESSAGES_ON, language)
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


def languages() -> InlineKeyboardMarkup:
    """Each language under its own name, so that it is found by those who read no other."""
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(
                    text=word("language.name", language),
                    callback_data=f"{LANGUAGE_PREFIX}{language.value}",
                )
                for language in Language
            ]
        ]
    )


def _button(key: str, press: Press, language: Language) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=word(key, language), callback_data=press.value)
