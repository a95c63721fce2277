"""Reads and locks of the clients feature: its public face together with `actions`."""

from dvorik.clients.queries.people import (
    find_by_telegram,
    get_client,
    list_birthday,
    lock_client,
    names_of,
)

__all__ = [
    "find_by_telegram",
    "get_client",
    "list_birthday",
    "lock_client",
    "names_of",
]
