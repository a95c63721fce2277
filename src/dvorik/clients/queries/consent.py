"""What clients decided about messages, as it was written down."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.clients.models import ConsentRecord, ConsentText
from dvorik.clients.queries.people import get_user
from dvorik.clients.schemas import ConsentEntry, ConsentHistory


async def has_decided(session: AsyncSession, client_id: int) -> bool:
    mine = select(ConsentRecord.id).where(ConsentRecord.client_id == client_id)
    return bool(await session.scalar(select(mine.exists())))


async def last_decided_at(session: AsyncSession, client_id: int) -> datetime | None:
    return await session.scalar(
        select(func.max(ConsentRecord.decided_at)).where(ConsentRecord.client_id == client_id)
    )


async def tell_consent(session: AsyncSession, client_id: int) -> ConsentHistory:
    """What stands, and every decision that led there, the newest first. Raises `ClientNotFound`."""
    client = await get_user(session, client_id)
    rows = await session.execute(
        select(ConsentRecord, ConsentText.text)
        .outerjoin(ConsentText, ConsentText.version == ConsentRecord.text_version)
        .where(ConsentRecord.client_id == client_id)
        .order_by(ConsentRecord.id.desc())
    )
    return ConsentHistory(
        client_id=client_id,
        consent_at=client.consent_at,
        topics=sorted(client.wishes.topics),
        frequency=client.wishes.frequency,
        items=[
            ConsentEntry(
                id=record.id,
                topic=record.topic,
                decision=record.decision,
                frequency=record.frequency,
                source=record.source,
                text_version=record.text_version,
                text=text,
                account_id=record.account_id,
                note=record.note,
                decided_at=record.decided_at,
                recorded_at=record.recorded_at,
            )
            for record, text in rows
        ],
    )
