from typing import Annotated

from fastapi import APIRouter, Query

from dvorik.analytics import queries
from dvorik.analytics.schemas.figures import Kpi, KpiQuery, Trade, TradeQuery
from dvorik.analytics.schemas.funnel import Funnel, FunnelQuery
from dvorik.kernel.actor import Permission
from dvorik.kernel.web import NowDep, PathId, SessionDep, needs
from dvorik.settings.web import ShopDep

router = APIRouter(prefix="/stats", tags=["stats"], dependencies=[needs(Permission.STATS_READ)])

campaigns = APIRouter(
    prefix="/campaigns", tags=["campaigns"], dependencies=[needs(Permission.CAMPAIGNS_READ)]
)


@router.get("/kpi")
async def get_kpi(
    session: SessionDep, shop: ShopDep, now: NowDep, query: Annotated[KpiQuery, Query()]
) -> Kpi:
    """The figures of a period beside those of as many days before."""
    return await queries.describe_kpi(session, query, shop=shop, now=now)


@router.get("/detailed")
async def get_detailed_stats(
    session: SessionDep, shop: ShopDep, now: NowDep, query: Annotated[TradeQuery, Query()]
) -> Trade:
    """The same figures step by step, and what stands behind them."""
    return await queries.describe_trade(session, query, shop=shop, now=now)


@campaigns.get("/{campaign_id}/funnel")
async def get_campaign_funnel(
    session: SessionDep,
    shop: ShopDep,
    now: NowDep,
    campaign_id: PathId,
    query: Annotated[FunnelQuery, Query()],
) -> Funnel:
    """What the campaign brought: clicks, people, clients, codes, money; in all and step by step."""
    return await queries.describe_funnel(session, campaign_id, query, shop=shop, now=now)
