from fastapi import APIRouter

from dvorik.analytics import queries
from dvorik.analytics.schemas.attention import Attention
from dvorik.kernel.web import ActorDep, NowDep, SessionDep, signed_in
from dvorik.settings.web import ShopDep

router = APIRouter(prefix="/attention", tags=["stats"])


@router.get("", dependencies=[signed_in])
async def list_attention(
    session: SessionDep, actor: ActorDep, shop: ShopDep, now: NowDep
) -> Attention:
    """What waits for a person: requests, disputes, broadcasts that stopped, wrong codes."""
    return await queries.list_attention(session, actor, shop=shop, now=now)
