"""Whether Telegram would take a message. What is saved can be sent."""

from collections.abc import Iterator

from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel.actor import Actor, Permission
from dvorik.loyalty import queries as loyalty
from dvorik.messaging.errors import BroadcastRefused
from dvorik.messaging.queries import broadcasts
from dvorik.messaging.rules.markup import length_in_utf16
from dvorik.messaging.rules.personal import find_personal_faults
from dvorik.messaging.rules.wording import Fault
from dvorik.messaging.schemas.broadcasts import (
    BroadcastContent,
    CallbackButton,
    CopyCodeButton,
)
from dvorik.messaging.types import ReplyKind

MAX_REPLY = 200
"""UTF-16 units over a chat or in a window (Bot API, answerCallbackQuery)."""

_Placed = tuple[str, Fault]


async def check_content(
    session: AsyncSession, actor: Actor, content: BroadcastContent, template_id: int | None
) -> None:
    """Raises `BroadcastRefused`, `TemplateNotFound`, and `Forbidden` when it gives codes that the
    actor may not issue."""
    if template_id is not None:
        actor.require(Permission.DISCOUNTS_ISSUE)
        await loyalty.get_template(session, template_id)
    faults = list(_faults(content, has_template=template_id is not None))
    known = await broadcasts.media_known(session, content.media_ids)
    faults += [
        (f"/media_ids/{place}", Fault("no_such_media"))
        for place, media_id in enumerate(content.media_ids)
        if media_id not in known
    ]
    if faults:
        raise BroadcastRefused(
            [
                {"pointer": f"/body/content{place}", "code": fault.code, "name": fault.name}
                for place, fault in faults
            ]
        )


def _faults(content: BroadcastContent, *, has_template: bool) -> Iterator[_Placed]:
    has_media = bool(content.media_ids)
    if content.text is not None:
        found = find_personal_faults(content.text, has_template=has_template, has_media=has_media)
        yield from (("/text", fault) for fault in found)
    elif not has_media:
        yield "/text", Fault("empty_text")
    if content.buttons and len(content.media_ids) > 1:
        yield "/buttons", Fault("album_has_no_buttons")
    if not has_template and any(isinstance(b, CopyCodeButton) for b in content.all_buttons):
        yield "/buttons", Fault("no_code_to_copy")
    for number, row in enumerate(content.buttons):
        for place, button in enumerate(row):
            if isinstance(button, CallbackButton):
                found = _reply_faults(button, has_template=has_template)
                yield from ((f"/buttons/{number}/{place}/reply", fault) for fault in found)


def _reply_faults(button: CallbackButton, *, has_template: bool) -> list[Fault]:
    if button.shows is ReplyKind.MESSAGE:
        return find_personal_faults(button.reply, has_template=has_template, has_media=False)
    return [Fault("too_long")] if length_in_utf16(button.reply) > MAX_REPLY else []
