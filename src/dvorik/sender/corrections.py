"""What an answer of Telegram means for a message that was to be edited or deleted."""

from dataclasses import dataclass

from dvorik.messaging.schemas.corrections import CorrectionOutcome
from dvorik.messaging.types import (
    CorrectionKind,
    CorrectionReason,
    CorrectionResult,
    DeliveryStatus,
)
from dvorik.sender.bot import Answer
from dvorik.sender.verdicts import Verdict, judge

_GONE = ("message to edit not found", "message to delete not found", "MESSAGE_ID_INVALID")


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionVerdict:
    """`sending` is what the same answer means for a message: whether to rest, whether to stop."""

    outcome: CorrectionOutcome
    sending: Verdict | None = None


def judge_correction(answer: Answer, kind: CorrectionKind) -> CorrectionVerdict:
    if answer.body.get("ok"):
        return CorrectionVerdict(outcome=CorrectionOutcome(result=CorrectionResult.DONE))
    sending = judge(answer)
    reason = sending.outcome.reason
    match sending.outcome.status:
        case DeliveryStatus.PENDING:
            return _told(CorrectionResult.PENDING, sending)
        case DeliveryStatus.UNKNOWN:
            return _told(CorrectionResult.UNKNOWN, sending, reason)
        case DeliveryStatus.BLOCKED:
            outcome = CorrectionOutcome(
                result=CorrectionResult.FAILED, reason=reason, is_blocked=True
            )
            return CorrectionVerdict(outcome=outcome)
    return _refused(str(answer.body.get("description", "")), kind, sending)


def _refused(words: str, kind: CorrectionKind, sending: Verdict) -> CorrectionVerdict:
    is_recall = kind is CorrectionKind.RECALL
    if "message is not modified" in words:
        # Somebody's earlier try has done it.
        return _told(CorrectionResult.DONE)
    if any(mark in words for mark in _GONE):
        # What was to be deleted is not there: by this hand, an earlier one or the person's own.
        result = CorrectionResult.DONE if is_recall else CorrectionResult.FAILED
        return _told(result, reason=CorrectionReason.GONE.value)
    if is_recall:
        is_old = "can't be deleted" in words
        reason = CorrectionReason.TOO_OLD.value if is_old else sending.outcome.reason
        return _told(CorrectionResult.FAILED, reason=reason)
    if "can't be edited" in words:
        return _told(CorrectionResult.FAILED, reason=sending.outcome.reason)
    return _told(CorrectionResult.FAILED, sending, sending.outcome.reason)


def _told(
    result: CorrectionResult, sending: Verdict | None = None, reason: str | None = None
) -> CorrectionVerdict:
    return CorrectionVerdict(
        outcome=CorrectionOutcome(result=result, reason=reason), sending=sending
    )
