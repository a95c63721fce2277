"""What changes accounts, roles, devices and one-time tokens."""

from dvorik.accounts.actions.passwords import Verdict, hash_password, verify_password
from dvorik.accounts.actions.registration import (
    create_owner,
    ensure_first_owner,
    register,
    request_access,
)
from dvorik.accounts.actions.sessions import (
    Session,
    end_other_devices,
    end_own_device,
    find_device_of_token,
    refresh,
    sign_out,
)
from dvorik.accounts.actions.sign_in import (
    sign_in_with_link,
    sign_in_with_password,
    sign_in_with_telegram,
)
from dvorik.accounts.actions.tokens import create_login_link, forget_old_tokens

__all__ = [
    "Session",
    "Verdict",
    "create_login_link",
    "create_owner",
    "end_other_devices",
    "end_own_device",
    "ensure_first_owner",
    "find_device_of_token",
    "forget_old_tokens",
    "hash_password",
    "refresh",
    "register",
    "request_access",
    "sign_in_with_link",
    "sign_in_with_password",
    "sign_in_with_telegram",
    "sign_out",
    "verify_password",
]
