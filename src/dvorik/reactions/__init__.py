"""When X happens, do Y. The only place where features meet; read it as the product's rules."""

from dvorik.kernel.config import Config
from dvorik.kernel.events import Reactions
from dvorik.reactions import accounts, broadcasts, cashiers, disputes, gifts, quiet_hours, receipts


def build(config: Config) -> Reactions:
    """All of them. Built once per process that relays events."""
    return Reactions(
        accounts.build(config),
        broadcasts.reactions,
        cashiers.reactions,
        disputes.reactions,
        gifts.reactions,
        quiet_hours.reactions,
        receipts.reactions,
    )
