"""A shop whose history is written down day by day, past the actions: figures read tables only."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.events import ClientSubscribed, ClientUnsubscribed
from dvorik.clients.models import Client
from dvorik.finance.models import Order
from dvorik.kernel import clock
from dvorik.kernel.events import EventRow
from dvorik.loyalty.models import (
    Attempt,
    Campaign,
    CampaignClick,
    Cashier,
    Discount,
    DiscountTemplate,
    Redemption,
)
from dvorik.messaging.models import Broadcast, Delivery
from dvorik.settings.schemas import ShopSettings
from tests.loyalty import world

Row = TypeVar("Row")

_numbers = count(1)


class Shopkeeper:
    """Writes rows. A day stands for ten o'clock on it, in the shop's zone."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._template: DiscountTemplate | None = None
        self._anna: Client | None = None

    def at(self, when: date | datetime) -> datetime:
        if isinstance(when, datetime):
            return when
        return clock.start_of_day(when, ShopSettings().zone) + timedelta(hours=10)

    async def client(self, joined: date | datetime, **fields: Any) -> Client:
        return await world.add_client(
            self._session, **{"is_subscribed": False, "created_at": self.at(joined), **fields}
        )

    async def change(self, client: Client, when: date | datetime, *, is_subscribed: bool) -> None:
        """An entry of the log; the client's row says what is true today."""
        kind = ClientSubscribed if is_subscribed else ClientUnsubscribed
        await self._add(
            EventRow(
                type=kind.type,
                actor_kind="system",
                actor_id=0,
                payload={"client_id": client.id},
                occurred_at=self.at(when),
            )
        )

    async def template(self, name: str) -> DiscountTemplate:
        return await world.add_template(self._session, name=name)

    async def campaign(self, name: str, **fields: Any) -> Campaign:
        return await world.add_campaign(self._session, name=name, **fields)

    async def click(
        self, campaign: Campaign, client: Client, when: date | datetime
    ) -> CampaignClick:
        return await self._add(
            CampaignClick(
                campaign_id=campaign.id,
                client_id=client.id,
                clicked_at=self.at(when),
                is_test=client.is_test,
            )
        )

    async def cashier(self, name: str) -> Cashier:
        cashier = await world.add_cashier(self._session)
        cashier.display_name = name
        await self._session.flush()
        return cashier

    async def code(
        self, issued: date | datetime, *, template: DiscountTemplate | None = None, **fields: Any
    ) -> Discount:
        """Of somebody who joined long ago and is no bot user, so that no other figure moves."""
        if self._template is None:
            self._template = await self.template("За подписку")
            self._anna = await world.add_client(self._session, telegram_id=None)
        assert self._anna is not None
        return await world.add_discount(
            self._session,
            template=template or self._template,
            client=self._anna,
            **{"issued_at": self.at(issued), **fields},
        )

    async def redemption(self, code: Discount, when: date | datetime, **fields: Any) -> Redemption:
        return await self._add(
            Redemption(
                **{
                    "operation": f"test:{next(_numbers)}",
                    "discount_id": code.id,
                    "client_id": code.client_id,
                    "template_id": code.template_id,
                    "currency": "RUB",
                    "redeemed_at": self.at(when),
                    "is_test": False,
                    **fields,
                }
            )
        )

    async def attempt(self, when: date | datetime, status: str, **fields: Any) -> Attempt:
        return await self._add(
            Attempt(attempted_at=self.at(when), code="ДЯА4589", status=status, **fields)
        )

    async def broadcast(self, started: date | datetime, **fields: Any) -> Broadcast:
        return await self._add(
            Broadcast(
                **{
                    "title": "Новинки",
                    "status": "sent",
                    "content": {"text": "Привет"},
                    "audience": {"kind": "everyone"},
                    "started_at": self.at(started),
                    **fields,
                }
            )
        )

    async def delivery(self, broadcast: Broadcast, status: str, **fields: Any) -> Delivery:
        client = await world.add_client(self._session, created_at=self.at(date(2020, 1, 1)))
        assert broadcast.started_at is not None
        moment = broadcast.started_at
        return await self._add(
            Delivery(
                broadcast_id=broadcast.id,
                client_id=client.id,
                status=status,
                not_before=moment,
                created_at=moment,
                **fields,
            )
        )

    async def order(self, when: date | datetime, amount_minor: int, **fields: Any) -> Order:
        return await self._add(
            Order(
                **{
                    "amount_minor": amount_minor,
                    "currency": "RUB",
                    "source": "till",
                    "ordered_at": self.at(when),
                    "is_test": False,
                    **fields,
                }
            )
        )

    async def _add(self, row: Row) -> Row:
        self._session.add(row)
        await self._session.flush()
        return row
