"""Photos and videos: kept here, uploaded to Telegram once, then sent by `file_id`."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from dvorik.kernel.actor import Actor, ActorKind, Permission
from dvorik.messaging.errors import MediaRefused
from dvorik.messaging.models import BroadcastMedia, MediaCopy
from dvorik.messaging.rules.media import MAX_BYTES, clean_file_name, sniff
from dvorik.messaging.schemas.broadcasts import MediaFile
from dvorik.messaging.types import MediaKind

UPLOAD_LEASE = timedelta(seconds=60)
"""Longer than any upload takes."""


async def add_media(
    session: AsyncSession, actor: Actor, *, file_name: str, content: bytes, now: datetime
) -> BroadcastMedia:
    """Keep a file for broadcasts. What it is, its first bytes say. Raises `MediaRefused`."""
    actor.require(Permission.BROADCASTS_EDIT)
    found = sniff(content)
    if found is None:
        raise MediaRefused(problem="kind")
    kind, mime_type = found
    if len(content) > MAX_BYTES[kind]:
        raise MediaRefused(problem="size")
    row = BroadcastMedia(
        kind=kind.value,
        file_name=clean_file_name(file_name) or kind.value,
        mime_type=mime_type,
        size_bytes=len(content),
        content=content,
        created_by_id=actor.id if actor.kind is ActorKind.ACCOUNT else None,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return row


async def prepare_media(
    session: AsyncSession, *, media_ids: Sequence[int], bot_id: int, now: datetime
) -> list[MediaFile] | None:
    """The files in order, each with the bot's `file_id` or, when it is the caller's to upload,
    with its content. None while somebody else uploads them: come back a little later.

    Who gets content must call `keep_copies` or `give_up_upload`.
    """
    known = await _known_copies(session, media_ids, bot_id)
    missing = sorted(set(media_ids) - known.keys())
    # Whoever holds the first that is missing uploads them all.
    if missing and not await _lease(session, missing[0], bot_id, now):
        return None
    query = select(BroadcastMedia).where(BroadcastMedia.id.in_(media_ids))
    if missing:
        query = query.options(undefer(BroadcastMedia.content))
    rows = {row.id: row for row in (await session.scalars(query)).all()}
    return [_file(rows[media_id], known.get(media_id)) for media_id in media_ids]


async def keep_copies(session: AsyncSession, *, bot_id: int, file_ids: Mapping[int, str]) -> None:
    """Remember what Telegram calls each of these media."""
    for media_id, file_id in sorted(file_ids.items()):
        columns = {"file_id": file_id, "leased_until": None}
        await session.execute(
            insert(MediaCopy)
            .values(media_id=media_id, bot_id=bot_id, **columns)
            .on_conflict_do_update(index_elements=["media_id", "bot_id"], set_=columns)
        )


async def give_up_upload(session: AsyncSession, *, media_ids: Sequence[int], bot_id: int) -> None:
    """The upload came to nothing: the next sender may try at once."""
    await session.execute(
        update(MediaCopy)
        .where(
            MediaCopy.media_id.in_(media_ids),
            MediaCopy.bot_id == bot_id,
            MediaCopy.file_id.is_(None),
        )
        .values(leased_until=None)
        .execution_options(synchronize_session=False)
    )


async def _known_copies(
    session: AsyncSession, media_ids: Sequence[int], bot_id: int
) -> dict[int, str]:
    rows = await session.execute(
        select(MediaCopy.media_id, MediaCopy.file_id).where(
            MediaCopy.media_id.in_(media_ids), MediaCopy.bot_id == bot_id
        )
    )
    return {row.media_id: row.file_id for row in rows if row.file_id is not None}


async def _lease(session: AsyncSession, media_id: int, bot_id: int, now: datetime) -> bool:
    until = now + UPLOAD_LEASE
    is_free = or_(MediaCopy.leased_until.is_(None), MediaCopy.leased_until < now)
    leased = await session.scalar(
        insert(MediaCopy)
        .values(media_id=media_id, bot_id=bot_id, leased_until=until)
        .on_conflict_do_update(
            index_elements=["media_id", "bot_id"],
            set_={"leased_until": until},
            where=MediaCopy.file_id.is_(None) & is_free,
        )
        .returning(MediaCopy.media_id)
    )
    return leased is not None


def _file(row: BroadcastMedia, file_id: str | None) -> MediaFile:
    return MediaFile(
        id=row.id,
        kind=MediaKind(row.kind),
        file_name=row.file_name,
        mime_type=row.mime_type,
        file_id=file_id,
        content=None if file_id else row.content,
    )
