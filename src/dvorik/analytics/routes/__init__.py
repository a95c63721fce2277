"""The HTTP face of analytics."""

from dvorik.analytics.routes.attention import router as attention
from dvorik.analytics.routes.audit import router, users
from dvorik.analytics.routes.stats import campaigns
from dvorik.analytics.routes.stats import router as figures

__all__ = ["attention", "campaigns", "figures", "router", "users"]
