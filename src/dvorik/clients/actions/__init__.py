"""What changes clients: the public face of the feature together with `queries`."""

from dvorik.clients.actions.arrivals import add_bot_users
from dvorik.clients.actions.bot_users import (
    mark_bot_blocked,
    note_contact,
    record_subscription,
    register_bot_user,
    set_birthday,
    set_language,
)
from dvorik.clients.actions.consent import choose, grant_at_first, record_consent
from dvorik.clients.actions.edits import edit_user
from dvorik.clients.actions.merging import BELONGINGS, Dissolved, dissolve, part
from dvorik.clients.actions.tagging import add_tags, remove_tags

__all__ = [
    "BELONGINGS",
    "Dissolved",
    "add_bot_users",
    "add_tags",
    "choose",
    "dissolve",
    "edit_user",
    "grant_at_first",
    "mark_bot_blocked",
    "note_contact",
    "part",
    "record_consent",
    "record_subscription",
    "register_bot_user",
    "remove_tags",
    "set_birthday",
    "set_language",
]
