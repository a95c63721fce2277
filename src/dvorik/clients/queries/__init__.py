"""Reads and locks of the clients feature: its public face together with `actions`."""

from dvorik.clients.queries.audience import list_users, show_details
from dvorik.clients.queries.overview import describe_users
from dvorik.clients.queries.people import (
    find_by_telegram,
    get_client,
    get_user,
    list_birthday,
    lock_client,
    lock_user,
    names_of,
    recipients,
)

__all__ = [
    "describe_users",
    "find_by_telegram",
    "get_client",
    "get_user",
    "list_birthday",
    "list_users",
    "lock_client",
    "lock_user",
    "names_of",
    "recipients",
    "show_details",
]
