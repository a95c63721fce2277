"""What notices to the people who run the shop say, when they are sent and when shown again."""

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients import queries as clients
from dvorik.kernel.dates import moment_in_words
from dvorik.kernel.i18n import Language
from dvorik.kernel.money import format_minor
from dvorik.loyalty import queries as loyalty
from dvorik.settings.schemas import ShopSettings


def request_values(*, name: str, username: str | None) -> dict[str, str]:
    """The variables of `owner.cashier_request`."""
    return {"name": name, "username": f"@{username}" if username else ""}


async def dispute_values(
    session: AsyncSession,
    *,
    redemption_id: int,
    client_id: int,
    shop: ShopSettings,
    language: Language,
) -> dict[str, str | None]:
    """The variables of `owner.dispute_opened`."""
    redemption = await loyalty.view_redemption(session, redemption_id)
    client_names = await clients.names_of(session, [client_id])
    cashier_id = redemption.cashier_id
    cashier_names = {} if cashier_id is None else await loyalty.names_of(session, [cashier_id])
    amount = redemption.discount_minor
    redeemed_at = redemption.redeemed_at.astimezone(shop.zone)
    return {
        "code": redemption.code,
        "client": client_names.get(client_id, ""),
        "cashier": cashier_names.get(cashier_id or 0, ""),
        "amount": None
        if amount is None
        else format_minor(amount, redemption.currency, language.value),
        "redeemed_at": moment_in_words(redeemed_at, language.value),
    }
