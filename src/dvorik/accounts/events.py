"""Facts about accounts. Ids, roles and names of fields; no e-mail, name, address or token."""

from dataclasses import dataclass, field
from typing import ClassVar

from dvorik.kernel.events import Changes, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRegistered(Event):
    """Somebody registered on the web page: the first one active, others pending."""

    type: ClassVar[str] = "accounts.registered"

    account_id: int
    role: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRequested(Event):
    """A Telegram person asks to be let in."""

    type: ClassVar[str] = "accounts.access_requested"

    account_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCreated(Event):
    type: ClassVar[str] = "accounts.created"

    account_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountApproved(Event):
    type: ClassVar[str] = "accounts.approved"

    account_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountChanged(Event):
    """`role` and `status` as they are after the change; `changes` leaves out what is personal."""

    type: ClassVar[str] = "accounts.changed"

    account_id: int
    fields: list[str]
    role: str
    status: str
    changes: Changes = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRemoved(Event):
    type: ClassVar[str] = "accounts.removed"

    account_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanged(Event):
    type: ClassVar[str] = "accounts.profile_changed"

    account_id: int
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramLinked(Event):
    type: ClassVar[str] = "accounts.telegram_linked"

    account_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Event):
    type: ClassVar[str] = "accounts.signed_in"

    account_id: int
    device_id: str
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicesEnded(Event):
    type: ClassVar[str] = "accounts.devices_ended"

    account_id: int
    device_ids: list[str]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginLinkCreated(Event):
    type: ClassVar[str] = "accounts.login_link_created"

    account_id: int
    token_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResetRequested(Event):
    """The link itself is derived from the token's row by `queries.find_reset_mail`."""

    type: ClassVar[str] = "accounts.password_reset_requested"

    account_id: int
    token_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Event):
    type: ClassVar[str] = "accounts.password_changed"

    account_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged(Event):
    type: ClassVar[str] = "accounts.role_changed"

    role: str
    permissions_before: list[str]
    permissions_after: list[str]
    own_calendar_only_before: bool
    own_calendar_only_after: bool
