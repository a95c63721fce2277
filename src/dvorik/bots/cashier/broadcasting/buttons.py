"""What may be pressed on the way of a broadcast, and what the buttons carry."""

from collections.abc import Mapping, Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from dvorik.bots.words import word
from dvorik.kernel.i18n import Language
from dvorik.messaging.types import BroadcastStatus
from dvorik.segments.schemas.segments import SegmentView

TO_EVERYONE = "bc:all"
TO_SEGMENT_PREFIX = "bc:segment:"
PAGE_PREFIX = "bc:page:"
REWRITE = "bc:rewrite"
DROP = "bc:drop"
SEND_PREFIX = "bc:send:"
LOOK_PREFIX = "bc:look:"
PAUSE_PREFIX = "bc:pause:"
RESUME_PREFIX = "bc:resume:"
ASK_STOP_PREFIX = "bc:ask_stop:"
STOP_PREFIX = "bc:stop:"

_MAX_LABEL = 40
"""Characters of a segment's name on a button: more do not fit on a phone."""

_DEEDS: Mapping[BroadcastStatus, Sequence[tuple[str, str]]] = {
    BroadcastStatus.SCHEDULED: (
        ("broadcast.button.look", LOOK_PREFIX),
        ("broadcast.button.ask_stop", ASK_STOP_PREFIX),
    ),
    BroadcastStatus.SENDING: (
        ("broadcast.button.look", LOOK_PREFIX),
        ("broadcast.button.pause", PAUSE_PREFIX),
        ("broadcast.button.ask_stop", ASK_STOP_PREFIX),
    ),
    BroadcastStatus.PAUSED: (
        ("broadcast.button.resume", RESUME_PREFIX),
        ("broadcast.button.ask_stop", ASK_STOP_PREFIX),
    ),
}


def audiences(
    segments: Sequence[SegmentView], language: Language, *, page: int, is_last: bool
) -> InlineKeyboardMarkup:
    """Everyone, the segments of one page, the pages around it, and the ways back."""
    rows = [[_button("broadcast.button.everyone", TO_EVERYONE, language)]]
    rows += [
        [
            InlineKeyboardButton(
                text=segment.name[:_MAX_LABEL], callback_data=f"{TO_SEGMENT_PREFIX}{segment.id}"
            )
        ]
        for segment in segments
    ]
    turning = []
    if page > 1:
        turning.append(InlineKeyboardButton(text="←", callback_data=f"{PAGE_PREFIX}{page - 1}"))
    if not is_last:
        turning.append(InlineKeyboardButton(text="→", callback_data=f"{PAGE_PREFIX}{page + 1}"))
    rows += [turning] if turning else []
    return InlineKeyboardMarkup(inline_keyboard=[*rows, _ways_back(language)])


def confirmation(
    broadcast_id: int, nonce: str, reachable: int, language: Language
) -> InlineKeyboardMarkup:
    """To nobody nothing is sent."""
    rows = []
    if reachable:
        label = word("broadcast.button.send", language, number=reachable)
        data = f"{SEND_PREFIX}{broadcast_id}:{nonce}"
        rows.append([InlineKeyboardButton(text=label, callback_data=data)])
    rows.append([_button("broadcast.button.other_audience", f"{PAGE_PREFIX}1", language)])
    return InlineKeyboardMarkup(inline_keyboard=[*rows, _ways_back(language)])


def deeds(
    broadcast_id: int, status: BroadcastStatus, language: Language
) -> InlineKeyboardMarkup | None:
    """What may be done to a broadcast in `status`; None when nothing is left."""
    row = [
        _button(key, f"{prefix}{broadcast_id}", language) for key, prefix in _DEEDS.get(status, ())
    ]
    return InlineKeyboardMarkup(inline_keyboard=[row]) if row else None


def stopping(broadcast_id: int, language: Language) -> InlineKeyboardMarkup:
    yes = _button("broadcast.button.stop", f"{STOP_PREFIX}{broadcast_id}", language)
    no = _button("broadcast.button.go_on", f"{LOOK_PREFIX}{broadcast_id}", language)
    return InlineKeyboardMarkup(inline_keyboard=[[yes, no]])


def _ways_back(language: Language) -> list[InlineKeyboardButton]:
    return [
        _button("broadcast.button.rewrite", REWRITE, language),
        _button("broadcast.button.drop", DROP, language),
    ]


def _button(key: str, data: str, language: Language) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=word(key, language), callback_data=data)
