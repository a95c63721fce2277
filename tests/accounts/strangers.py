"""People whom the panel knows by their Telegram alone."""

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import actions
from dvorik.accounts.models import Account
from dvorik.kernel.i18n import Language
from tests.conftest import NOON


async def come(
    session: AsyncSession, telegram_id: int = 777, language: Language = Language.UK
) -> Account:
    return await actions.remember_person(
        session,
        telegram_id=telegram_id,
        username="nina",
        first_name="Нина",
        last_name=None,
        language=language,
        now=NOON,
    )


async def ask(
    session: AsyncSession, telegram_id: int = 777, language: Language = Language.UK
) -> Account:
    """They come, and ask to be let in."""
    account = await come(session, telegram_id, language)
    await actions.request_access(session, account)
    await session.refresh(account)
    return account
