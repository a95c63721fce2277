"""An update on its way from the wire to the inbox."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy.exc import DBAPIError

from dvorik.kernel import inbox
from dvorik.kernel.db import Database, sqlstate_of
from dvorik.kernel.inbox import BotName
from dvorik.kernel.log import get_logger
from dvorik.kernel.schemas import MAX_ID

log = get_logger(__name__)

_DATA_EXCEPTION = "22"
"""SQLSTATE class: the server will never be able to keep this value."""


async def take(database: Database, bot: BotName, body: bytes, *, now: datetime) -> bool:
    """Write the update down in a transaction of its own; False when it was known or is set aside.

    Only an outage is an error. Telegram repeats what was not answered 200, for a day, and holds
    back that chat meanwhile: an update which no try can mend must be accepted and left.
    """
    payload = read(body)
    if payload is None:
        log.error("update_unreadable", bot=bot.value, bytes=len(body))
        return False
    try:
        async with database.transaction() as session:
            return await inbox.receive(session, bot, [payload], now=now) > 0
    except DBAPIError as error:
        if not (sqlstate_of(error) or "").startswith(_DATA_EXCEPTION):
            raise
        log.error("update_unstorable", bot=bot.value, update_id=payload["update_id"])
        return False


def read(body: bytes) -> dict[str, Any] | None:
    """The update, or None for what is not one.

    >>> read(b'{"update_id": 7}'), read(b'[]'), read(b'{"update_id": true}'), read(b'{')
    ({'update_id': 7}, None, None, None)
    """
    try:
        payload = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None
    if not isinstance(payload, dict):
        return None
    number = payload.get("update_id")
    if type(number) is not int or not 0 <= number <= MAX_ID:
        return None
    # A chat that no bigint holds cannot be Telegram's either.
    return payload if abs(inbox.chat_of(payload)) <= MAX_ID else None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
