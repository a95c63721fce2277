from typing import Annotated

from fastapi import APIRouter, Query

from dvorik.analytics import queries
from dvorik.analytics.schemas import AuditEntry, AuditQuery, AuditTypes
from dvorik.kernel.actor import Permission
from dvorik.kernel.paging import Slice
from dvorik.kernel.web import SessionDep, needs

router = APIRouter(prefix="/audit", tags=["audit"], dependencies=[needs(Permission.AUDIT_READ)])


@router.get("")
async def list_audit(
    session: SessionDep, query: Annotated[AuditQuery, Query()]
) -> Slice[AuditEntry]:
    return await queries.list_audit(session, query)


@router.get("/types")
async def list_audit_types(session: SessionDep) -> AuditTypes:
    return AuditTypes(items=await queries.list_types(session))
