"""What Telegram lets a bot do to a message it has sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from dvorik.messaging.rules.wording import Fault
from dvorik.messaging.types import MessagePart

RECALL_WINDOW = timedelta(hours=48)
"""Bot API, deleteMessage: "can only be deleted if it was sent less than 48 hours ago". Edits of a
bot's own messages have no such limit."""


class Shape(NamedTuple):
    """What decides how a message is edited. `text` with its link preview, `buttons` as written."""

    media_ids: tuple[int, ...]
    text: tuple[str | None, bool]
    buttons: object


def is_too_old(sent_at: datetime, now: datetime) -> bool:
    """
    >>> is_too_old(datetime(2026, 11, 18, 12), datetime(2026, 11, 20, 12))
    True
    """
    return now - sent_at >= RECALL_WINDOW


def find_edit_fault(before: Sequence[int], after: Sequence[int]) -> Fault | None:
    """What an edit may not change about a message's media.

    >>> find_edit_fault([], [7])
    Fault(code='another_kind', name='')
    >>> find_edit_fault([1, 2, 3], [9, 2, 3]) is None
    True
    """
    if bool(before) != bool(after) or (len(before) > 1) != (len(after) > 1):
        return Fault("another_kind")
    if list(before[1:]) != list(after[1:]):
        return Fault("album_is_fixed")
    return None


def part_to_edit(versions: Sequence[Shape]) -> MessagePart:
    """The least that makes every message say the last of `versions`, whichever it says now.

    An edit that was stopped half-way leaves messages of several versions, so all count.
    """
    has_media = bool(versions[-1].media_ids)
    if len({version.media_ids for version in versions}) > 1:
        return MessagePart.MEDIA
    has_other_text = len({version.text for version in versions}) > 1
    has_other_buttons = any(version.buttons != versions[0].buttons for version in versions)
    if has_other_buttons and not has_other_text:
        return MessagePart.BUTTONS
    # Also when nothing was changed: names and codes are written anew.
    return MessagePart.CAPTION if has_media else MessagePart.TEXT
