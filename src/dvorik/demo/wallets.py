"""Which codes the demo's clients were given, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random  # noqa: TID251  sample data must be the same each time
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import rules
from dvorik.demo.diary import at
from dvorik.demo.shop import Offers
from dvorik.kernel import clock
from dvorik.kernel.actor import SYSTEM, Actor
from dvorik.loyalty import actions as loyalty
from dvorik.loyalty.types import TemplateEvent
from dvorik.settings.schemas import ShopSettings

if TYPE_CHECKING:
    from dvorik.clients.models import Client
    from dvorik.loyalty.models import Discount

_BIRTHDAYS_SINCE = timedelta(days=75)
_REGULARS = 0.25
_COCOA_DRINKERS = 0.1
_COCOA_SINCE = timedelta(days=20)
_UPCOMING = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """Gives codes at any moment of the story."""

    session: AsyncSession
    owner: Actor
    shop: ShopSettings
    offers: Offers
    now: datetime

    async def give_all(self, rng: Random, clients: Sequence["Client"]) -> list["Discount"]:
        """Everything given until now, and a few codes that only begin tomorrow."""
        given: list[Discount] = []
        without: list[Client] = []
        for client in clients:
            given += await self._welcome(client)
            given += await self._congratulate(client)
            if client.is_blacklisted:
                continue
            luck = rng.random()
            if luck < _REGULARS:
                moment = client.created_at + (self.now - client.created_at) * rng.random()
                given.append(await self._by_hand(client, self.offers.regular_id, moment))
            elif luck < _REGULARS + _COCOA_DRINKERS:
                moment = max(client.created_at, self.now - _COCOA_SINCE)
                given.append(await self._by_hand(client, self.offers.cocoa_id, moment))
            else:
                without.append(client)
        await self._give_upcoming(without[:_UPCOMING])
        return given

    async def _welcome(self, client: "Client") -> list["Discount"]:
        event = TemplateEvent.CAMPAIGN if client.campaign_id else TemplateEvent.SUBSCRIPTION
        if not client.is_subscribed:
            return []
        return await self._for_event(client, event, client.created_at + timedelta(minutes=2))

    async def _congratulate(self, client: "Client") -> list["Discount"]:
        """At nine on the last birthday, if it was lately and the client was here by then."""
        if client.birthday is None:
            return []
        today = clock.local_date(self.now, self.shop.zone)
        day = _last_celebration(client.birthday, today)
        moment = clock.start_of_day(day, self.shop.zone) + timedelta(hours=self.shop.birthday_hour)
        is_lately = max(client.created_at, self.now - _BIRTHDAYS_SINCE) <= moment <= self.now
        return await self._for_event(client, TemplateEvent.BIRTHDAY, moment) if is_lately else []

    async def _for_event(
        self, client: "Client", event: TemplateEvent, moment: datetime
    ) -> list["Discount"]:
        with at(moment):
            issued = await loyalty.issue_for_event(
                self.session, SYSTEM, client=client, event=event, shop=self.shop, now=moment
            )
        return [each.discount for each in issued]

    async def _by_hand(self, client: "Client", template_id: int, moment: datetime) -> "Discount":
        with at(min(moment, self.now)):
            return await loyalty.issue_by_hand(
                self.session,
                self.owner,
                client_id=client.id,
                template_id=template_id,
                shop=self.shop,
                now=moment,
            )

    async def _give_upcoming(self, clients: Sequence["Client"]) -> None:
        tomorrow = clock.end_of_day(clock.local_date(self.now, self.shop.zone), self.shop.zone)
        for client in clients:
            await self._by_hand(client, self.offers.regular_id, tomorrow)


def _last_celebration(birthday: date, today: date) -> date:
    day = today
    while (birthday.month, birthday.day) not in rules.celebrated_on(day):
        day -= timedelta(days=1)
    return day
