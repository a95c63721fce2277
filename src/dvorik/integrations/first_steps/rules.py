"""What was seen, as steps that are done or have an obstacle."""

from dvorik.integrations.first_steps.schemas import FirstStep, Obstacle, StepName
from dvorik.integrations.telegram.schemas import (
    BotList,
    BotState,
    ChannelState,
    ChannelView,
)
from dvorik.loyalty.queries import Beginnings

_OF_BOT = {
    BotState.NO_TOKEN: Obstacle.NO_TOKEN,
    BotState.REFUSED: Obstacle.TOKEN_REFUSED,
    BotState.AWAY: Obstacle.TELEGRAM_AWAY,
}
_OF_CHANNEL = {
    ChannelState.NOT_SET: Obstacle.CHANNEL_NOT_SET,
    ChannelState.NO_BOT: Obstacle.BOT_FIRST,
    ChannelState.NOT_FOUND: Obstacle.CHANNEL_NOT_FOUND,
    ChannelState.NOT_A_CHANNEL: Obstacle.NOT_A_CHANNEL,
    ChannelState.NOT_ADMIN: Obstacle.BOT_NOT_ADMIN,
    ChannelState.AWAY: Obstacle.TELEGRAM_AWAY,
}


def steps(bots: BotList, channel: ChannelView, shop: Beginnings) -> list[FirstStep]:
    return [_bot(bots), _channel(channel), _template(shop), _cashier(shop), _code(shop)]


def _bot(bots: BotList) -> FirstStep:
    for bot in bots.items:
        if bot.state is not BotState.WORKS:
            return FirstStep(
                name=StepName.BOT,
                is_done=False,
                obstacle=_OF_BOT[bot.state],
                bot=bot.bot,
                variable=bot.variable,
                trouble=bot.trouble,
            )
    return _step(StepName.BOT, None if bots.is_served else Obstacle.BOTS_NOT_SERVED)


def _channel(channel: ChannelView) -> FirstStep:
    step = _step(StepName.CHANNEL, _OF_CHANNEL.get(channel.state))
    return step.model_copy(update={"trouble": channel.trouble})


def _template(shop: Beginnings) -> FirstStep:
    missing = Obstacle.TEMPLATES_PAUSED if shop.has_templates else Obstacle.NO_TEMPLATE
    return _step(StepName.TEMPLATE, None if shop.has_active_template else missing)


def _cashier(shop: Beginnings) -> FirstStep:
    missing = Obstacle.CASHIER_WAITS if shop.waiting_cashiers else Obstacle.NO_CASHIER
    return _step(StepName.CASHIER, None if shop.has_cashier else missing)


def _code(shop: Beginnings) -> FirstStep:
    missing = Obstacle.CODE_NOT_REDEEMED if shop.has_codes else Obstacle.NO_CODE
    return _step(StepName.CODE, None if shop.has_redemption else missing)


def _step(name: StepName, obstacle: Obstacle | None) -> FirstStep:
    return FirstStep(name=name, is_done=obstacle is None, obstacle=obstacle)
