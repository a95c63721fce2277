"""Signing in to the panel by Telegram: nothing happens by pressing Start.

The page shows one number, the bot three; only who sees the page knows which to press.
"""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import Command, CommandStart
from aiogram.types import CallbackQuery, Message

from dvorik.accounts import actions as accounts
from dvorik.accounts import queries as account_queries
from dvorik.accounts.actions.tokens import LOGIN_LINK_LIFETIME
from dvorik.accounts.gateway import telegram
from dvorik.accounts.gateway.telegram import Choice, SignInRequest
from dvorik.accounts.types import AccountStatus
from dvorik.bots.cashier import keyboards
from dvorik.bots.cashier.keyboards import NOT_ME_PREFIX, REQUEST_ACCESS, NumberButton
from dvorik.bots.cashier.turn import CashierTurn, Place
from dvorik.kernel.dates import moment_in_words

LOGIN_PREFIX = "login_"


def build() -> Router:
    router = Router(name=__name__)
    payload = F.args.startswith(LOGIN_PREFIX)
    router.message.register(describe, CommandStart(deep_link=True, magic=payload))
    router.message.register(send_link, Command("login"))
    router.callback_query.register(choose, F.data.startswith(NumberButton.PREFIX))
    router.callback_query.register(refuse, F.data.startswith(NOT_ME_PREFIX))
    router.callback_query.register(request_access, F.data == REQUEST_ACCESS)
    return router


async def describe(message: Message, turn: CashierTurn) -> None:
    """Who asks to come in: the person compares it with what they see before them."""
    code = (message.text or "").rpartition(LOGIN_PREFIX)[2].strip()
    request = await telegram.describe(turn.resources.cache, code)
    if request is None:
        await turn.tell("signin.expired")
    elif turn.staff is None:
        await _turn_away(turn)
    else:
        await _ask(turn, code, request)


async def _turn_away(turn: CashierTurn) -> None:
    """Say why there is no way into the panel: the till and the panel are two rights."""
    key = _why_not(turn)
    may_ask = key in {"signin.unknown_person", "signin.till_only"}
    await turn.tell(key, keyboards.request_access(turn.language) if may_ask else None)


def _why_not(turn: CashierTurn) -> str:
    match turn.account and AccountStatus(turn.account.status):
        case AccountStatus.DISABLED:
            return "signin.disabled"
        case AccountStatus.PENDING:
            return "signin.request_pending"
    match turn.place:
        case Place.AT_THE_TILL:
            return "signin.till_only"
        case Place.WAITING:
            return "signin.request_pending"
        case Place.SHUT_OUT:
            assert turn.cashier is not None
            was_declined = turn.cashier.approved_at is None
            return "signin.declined" if was_declined else "cashier.deactivated"
        case _:
            return "signin.unknown_person"


async def _ask(turn: CashierTurn, code: str, request: SignInRequest) -> None:
    await turn.tell(
        "signin.confirm",
        keyboards.numbers(code, request.choices, turn.language),
        browser=request.browser,
        address=request.address or turn.word("signin.address_unknown"),
        moment=_moment(request.started_at, turn),
    )


def _moment(started_at: datetime, turn: CashierTurn) -> str:
    return moment_in_words(started_at.astimezone(turn.shop.zone), turn.language.value)


async def choose(press: CallbackQuery, turn: CashierTurn) -> None:
    button = NumberButton.parse(press.data or "")
    if button is None:
        await turn.toast(turn.word("button_is_old"))
        return
    choice = await telegram.choose(
        turn.resources.cache, button.code, telegram_id=turn.user.id, number=button.number
    )
    text = {
        Choice.CONFIRMED: "signin.confirmed",
        Choice.WRONG_NUMBER: "signin.wrong_number",
        Choice.GONE: "signin.expired",
    }[choice]
    await turn.toast()
    await _replace(turn, text)


async def refuse(press: CallbackQuery, turn: CashierTurn) -> None:
    """'It is not me': the browser that asked stays outside."""
    code = (press.data or "").removeprefix(NOT_ME_PREFIX)
    await telegram.cancel(turn.resources.cache, code)
    await turn.toast()
    await _replace(turn, "signin.canceled")


async def request_access(press: CallbackQuery, turn: CashierTurn) -> None:
    async with turn.transaction() as session:
        account = await accounts.remember_person(
            session,
            telegram_id=turn.user.id,
            username=turn.user.username,
            first_name=turn.user.first_name,
            last_name=turn.user.last_name,
            language=turn.language,
            now=turn.now,
        )
        await accounts.request_access(session, account)
        text = await turn.render(session, "signin.request_sent")
    await turn.toast()
    await turn.replace(text)


async def send_link(message: Message, turn: CashierTurn) -> None:
    """/login: a link that signs its reader in once. For active accounts alone."""
    if turn.staff is None:
        await _turn_away(turn)
        return
    async with turn.transaction() as session:
        raw = await accounts.create_login_link(
            session, turn.staff, account_id=turn.staff.id, now=turn.now
        )
        text = await turn.render(
            session,
            "signin.login_link",
            link=account_queries.login_link(turn.resources.config.base_url, raw),
            minutes=int(LOGIN_LINK_LIFETIME.total_seconds() // 60),
        )
    await turn.say(text)


async def _replace(turn: CashierTurn, key: str) -> None:
    async with turn.reading() as session:
        text = await turn.render(session, key)
    await turn.replace(text)
