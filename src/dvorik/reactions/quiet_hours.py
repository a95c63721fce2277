"""When the quiet hours change, whoever waits for the morning waits for the new one."""

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import clock
from dvorik.kernel.events import Reactions
from dvorik.messaging import actions as messaging
from dvorik.messaging.actions import broadcasts
from dvorik.settings import queries as settings
from dvorik.settings.events import SettingChanged

reactions = Reactions()

_ABOUT_NIGHTS = {"quiet_from", "quiet_until", "timezone"}


@reactions.on(SettingChanged, name="broadcasts.nights")
async def reconsider_nights(session: AsyncSession, event: SettingChanged) -> None:
    if event.key in _ABOUT_NIGHTS:
        shop = await settings.load(session)
        now = clock.now()
        await broadcasts.reconsider_nights(session, shop=shop, now=now)
        await messaging.wake_reminded(session, shop=shop, now=now)
