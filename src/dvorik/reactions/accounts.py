"""When somebody wants to be let into the panel, or has lost the key to it."""

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import queries as accounts
from dvorik.accounts.events import AccessRequested, AccountRegistered, PasswordResetRequested
from dvorik.accounts.rules.keys import Keyring
from dvorik.accounts.types import AccountStatus, NotificationGroup
from dvorik.kernel import clock
from dvorik.kernel.config import Config
from dvorik.kernel.events import Reactions
from dvorik.loyalty.queries import find_cashier_by_telegram
from dvorik.messaging import actions as messaging
from dvorik.messaging.types import Channel
from dvorik.reactions.telling import tell_group
from dvorik.settings import queries as settings


def build(config: Config) -> Reactions:
    """Links in letters are made from the installation's secret and address."""
    reactions = Reactions()
    keys = Keyring.of(
        config.secret_key.get_secret_value(), config.previous_secret_key.get_secret_value()
    )

    @reactions.on(AccountRegistered, name="owners.account_registered")
    async def tell_of_registration(session: AsyncSession, event: AccountRegistered) -> None:
        if event.status == AccountStatus.PENDING:
            await _ask_owners(session, event.account_id)

    @reactions.on(AccessRequested, name="owners.access_requested")
    async def tell_of_request(session: AsyncSession, event: AccessRequested) -> None:
        await _ask_owners(session, event.account_id)

    @reactions.on(PasswordResetRequested, name="account.reset_mail")
    async def send_reset_mail(session: AsyncSession, event: PasswordResetRequested) -> None:
        now = clock.now()
        mail = await accounts.find_reset_mail(
            session, token_id=event.token_id, keys=keys, base_url=config.base_url, now=now
        )
        if mail is None:
            return
        shop = await settings.load(session)
        await messaging.queue_text(
            session,
            occasion=f"account:reset:{event.token_id}",
            key="account.reset_password",
            language=mail.language,
            channel=Channel.EMAIL,
            address=mail.email,
            account_id=mail.account_id,
            values={
                "link": mail.link,
                "name": mail.name,
                "business_name": shop.business_name,
                "minutes": round((mail.expires_at - now).total_seconds() / 60),
            },
            now=now,
        )

    return reactions


async def _ask_owners(session: AsyncSession, account_id: int) -> None:
    account = await accounts.get_account(session, account_id)
    if await _asks_for_the_till(session, account.telegram_id):
        return
    await tell_group(
        session,
        NotificationGroup.CASHIER_REQUESTS,
        occasion=f"account:{account_id}:waits",
        key="owner.account_waits",
        values={
            "name": account.display_name,
            "email": account.email,
            "username": f"@{account.telegram_username}" if account.telegram_username else None,
        },
        now=clock.now(),
    )


async def _asks_for_the_till(session: AsyncSession, telegram_id: int | None) -> bool:
    """A cashier's request makes an account too; owners are asked about the cashier, once."""
    if telegram_id is None:
        return False
    return await find_cashier_by_telegram(session, telegram_id) is not None
