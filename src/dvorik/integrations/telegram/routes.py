from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.params import Depends as DependsParam

from dvorik.integrations.telegram import gateway, intake
from dvorik.integrations.telegram.errors import UpdatesArePolled
from dvorik.integrations.telegram.schemas import Received, WebhookList, WebhookSetup
from dvorik.kernel import limits, nudges, tokens
from dvorik.kernel.config import BotMode
from dvorik.kernel.errors import Forbidden
from dvorik.kernel.inbox import BotName
from dvorik.kernel.limits import Rate
from dvorik.kernel.nudges import Topic
from dvorik.kernel.web import CacheDep, ConfigDep, DatabaseDep, NowDep, Right, internal
from dvorik.settings import store

router = APIRouter(tags=["telegram"])

# Telegram itself sends one bot at most 100 at once; who knows the secret is Telegram.
_UPDATES = Rate(count=200, seconds=1, burst=400)


class _FromTelegram(Right):
    """Only Telegram knows the secret that `setWebhook` told it."""

    scheme = "telegramSecret"

    async def __call__(
        self,
        config: ConfigDep,
        x_telegram_bot_api_secret_token: Annotated[str, Header(max_length=300)] = "",
    ) -> None:
        expected = config.telegram_webhook_secret.get_secret_value()
        if not tokens.equal(x_telegram_bot_api_secret_token, expected):
            raise Forbidden


from_telegram: DependsParam = Depends(_FromTelegram("Telegram's secret"))


@router.post("/webhooks/main-bot", dependencies=[from_telegram])
async def receive_main_bot_update(request: Request, cache: CacheDep, now: NowDep) -> Received:
    """Where Telegram brings updates of the client bot."""
    return await _receive(request, BotName.CLIENT, cache, now)


@router.post("/webhooks/auth-bot", dependencies=[from_telegram])
async def receive_auth_bot_update(request: Request, cache: CacheDep, now: NowDep) -> Received:
    """Where Telegram brings updates of the cashier bot."""
    return await _receive(request, BotName.CASHIER, cache, now)


async def _receive(request: Request, bot: BotName, cache: CacheDep, now: NowDep) -> Received:
    await limits.take(cache, f"webhook:{bot}", _UPDATES)
    if await intake.take(request.app.state.database, bot, await request.body(), now=now):
        await nudges.publish(cache, Topic.UPDATES)
    return Received()


@router.post("/internal/set-webhooks", dependencies=[internal])
async def set_webhooks(
    config: ConfigDep, cache: CacheDep, database: DatabaseDep, body: WebhookSetup | None = None
) -> WebhookList:
    """Have Telegram bring updates here, as the bots do by themselves where webhooks are chosen.

    For moving in, or to drop what waits. Bots without a token are passed over.
    """
    shop = await store.current(cache, database)
    if shop.hears_by(config) is BotMode.POLLING:
        raise UpdatesArePolled
    drop = body is not None and body.drop_pending_updates
    items = [await gateway.set_webhook(config, bot, drop_pending_updates=drop) for bot in BotName]
    return WebhookList(items=items)


@router.post("/internal/delete-webhooks", dependencies=[internal])
async def delete_webhooks(config: ConfigDep, body: WebhookSetup | None = None) -> WebhookList:
    """Have Telegram keep updates until they are fetched. For moving out: stop the bots first.

    While they run and webhooks are chosen, they set theirs again within a minute.
    """
    drop = body is not None and body.drop_pending_updates
    items = [
        await gateway.delete_webhook(config, bot, drop_pending_updates=drop) for bot in BotName
    ]
    return WebhookList(items=items)


@router.get("/internal/webhook-info", dependencies=[internal])
async def get_webhook_info(config: ConfigDep) -> WebhookList:
    """What Telegram says about both webhooks."""
    return WebhookList(items=[await gateway.get_webhook(config, bot) for bot in BotName])
