"""When somebody wants to be let into the panel, is let in, or has lost the key to it."""

from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.accounts import actions as account_actions
from dvorik.accounts import queries as accounts
from dvorik.accounts.events import (
    AccessRequested,
    AccountApproved,
    AccountCreated,
    AccountRegistered,
    PasswordResetRequested,
)
from dvorik.accounts.rules.keys import Keyring
from dvorik.accounts.types import AccountStatus, NotificationGroup
from dvorik.kernel import clock
from dvorik.kernel.actor import SYSTEM
from dvorik.kernel.config import Config
from dvorik.kernel.events import Reactions
from dvorik.kernel.i18n import Language
from dvorik.messaging import actions as messaging
from dvorik.messaging.types import Channel
from dvorik.reactions.telling import tell_group
from dvorik.settings import queries as settings

if TYPE_CHECKING:
    from dvorik.accounts.models import Account


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

    @reactions.on(AccountApproved, name="account.approved")
    async def tell_of_approval(session: AsyncSession, event: AccountApproved) -> None:
        await _welcome(session, event.account_id, config.base_url)

    @reactions.on(AccountCreated, name="account.invited")
    async def invite(session: AsyncSession, event: AccountCreated) -> None:
        await _invite(session, event.account_id, config.base_url)

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


async def _welcome(session: AsyncSession, account_id: int, base_url: str) -> None:
    """By the way they came: who asked the bot hears it there, who registered gets a letter."""
    account = await accounts.get_account(session, account_id)
    if account.telegram_id is not None:
        await messaging.queue_text(
            session,
            occasion=f"account:{account.id}:approved",
            key="signin.approved",
            language=Language(account.language),
            channel=Channel.CASHIER_BOT,
            chat_id=account.telegram_id,
            account_id=account.id,
            now=clock.now(),
        )
    elif account.email is not None:
        await _write(session, account, "account.approved", link=base_url)


async def _invite(session: AsyncSession, account_id: int, base_url: str) -> None:
    """A link that opens the door once, to who has an address and no other key yet."""
    account = await accounts.get_account(session, account_id)
    if account.email is None or account.password_hash is not None:
        return
    raw = await account_actions.create_login_link(
        session,
        SYSTEM,
        account_id=account.id,
        now=clock.now(),
        lifetime=account_actions.INVITATION_LIFETIME,
    )
    await _write(session, account, "account.invitation", link=accounts.login_link(base_url, raw))


async def _write(session: AsyncSession, account: "Account", key: str, *, link: str) -> None:
    shop = await settings.load(session)
    await messaging.queue_text(
        session,
        occasion=f"{key}:{account.id}",
        key=key,
        language=Language(account.language),
        channel=Channel.EMAIL,
        address=account.email,
        account_id=account.id,
        values={"link": link, "name": account.display_name, "business_name": shop.business_name},
        now=clock.now(),
    )


async def _ask_owners(session: AsyncSession, account_id: int) -> None:
    account = await accounts.get_account(session, account_id)
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
