"""Two months at the tills: who redeems what, when, and what goes wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import pairwise
from random import Random  # noqa: TID251  sample data must be the same each time
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.demo.diary import at
from dvorik.demo.staff import Tills
from dvorik.kernel import clock
from dvorik.kernel.actor import Actor, ActorKind
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty.schemas.outcomes import CodeRedeemed, RedeemOrder
from dvorik.settings.schemas import ShopSettings

if TYPE_CHECKING:
    from dvorik.loyalty.models import Discount
    from dvorik.loyalty.schemas.discounts import DiscountView

DAYS = 59
"""Before today: a month, and as many days before it to compare it with."""

_LATELY = 30
_EARLIER = 0.75
"""The shop grows: so much of a day's trade was there before `_LATELY` days ago."""

_BY_WEEKDAY = (9, 9, 10, 11, 15, 21, 17)
_HOURS = range(10, 21)
_BY_HOUR = (1, 2, 4, 5, 3, 2, 2, 3, 5, 5, 2)
"""Lunch and the way home."""

_FORGOTTEN = 0.4
"""Of codes for one use: such a share is never brought to the till."""

_SLIPS = ("ДЯА45", "привет", "ШШШ0000", "ЖЖЖ1111", "ЩЦЧ9999")
_UNDO_AFTER = timedelta(minutes=3)
_KNOCK_AFTER = timedelta(minutes=15)


@dataclass(slots=True, kw_only=True)
class Month:
    """Plays the tills from `DAYS` days ago until now, in the order of time."""

    session: AsyncSession
    rng: Random
    shop: ShopSettings
    owner: Actor
    tills: Tills
    now: datetime
    codes: Sequence["Discount | DiscountView"]
    spent: list[str] = field(default_factory=list)
    redeemed: list[CodeRedeemed] = field(default_factory=list)
    _uses: dict[int, int] = field(default_factory=dict)
    _forgotten: set[int] = field(default_factory=set)

    async def play(self) -> None:
        self._forgotten = {
            code.id
            for code in self.codes
            if code.usage_limit == 1 and self.rng.random() < _FORGOTTEN
        }
        moments = list(self._moments())
        knocks_at = self.tills.retires_at + _KNOCK_AFTER
        for before, moment in pairwise([knocks_at - timedelta(days=DAYS), *moments]):
            if before < knocks_at <= moment:
                await self._retire(knocks_at)
            if self.rng.random() < 0.08:
                await self._slip(moment)
            elif (discount := self._choose(moment)) is not None:
                await self._sell(discount, moment)
        # One of each at the end, whatever chance has brought before.
        for kind in self._wrong_codes(moments[-1]):
            await self._redeem(self.tills.active[0], kind[0], moments[-1])

    async def _retire(self, knocks_at: datetime) -> None:
        """A cashier leaves, and tries a good code once more, to be refused for who they are."""
        left_at = self.tills.retires_at
        with at(left_at):
            await loyalty.deactivate_cashier(
                self.session, self.owner, cashier_id=self.tills.retired.id, now=left_at
            )
            await self.session.flush()
        await self._redeem(self.tills.retired, self._good(knocks_at)[0].code, knocks_at)

    def unused(self) -> list["Discount | DiscountView"]:
        """Codes that are good now and were never taken."""
        good = (code for code in self.codes if code.expires_at > self.now)
        return [code for code in good if not self._uses.get(code.id)]

    def _moments(self) -> Iterator[datetime]:
        today = clock.local_date(self.now, self.shop.zone)
        for ahead in range(-DAYS, 1):
            day = today + timedelta(days=ahead)
            usual = _BY_WEEKDAY[day.weekday()] * (1 if -ahead < _LATELY else _EARLIER)
            visits = round(usual) + self.rng.randint(-3, 3)
            hours = self.rng.choices(_HOURS, weights=_BY_HOUR, k=visits)
            times = sorted(time(hour, self.rng.randrange(60)) for hour in hours)
            moments = (datetime.combine(day, at_, tzinfo=self.shop.zone) for at_ in times)
            yield from (moment for moment in moments if moment <= self.now)

    def _choose(self, moment: datetime) -> "Discount | DiscountView | None":
        """A code somebody would come with."""
        good = self._good(moment)
        return self.rng.choice(good) if good else None

    def _good(self, moment: datetime) -> list["Discount | DiscountView"]:
        """Begun, not used up, not ended, and not forgotten."""
        return [
            code
            for code in self.codes
            if code.starts_at <= moment < code.expires_at
            and self._uses.get(code.id, 0) < code.usage_limit
            and code.id not in self._forgotten
        ]

    async def _sell(self, discount: "Discount | DiscountView", moment: datetime) -> None:
        cashier = self._cashier(moment)
        redeemed = await self._redeem(cashier, discount.code, moment)
        if redeemed is None:
            return
        if self.rng.random() < 0.03:
            await self._undo(cashier, redeemed, moment + _UNDO_AFTER)
            return
        self._uses[discount.id] = self._uses.get(discount.id, 0) + 1
        self.redeemed.append(redeemed)
        if self._uses[discount.id] == discount.usage_limit:
            self.spent.append(discount.code)

    async def _slip(self, moment: datetime) -> None:
        code = self.rng.choice(self.rng.choice(self._wrong_codes(moment)))
        await self._redeem(self._cashier(moment), code, moment)

    def _wrong_codes(self, moment: datetime) -> list[Sequence[str]]:
        """Codes that were used, have ended, or never were."""
        ended = [
            code.code
            for code in self.codes
            if code.expires_at <= moment and not self._uses.get(code.id)
        ]
        return [kind for kind in (self.spent, ended, _SLIPS) if kind]

    async def _redeem(self, cashier: Actor, code: str, moment: datetime) -> CodeRedeemed | None:
        order = RedeemOrder(entered=code, bill_minor=self._bill_minor())
        with at(moment):
            outcome = await loyalty.redeem(
                self.session, cashier, order=order, shop=self.shop, now=moment
            )
            await self.session.flush()
        return outcome.redeemed

    async def _undo(self, cashier: Actor, redeemed: CodeRedeemed, moment: datetime) -> None:
        with at(moment):
            await loyalty.undo(
                self.session,
                cashier,
                redemption_id=redeemed.redemption_id,
                shop=self.shop,
                now=moment,
            )
            await self.session.flush()

    def _cashier(self, moment: datetime) -> Actor:
        everybody = (*self.tills.active, self.tills.retired)
        has_left = moment >= self.tills.retires_at
        return self.rng.choices(everybody, weights=(5, 3, 0 if has_left else 2))[0]

    def _bill_minor(self) -> int:
        """Most buy for 500 to 1500, a few for a party; prices end in tens."""
        return max(12, round(self.rng.lognormvariate(4.45, 0.5))) * 10_00


