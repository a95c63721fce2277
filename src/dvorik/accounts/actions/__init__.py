"""What changes accounts, roles, devices and one-time tokens."""

from dvorik.accounts.actions.passwords import Verdict, hash_password, verify_password
from dvorik.accounts.actions.people import (
    approve_account,
    change_account,
    create_account,
    invite_again,
    remove_account,
    sign_out_account,
)
from dvorik.accounts.actions.profile import change_password, change_profile, link_telegram, prove
from dvorik.accounts.actions.registration import (
    create_owner,
    ensure_first_owner,
    register,
    remember_person,
    request_access,
)
from dvorik.accounts.actions.resets import request_password_reset, reset_password
from dvorik.accounts.actions.roles import change_role
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
from dvorik.accounts.actions.tokens import (
    INVITATION_LIFETIME,
    create_login_link,
    forget_old_tokens,
)

__all__ = [
    "INVITATION_LIFETIME",
    "Session",
    "Verdict",
    "approve_account",
    "change_account",
    "change_password",
    "change_profile",
    "change_role",
    "create_account",
    "create_login_link",
    "create_owner",
    "end_other_devices",
    "end_own_device",
    "ensure_first_owner",
    "find_device_of_token",
    "forget_old_tokens",
    "hash_password",
    "invite_again",
    "link_telegram",
    "prove",
    "refresh",
    "register",
    "remember_person",
    "remove_account",
    "request_access",
    "request_password_reset",
    "reset_password",
    "sign_in_with_link",
    "sign_in_with_password",
    "sign_in_with_telegram",
    "sign_out",
    "sign_out_account",
    "verify_password",
]
