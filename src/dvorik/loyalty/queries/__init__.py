"""Reads and locks of the loyalty feature: its public face together with `actions`."""

from dvorik.loyalty.queries.beginnings import Beginnings, find_beginnings
from dvorik.loyalty.queries.campaigns import (
    find_campaign_by_slug,
    get_campaign,
    is_on,
    list_campaigns,
    view_campaign,
)
from dvorik.loyalty.queries.cashiers import (
    actor_of,
    describe_cashier,
    find_cashier_by_telegram,
    get_cashier,
    list_cashiers,
    list_requests,
    names_of,
)
from dvorik.loyalty.queries.discounts import (
    count_same_gifts,
    list_active_of_client,
    list_discounts,
    list_of_client,
    view_discount,
    view_discounts,
)
from dvorik.loyalty.queries.disputes import count_disputes, find_dispute, get_dispute, list_disputes
from dvorik.loyalty.queries.figures import describe_discounts
from dvorik.loyalty.queries.names import campaign_names, discount_codes, template_names
from dvorik.loyalty.queries.redemptions import (
    find_last_of_discount,
    get_redemption,
    list_attempts,
    list_redemptions,
    view_redemption,
)
from dvorik.loyalty.queries.story import tell_story
from dvorik.loyalty.queries.templates import get_template, has_gift_waiting, list_templates
from dvorik.loyalty.queries.trade import (
    attempts_by_step,
    codes_by_origin,
    codes_by_step,
    expired_by_step,
    redemptions_by_hour,
    redemptions_by_step,
    work_by_cashier,
)
from dvorik.loyalty.queries.waiting import (
    Waiting,
    list_open_disputes,
    list_streaks,
    list_waiting_cashiers,
)

__all__ = [
    "Beginnings",
    "Waiting",
    "actor_of",
    "attempts_by_step",
    "campaign_names",
    "codes_by_origin",
    "codes_by_step",
    "count_disputes",
    "count_same_gifts",
    "describe_cashier",
    "describe_discounts",
    "discount_codes",
    "expired_by_step",
    "find_beginnings",
    "find_campaign_by_slug",
    "find_cashier_by_telegram",
    "find_dispute",
    "find_last_of_discount",
    "get_campaign",
    "get_cashier",
    "get_dispute",
    "get_redemption",
    "get_template",
    "has_gift_waiting",
    "is_on",
    "list_active_of_client",
    "list_attempts",
    "list_campaigns",
    "list_cashiers",
    "list_discounts",
    "list_disputes",
    "list_of_client",
    "list_open_disputes",
    "list_redemptions",
    "list_requests",
    "list_streaks",
    "list_templates",
    "list_waiting_cashiers",
    "names_of",
    "redemptions_by_hour",
    "redemptions_by_step",
    "tell_story",
    "template_names",
    "view_campaign",
    "view_discount",
    "view_discounts",
    "view_redemption",
    "work_by_cashier",
]
