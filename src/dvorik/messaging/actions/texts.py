"""An owner's own wording of a text."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import events
from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.kernel.errors import StaleVersion
from dvorik.kernel.i18n import Language
from dvorik.messaging import queries, texts
from dvorik.messaging.errors import NoSuchText, TextRefused
from dvorik.messaging.events import TextChanged
from dvorik.messaging.models import MessageTemplate
from dvorik.messaging.rules import find_faults
from dvorik.messaging.texts import TEXTS


async def change_text(
    session: AsyncSession,
    actor: Actor,
    *,
    key: str,
    wordings: Mapping[Language, str | None],
    version: int | None,
    now: datetime,
) -> None:
    """Take all `wordings` or none; None goes back to the default.

    Raises `NoSuchText`, `TextRefused` when a variable is unknown or missing, or Telegram would
    refuse the markup, and `StaleVersion` when `version` is not the present one.
    """
    actor.require(Permission.TEXTS_EDIT)
    if key not in TEXTS:
        raise NoSuchText
    errors = [
        error for language, text in wordings.items() for error in _errors(key, language, text)
    ]
    if errors:
        raise TextRefused(errors)
    before = await queries.lock_text(session, key)
    if version is not None and version != before.version:
        raise StaleVersion(version=before.version)
    for language, text in wordings.items():
        old = before.wordings[language]
        new = old.default if text is None else text
        is_default = new == old.default
        if (new, is_default) != (old.text, not old.is_changed):
            await _keep(session, actor, key, language, None if is_default else new, now)
            events.record(
                session,
                actor,
                TextChanged(
                    key=key,
                    language=language.value,
                    is_default=is_default,
                    text_before=old.text,
                    text_after=new,
                ),
            )


def _errors(key: str, language: Language, text: str | None) -> list[dict[str, str]]:
    if text is None:
        return []
    spec = TEXTS[key]
    found = find_faults(
        text,
        spec.format,
        required=spec.required,
        allowed=spec.variables,
        alone=spec.alone,
        samples={name: texts.sample(name, language) for name in spec.variables},
    )
    pointer = f"/body/{language.value}"
    return [{"pointer": pointer, "code": fault.code, "name": fault.name} for fault in found]


async def _keep(
    session: AsyncSession,
    actor: Actor,
    key: str,
    language: Language,
    text: str | None,
    now: datetime,
) -> None:
    if text is None:
        await session.execute(
            delete(MessageTemplate).where(
                MessageTemplate.key == key, MessageTemplate.language == language.value
            )
        )
        return
    columns = {
        "text": text,
        "updated_at": now,
        "updated_by_id": actor.id if actor.kind is ActorKind.ACCOUNT else None,
    }
    await session.execute(
        insert(MessageTemplate)
        .values(key=key, language=language.value, **columns)
        .on_conflict_do_update(index_elements=["key", "language"], set_=columns)
    )
