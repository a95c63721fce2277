"""Reads and locks of the clients feature: its public face together with `actions`."""

from dvorik.clients.queries.audience import list_users, select_users, show_details
from dvorik.clients.queries.birthdays import list_birthdays
from dvorik.clients.queries.cards import Card, cards_of
from dvorik.clients.queries.consent import tell_consent
from dvorik.clients.queries.growth import (
    blocked_by_step,
    came_by,
    joined_by_campaign,
    joined_by_step,
    joined_of_campaign_by_step,
    subscription_changes_by_step,
)
from dvorik.clients.queries.merging import list_doubles, lock_both, lock_rows, show_both
from dvorik.clients.queries.overview import describe_users
from dvorik.clients.queries.people import (
    blacklist_marks,
    find_by_telegram,
    get_client,
    get_user,
    list_birthday,
    list_clients,
    lock_client,
    lock_user,
    names_of,
    recipients,
)
from dvorik.clients.queries.reach import may_be_reminded
from dvorik.clients.queries.same_person import (
    current_id,
    current_ids,
    is_subscribed,
    known_as,
    merged_into,
)

__all__ = [
    "Card",
    "blacklist_marks",
    "blocked_by_step",
    "came_by",
    "cards_of",
    "current_id",
    "current_ids",
    "describe_users",
    "find_by_telegram",
    "get_client",
    "get_user",
    "is_subscribed",
    "joined_by_campaign",
    "joined_by_step",
    "joined_of_campaign_by_step",
    "known_as",
    "list_birthday",
    "list_birthdays",
    "list_clients",
    "list_doubles",
    "list_users",
    "lock_both",
    "lock_client",
    "lock_rows",
    "lock_user",
    "may_be_reminded",
    "merged_into",
    "names_of",
    "recipients",
    "select_users",
    "show_both",
    "show_details",
    "subscription_changes_by_step",
    "tell_consent",
]