async def argue(session: AsyncSession, owner: Actor, month: Month) -> None:
    """Three disputes, one of each outcome, and a redemption that the owner took back."""
    settled = [each for each in month.redeemed if each.redeemed_at < month.now - timedelta(days=2)]
    open_, confirmed, rejected, reversed_ = month.rng.sample(settled, k=4)
    for redeemed, is_confirmed in ((open_, None), (confirmed, True), (rejected, False)):
        opened_at = redeemed.redeemed_at + timedelta(minutes=20)
        with at(opened_at):
            client = Actor(kind=ActorKind.CLIENT, id=redeemed.client_id)
            dispute, _ = await loyalty.open_dispute(
                session, client, redemption_id=redeemed.redemption_id, now=opened_at
            )
            await session.flush()
        if is_confirmed is None:
            continue
        settled_at = opened_at + timedelta(hours=20)
        resolution = "Кассир ошибся кодом." if is_confirmed else "На записи видно: это был он."
        with at(settled_at):
            await loyalty.resolve_dispute(
                session,
                owner,
                dispute_id=dispute.id,
                is_confirmed=is_confirmed,
                resolution=resolution,
                reason=resolution,
                now=settled_at,
            )
            await session.flush()
    reversed_at = reversed_.redeemed_at + timedelta(days=1)
    with at(reversed_at):
        await loyalty.reverse(
            session,
            owner,
            redemption_id=reversed_.redemption_id,
            reason="Покупку вернули.",
            now=reversed_at,
        )
        await session.flush()
