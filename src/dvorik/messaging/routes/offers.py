from fastapi import APIRouter

from dvorik.kernel.actor import Permission
from dvorik.kernel.web import LanguageDep, NowDep, SessionDep, needs
from dvorik.loyalty.schemas.templates import TemplateCreate
from dvorik.messaging import queries
from dvorik.messaging.schemas.offers import OfferPreview
from dvorik.settings.web import ShopDep

router = APIRouter(prefix="/discount-templates", tags=["discount templates"])


@router.post("/preview", dependencies=[needs(Permission.DISCOUNTS_READ)])
async def preview_discount_template(
    session: SessionDep, shop: ShopDep, now: NowDep, language: LanguageDep, body: TemplateCreate
) -> OfferPreview:
    """What the bots would say about it, in the language of the request. Keeps nothing."""
    return await queries.preview_offer(session, body, shop=shop, language=language, now=now)
