from fastapi import APIRouter

from dvorik.integrations.first_steps import rules
from dvorik.integrations.first_steps.schemas import BotLink, FirstSteps
from dvorik.integrations.telegram import looking
from dvorik.integrations.telegram.schemas import BotView
from dvorik.kernel import qr
from dvorik.kernel.actor import Permission
from dvorik.kernel.inbox import BotName
from dvorik.kernel.web import CacheDep, ConfigDep, DatabaseDep, needs_apart
from dvorik.loyalty import queries as loyalty
from dvorik.settings import queries as settings

router = APIRouter(prefix="/first-steps", tags=["first steps"])


@router.get("", dependencies=[needs_apart(Permission.SETTINGS_READ)])
async def get_first_steps(config: ConfigDep, cache: CacheDep, database: DatabaseDep) -> FirstSteps:
    """How far this installation is from its first redeemed code, and what stands in the way."""
    async with database.transaction() as session:
        shop = await settings.load(session)
        beginnings = await loyalty.find_beginnings(session)
    bots = await looking.look_at_bots(config, cache, shop)
    channel = await looking.look_at_channel(config, cache, channel=shop.channel_address)
    steps = rules.steps(bots, channel, beginnings)
    links = {bot.bot: _link(bot) for bot in bots.items}
    return FirstSteps(
        is_done=all(step.is_done for step in steps),
        items=steps,
        client_bot=links[BotName.CLIENT],
        cashier_bot=links[BotName.CASHIER],
        channel_title=channel.title,
        waiting_cashiers=beginnings.waiting_cashiers,
    )


def _link(bot: BotView) -> BotLink | None:
    if bot.username is None:
        return None
    link = f"https://t.me/{bot.username}"
    return BotLink(username=bot.username, link=link, qr_code_base64=qr.png_base64(link))
