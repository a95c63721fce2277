"""What the cashier reads about a code: good, taken, or refused and why."""

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries as accounts
from dvorik.bots.cashier.turn import CashierTurn
from dvorik.clients import queries as clients
from dvorik.kernel.clock import local_date
from dvorik.kernel.dates import moment_in_words
from dvorik.kernel.money import format_minor
from dvorik.loyalty import queries as loyalty
from dvorik.loyalty.rules import periods
from dvorik.loyalty.schemas.outcomes import CodeFound, CodeRedeemed, Refusal
from dvorik.loyalty.types import AttemptReason, AttemptStatus
from dvorik.messaging import phrases

_MOST_QUOTED = 32
"""Characters of what was typed that are said back."""

_USED_UP = {AttemptStatus.ALREADY_USED, AttemptReason.LIMIT_REACHED}
_WRONG_TIME = {
    AttemptStatus.EXPIRED,
    AttemptReason.NOT_STARTED,
    AttemptReason.WRONG_DAY,
    AttemptReason.WRONG_HOUR,
}


async def found_text(session: AsyncSession, turn: CashierTurn, found: CodeFound) -> str:
    return await turn.render(
        session,
        "cashier.code_good",
        client=found.client_name or turn.word("cashier.nameless"),
        code=found.code,
        title=found.template_name,
        discount=_worth(turn, found),
        expires_on=found.expires_on,
        uses_left=_uses_left(found),
        conditions=_conditions(turn, found),
    )


async def redeemed_text(session: AsyncSession, turn: CashierTurn, taken: CodeRedeemed) -> str:
    names = await clients.names_of(session, [taken.client_id])
    return await turn.render(
        session,
        "cashier.redeemed",
        client=names.get(taken.client_id) or turn.word("cashier.nameless"),
        code=taken.code,
        title=taken.template_name,
        discount=_worth(turn, taken),
        bill=_money(turn, taken.bill_minor, taken.currency),
        amount=_money(turn, taken.discount_minor, taken.currency),
        minutes=turn.shop.undo_minutes,
    )


async def refused_text(
    session: AsyncSession, turn: CashierTurn, refusal: Refusal, entered: str
) -> str:
    """The finer reason speaks; the coarse status does where there is none."""
    word = refusal.reason or refusal.status
    values: dict[str, object] = {"code": entered[:_MOST_QUOTED]}
    if refusal.min_bill_minor is not None:
        values["min_bill"] = _money(turn, refusal.min_bill_minor, turn.shop.currency)
    if refusal.candidates:
        values["readings"] = ", ".join(refusal.candidates)
    if refusal.discount_id is not None:
        if word in _USED_UP:
            values |= await _last_use(session, turn, refusal.discount_id)
        elif word in _WRONG_TIME:
            values |= await _right_time(session, turn, refusal.discount_id, word)
    return await turn.render(session, f"cashier.refused.{word.value}", **values)


async def _right_time(
    session: AsyncSession, turn: CashierTurn, discount_id: int, word: AttemptStatus | AttemptReason
) -> dict[str, object]:
    """When the code was good, or will be."""
    view = await loyalty.view_discount(session, discount_id, now=turn.now)
    zone = turn.shop.zone
    match word:
        case AttemptStatus.EXPIRED:
            return {"expired_on": periods.last_day_before(view.expires_at, zone)}
        case AttemptReason.NOT_STARTED:
            return {"starts_on": local_date(view.starts_at, zone)}
        case AttemptReason.WRONG_DAY:
            return {"days": phrases.days(view, turn.language)}
        case _:
            return {"hours": phrases.hours(view)}


async def _last_use(
    session: AsyncSession, turn: CashierTurn, discount_id: int
) -> dict[str, object]:
    """When the code was taken last, and who took it: a client may have forgotten."""
    redemption = await loyalty.find_last_of_discount(session, discount_id)
    if redemption is None:
        return {}
    local = redemption.redeemed_at.astimezone(turn.shop.zone)
    names = await loyalty.names_of(session, [redemption.cashier_id or 0])
    names |= await accounts.names_of(session, [redemption.account_id or 0])
    return {
        "used_at": moment_in_words(local, turn.language.value),
        "used_by": next(iter(names.values()), None),
    }


def _worth(turn: CashierTurn, code: CodeFound | CodeRedeemed) -> str:
    return phrases.worth(code.kind, code.value, currency=code.currency, language=turn.language)


def _uses_left(found: CodeFound) -> int | None:
    """Once is what everybody expects; only more is worth a line."""
    return found.usage_limit - found.used_count if found.usage_limit > 1 else None


def _conditions(turn: CashierTurn, found: CodeFound) -> str:
    """One line for each; nothing when the code asks for nothing."""
    lines = phrases.conditions(found, currency=found.currency, language=turn.language)
    if found.bill_minor is not None and found.discount_minor is not None:
        lines.append(_sum(turn, found.bill_minor, found.discount_minor, found.currency))
    elif found.needs_bill:
        lines.append(turn.word("cashier.bill_needed"))
    return "\n".join(lines)


def _sum(turn: CashierTurn, bill_minor: int, discount_minor: int, currency: str) -> str:
    """What is taken off and what is left to pay."""
    return turn.word(
        "cashier.sum",
        bill=_money(turn, bill_minor, currency),
        discount=_money(turn, discount_minor, currency),
        to_pay=_money(turn, bill_minor - discount_minor, currency),
    )


def _money(turn: CashierTurn, amount_minor: int | None, currency: str) -> str | None:
    if amount_minor is None:
        return None
    return format_minor(amount_minor, currency, turn.language.value)
