"""Reads of accounts, roles, devices and one-time tokens."""

from dvorik.accounts.queries.people import (
    find_by_email,
    find_by_telegram,
    get_account,
    get_details,
    get_me,
    list_accounts,
    list_group_members,
    lock_account,
    names_of,
)
from dvorik.accounts.queries.roles import (
    get_role,
    get_role_view,
    list_roles,
    lock_owners,
    permissions_of,
    role_of,
    version_of,
)
from dvorik.accounts.queries.sessions import (
    Credentials,
    find_actor_by_telegram,
    find_credentials,
    find_signed_in,
    list_devices,
    lock_family,
)
from dvorik.accounts.queries.tokens import ResetMail, find_reset_mail, login_link

__all__ = [
    "Credentials",
    "ResetMail",
    "find_actor_by_telegram",
    "find_by_email",
    "find_by_telegram",
    "find_credentials",
    "find_reset_mail",
    "find_signed_in",
    "get_account",
    "get_details",
    "get_me",
    "get_role",
    "get_role_view",
    "list_accounts",
    "list_devices",
    "list_group_members",
    "list_roles",
    "lock_account",
    "lock_family",
    "lock_owners",
    "login_link",
    "names_of",
    "permissions_of",
    "role_of",
    "version_of",
]
