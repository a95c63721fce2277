"""What an answer of Telegram means: for the recipient, for the broadcast, and for the bot."""

from dataclasses import dataclass

from dvorik.messaging.schemas.broadcasts import DeliveryOutcome
from dvorik.messaging.types import DeliveryStatus, PauseReason
from dvorik.sender.bot import Answer, Fate

UNREACHABLE_PAUSE_SECONDS = 5.0
BAD_TOKEN_PAUSE_SECONDS = 60.0
_MAX_REASON = 200

# What Telegram says of one recipient with 400; any other 400 is about the message itself.
_ABOUT_RECIPIENT = ("chat not found", "PEER_ID_INVALID", "user not found", "USER_IS_BOT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`stops` is the reason for which the broadcast waits for a person.

    `rests_seconds`: nothing leaves this bot for so long; `is_flood`: it was too fast.
    """

    outcome: DeliveryOutcome
    stops: str | None = None
    rests_seconds: float = 0.0
    is_flood: bool = False


def judge(answer: Answer) -> Verdict:
    match answer.fate:
        case Fate.UNREACHABLE:
            return _again(rests_seconds=UNREACHABLE_PAUSE_SECONDS)
        case Fate.SILENT:
            return _ended(DeliveryStatus.UNKNOWN, "no_answer")
        case Fate.ANSWERED if answer.body.get("ok"):
            return Verdict(outcome=_sent(answer))
    return _refused(answer)


def _sent(answer: Answer) -> DeliveryOutcome:
    result = answer.body["result"]
    messages = result if isinstance(result, list) else [result]
    ids = tuple(message["message_id"] for message in messages)
    return DeliveryOutcome(status=DeliveryStatus.SENT, message_ids=ids)


def _refused(answer: Answer) -> Verdict:
    code = int(answer.body.get("error_code", 0))
    words = str(answer.body.get("description", ""))
    reason = f"{code} {words}"[:_MAX_REASON]
    match code:
        case 429:
            seconds = answer.body.get("parameters", {}).get("retry_after", 1)
            return _again(rests_seconds=float(seconds), is_flood=True)
        case 401 | 404:
            # Nobody is marked as blocked: it is the bot that is refused, not the person.
            return _again(
                rests_seconds=BAD_TOKEN_PAUSE_SECONDS, stops=PauseReason.BOT_TOKEN_REFUSED.value
            )
        case 403:
            is_gone = "deactivated" in words
            return _ended(DeliveryStatus.BLOCKED, "deactivated" if is_gone else "blocked")
        case _ if code >= 500:
            # The message may have been taken all the same.
            return _ended(DeliveryStatus.UNKNOWN, reason)
    if any(mark in words for mark in _ABOUT_RECIPIENT):
        return _ended(DeliveryStatus.FAILED, reason)
    return Verdict(
        outcome=DeliveryOutcome(status=DeliveryStatus.FAILED, reason=reason),
        stops=f"{PauseReason.CONTENT_REFUSED}: {reason}",
    )


def _ended(status: DeliveryStatus, reason: str) -> Verdict:
    return Verdict(outcome=DeliveryOutcome(status=status, reason=reason))


def _again(*, rests_seconds: float, stops: str | None = None, is_flood: bool = False) -> Verdict:
    return Verdict(
        outcome=DeliveryOutcome(status=DeliveryStatus.PENDING),
        stops=stops,
        rests_seconds=rests_seconds,
        is_flood=is_flood,
    )
