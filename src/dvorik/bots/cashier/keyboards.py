"""What a cashier or an owner may press, and what the buttons carry.

Callback data holds at most 64 bytes. It names whose button it is, because a button can come
back from anybody; and a nonce, so that pressing it twice is one redemption.
"""

import secrets
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from dvorik.bots.presses import is_number
from dvorik.bots.words import word
from dvorik.kernel.i18n import Language

NOT_ME_PREFIX = "login_no:"
LINK_PREFIX = "link:"
REQUEST_ACCESS = "access:request"
REFUSE_LINK = "link_no"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeButton:
    """`telegram_id` is whose button it is. The nonce stays the same from the code's first
    showing to the last press on it."""

    REDEEM: ClassVar[str] = "r"
    ASK_BILL: ClassVar[str] = "b"
    CHOOSE: ClassVar[str] = "c"

    action: str
    telegram_id: int
    code: str
    nonce: str
    bill_minor: int | None = None

    @classmethod
    def new(cls, action: str, telegram_id: int, code: str, bill_minor: int | None = None) -> Self:
        return cls(
            action=action,
            telegram_id=telegram_id,
            code=code,
            nonce=secrets.token_urlsafe(6),
            bill_minor=bill_minor,
        )

    @classmethod
    def parse(cls, data: str) -> Self | None:
        """None for anything we did not write ourselves."""
        parts = data.split(":")
        if len(parts) != 5 or parts[0] not in {cls.REDEEM, cls.ASK_BILL, cls.CHOOSE}:
            return None
        action, telegram_id, code, nonce, bill = parts
        if not is_number(telegram_id) or not nonce or not _is_bill(bill):
            return None
        return cls(
            action=action,
            telegram_id=int(telegram_id),
            code=code,
            nonce=nonce,
            bill_minor=int(bill) if bill else None,
        )

    @property
    def operation(self) -> str:
        """Belongs to the person: the nonce of somebody else's button is another operation."""
        return f"bot:{self.telegram_id}:{self.nonce}"

    def __str__(self) -> str:
        bill = "" if self.bill_minor is None else self.bill_minor
        return f"{self.action}:{self.telegram_id}:{self.code}:{self.nonce}:{bill}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoButton:
    PREFIX: ClassVar[str] = "u:"

    telegram_id: int
    redemption_id: int

    @classmethod
    def parse(cls, data: str) -> Self | None:
        parts = data.removeprefix(cls.PREFIX).split(":")
        if len(parts) != 2 or not all(is_number(part) for part in parts):
            return None
        return cls(telegram_id=int(parts[0]), redemption_id=int(parts[1]))

    def __str__(self) -> str:
        return f"{self.PREFIX}{self.telegram_id}:{self.redemption_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberButton:
    """One of the three numbers of a Telegram sign-in."""

    PREFIX: ClassVar[str] = "login:"

    code: str
    number: int

    @classmethod
    def parse(cls, data: str) -> Self | None:
        code, _, number = data.removeprefix(cls.PREFIX).rpartition(":")
        return cls(code=code, number=int(number)) if code and is_number(number) else None

    def __str__(self) -> str:
        return f"{self.PREFIX}{self.code}:{self.number}"


def good_code(button: CodeButton, language: Language, *, needs_bill: bool) -> InlineKeyboardMarkup:
    """Redeem, and type or correct the bill. Only the latter where the bill decides."""
    has_bill = button.bill_minor is not None
    ask = replace(button, action=CodeButton.ASK_BILL, bill_minor=None)
    rows = []
    if has_bill or not needs_bill:
        rows.append([_button("cashier.button.redeem", button, language)])
    word_of_bill = "cashier.button.change_bill" if has_bill else "cashier.button.with_bill"
    rows.append([_button(word_of_bill, ask, language)])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def choices(telegram_id: int, codes: tuple[str, ...]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(
                    text=code,
                    callback_data=str(CodeButton.new(CodeButton.CHOOSE, telegram_id, code)),
                )
            ]
            for code in codes
        ]
    )


def again(button: CodeButton, language: Language) -> InlineKeyboardMarkup:
    """The same press once more, after somebody else held the code for too long."""
    redeem = _button("cashier.button.redeem", button, language)
    return InlineKeyboardMarkup(inline_keyboard=[[redeem]])


def ask_bill(button: CodeButton, language: Language) -> InlineKeyboardMarkup:
    """After a bill that was missing or too small."""
    ask = replace(button, action=CodeButton.ASK_BILL, bill_minor=None)
    return InlineKeyboardMarkup(
        inline_keyboard=[[_button("cashier.button.with_bill", ask, language)]]
    )


def undo(button: UndoButton, language: Language) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[_button("cashier.button.undo", button, language)]]
    )


def numbers(code: str, offered: tuple[int, ...], language: Language) -> InlineKeyboardMarkup:
    row = [
        InlineKeyboardButton(
            text=str(number), callback_data=str(NumberButton(code=code, number=number))
        )
        for number in offered
    ]
    no = _button("signin.button.not_me", f"{NOT_ME_PREFIX}{code}", language)
    return InlineKeyboardMarkup(inline_keyboard=[row, [no]])


def link(code: str, language: Language) -> InlineKeyboardMarkup:
    yes = _button("signin.button.link", f"{LINK_PREFIX}{code}", language)
    no = _button("signin.button.not_me", REFUSE_LINK, language)
    return InlineKeyboardMarkup(inline_keyboard=[[yes], [no]])


def request_access(language: Language) -> InlineKeyboardMarkup:
    button = _button("signin.button.request_access", REQUEST_ACCESS, language)
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


def _is_bill(part: str) -> bool:
    """Nothing, or a number above zero."""
    return not part or (is_number(part) and int(part) > 0)


def _button(
    key: str, content: CodeButton | UndoButton | str, language: Language
) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=word(key, language), callback_data=str(content))
