"""The cashier bot's turn: who stands at the till, and who runs the shop."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from aiogram.filters import Filter

from dvorik.accounts import queries as accounts
from dvorik.bots.doorway import Doorway, Event
from dvorik.bots.turn import Turn
from dvorik.kernel.actor import Actor, Permission
from dvorik.kernel.i18n import Language
from dvorik.loyalty import queries as loyalty

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.types import User

    from dvorik.accounts.models import Account
    from dvorik.bots.handling import Handling
    from dvorik.loyalty.models import Cashier
    from dvorik.settings.schemas import ShopSettings


class Place(Enum):
    """Where a person stands towards the till."""

    STRANGER = "stranger"
    WAITING = "waiting"
    SHUT_OUT = "shut out"
    AT_THE_TILL = "at the till"
    OFFICE = "office"
    """Works here and may not redeem: reads the panel, say."""


@dataclass(kw_only=True)
class CashierTurn(Turn):
    """`account` is the person's account in any state; `staff` only an active one's actor."""

    cashier: Cashier | None
    account: Account | None
    staff: Actor | None

    @property
    def place(self) -> Place:
        if self.cashier is not None and self.cashier.is_active:
            return Place.AT_THE_TILL
        if self.staff is not None:
            may_redeem = self.staff.can(Permission.DISCOUNTS_REDEEM)
            return Place.AT_THE_TILL if may_redeem else Place.OFFICE
        if self.cashier is None:
            return Place.STRANGER
        return Place.SHUT_OUT if self.cashier.deactivated_at else Place.WAITING

    @property
    def redeemer(self) -> Actor | None:
        """Who takes a code here. A cashier who was shut out still is: the try is logged so."""
        if self.cashier is not None and self.cashier.is_active:
            return loyalty.actor_of(self.cashier)
        if self.staff is not None and self.staff.can(Permission.DISCOUNTS_REDEEM):
            return self.staff
        return None if self.cashier is None else loyalty.actor_of(self.cashier)


class CashierDoorway(Doorway):
    async def build_turn(
        self, event: Event, user: User, shop: ShopSettings, bot: Bot, handling: Handling
    ) -> CashierTurn:
        async with self.resources.database.transaction() as session:
            cashier = await loyalty.find_cashier_by_telegram(session, user.id)
            account = await accounts.find_by_telegram(session, user.id)
            staff = await accounts.find_actor_by_telegram(session, user.id)
        chosen = cashier or account
        return CashierTurn(
            bot=bot,
            event=event,
            user=user,
            handling=handling,
            resources=self.resources,
            shop=shop,
            language=Language(chosen.language) if chosen else self.told_language(user, shop),
            now=self.resources.now(),
            cashier=cashier,
            account=account,
            staff=staff,
        )


class Standing(Filter):
    """A filter: the person stands at one of these places."""

    def __init__(self, *places: Place) -> None:
        self._places = frozenset(places)

    async def __call__(self, event: Event, turn: CashierTurn) -> bool:
        return turn.place in self._places
