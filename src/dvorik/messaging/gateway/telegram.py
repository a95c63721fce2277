"""One bot as a sender of service messages."""

from dvorik.kernel.bot_api import (
    BadBotToken,
    BotApi,
    BotApiError,
    BotBlocked,
    FloodWait,
    TelegramSilent,
    TelegramUnreachable,
)
from dvorik.kernel.log import get_logger
from dvorik.messaging.schemas import Claimed, Outcome
from dvorik.messaging.types import MessageStatus

log = get_logger(__name__)

UNREACHABLE_PAUSE_SECONDS = 15
BAD_TOKEN_PAUSE_SECONDS = 60
_MAX_ERROR = 200


class TelegramSender:
    """Connects at its first message, so that a tick without work costs nothing."""

    def __init__(self, token: str, *, base_url: str) -> None:
        self._token = token
        self._base_url = base_url
        self._api: BotApi | None = None

    async def send(self, message: Claimed) -> Outcome:
        if self._api is None:
            self._api = BotApi(self._token, base_url=self._base_url)
        try:
            sent = await self._api.call(
                "sendMessage",
                chat_id=message.chat_id,
                text=message.text,
                parse_mode="HTML",
                link_preview_options={"is_disabled": True},
                reply_markup=message.keyboard,
            )
        except TelegramUnreachable as error:
            return _later(error.code, UNREACHABLE_PAUSE_SECONDS)
        except TelegramSilent as error:
            return Outcome(status=MessageStatus.UNKNOWN, error=error.code)
        except BotApiError as refusal:
            return _outcome_of(refusal, message)
        return Outcome(status=MessageStatus.SENT, telegram_message_id=sent["message_id"])

    async def close(self) -> None:
        if self._api is not None:
            await self._api.close()


def _outcome_of(refusal: BotApiError, message: Claimed) -> Outcome:
    error = f"{refusal.code} {refusal.description}"[:_MAX_ERROR]
    match refusal:
        case FloodWait():
            return _later(error, refusal.retry_after, is_flood=True)
        case BadBotToken():
            # Nobody is marked as blocked: it is the bot that is refused, not the person.
            log.error("bot_token_refused", channel=message.channel.value)
            return _later(error, BAD_TOKEN_PAUSE_SECONDS)
        case BotBlocked():
            return Outcome(status=MessageStatus.FAILED, error=error, is_blocked=True)
    # Behind a 5xx the message may have been taken all the same.
    is_theirs = refusal.code >= 500
    return Outcome(status=MessageStatus.UNKNOWN if is_theirs else MessageStatus.FAILED, error=error)


def _later(error: str, seconds: float, *, is_flood: bool = False) -> Outcome:
    return Outcome(
        status=MessageStatus.PENDING,
        error=error,
        retry_after_seconds=seconds,
        pauses_channel=True,
        is_flood=is_flood,
    )
