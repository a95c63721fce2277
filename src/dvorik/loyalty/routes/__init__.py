"""The HTTP face of loyalty. Literal paths stand before the patterns that would swallow them."""

from fastapi import APIRouter

from dvorik.loyalty.routes import (
    campaigns,
    cashiers,
    discounts,
    disputes,
    redeeming,
    redemptions,
    templates,
)

router = APIRouter()
for part in (redeeming, discounts, templates, campaigns, redemptions, disputes, cashiers):
    router.include_router(part.router)
