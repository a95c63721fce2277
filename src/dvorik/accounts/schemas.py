"""What people send and receive about accounts, roles and signing in."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field, SecretStr, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from dvorik.accounts.types import (
    MAX_PASSWORD_LENGTH,
    MIN_PASSWORD_LENGTH,
    AccountStatus,
    NotificationGroup,
    RoleName,
)
from dvorik.kernel.actor import Permission
from dvorik.kernel.i18n import Language
from dvorik.kernel.paging import PageQuery
from dvorik.kernel.schemas import Bool, Id, Input, Line, Output


def _usable_email(text: str) -> str:
    try:
        # Whether the mailbox exists is for the mail server to say; `.test` is for the demo.
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise PydanticCustomError("not_an_email", "This is not an e-mail address") from error
    return found.normalized


def _hashable(secret: SecretStr) -> SecretStr:
    # bcrypt would stop reading at a NUL, and half a surrogate pair is no UTF-8.
    text = secret.get_secret_value()
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise PydanticCustomError("unstorable_text", "The text has characters that cannot be kept")
    return secret


Email = Annotated[Line, Field(max_length=254), AfterValidator(_usable_email)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\+[1-9][0-9]{6,14}$")]
Name = Annotated[Line, Field(max_length=100)]
GivenPassword = Annotated[
    SecretStr, Field(min_length=1, max_length=MAX_PASSWORD_LENGTH), AfterValidator(_hashable)
]
NewPassword = Annotated[
    SecretStr,
    Field(min_length=MIN_PASSWORD_LENGTH, max_length=MAX_PASSWORD_LENGTH),
    AfterValidator(_hashable),
]
RawToken = Annotated[SecretStr, Field(min_length=20, max_length=200), AfterValidator(_hashable)]


class Login(Input):
    # Any line: an address that cannot exist is refused like one that does not.
    email: Line
    password: GivenPassword


class TokenLogin(Input):
    token: RawToken


class Registration(Input):
    email: Email
    password: NewPassword
    first_name: Name
    last_name: Name | None = None
    language: Language = Language.RU


class RefreshBody(Input):
    """Programs send the token here; browsers send it in their cookie."""

    refresh_token: RawToken | None = None


class ForgottenPassword(Input):
    email: Line


class PasswordReset(Input):
    token: RawToken
    new_password: NewPassword


class PasswordChange(Input):
    current_password: GivenPassword | None = Field(
        None, description="Left out by an account that has no password yet."
    )
    new_password: NewPassword


class ProfileEdit(Input):
    """Own profile as a whole; what is left out is emptied, but the e-mail, which is kept."""

    first_name: Name
    last_name: Name | None = None
    phone: Phone | None = None
    language: Language
    email: Email | None = None
    current_password: GivenPassword | None = Field(
        None, description="Asked for when the e-mail changes."
    )


class AccountFilter(PageQuery):
    search: Line | None = Field(None, description="Part of a name, e-mail or Telegram username.")
    role: RoleName | None = None
    status: AccountStatus | None = None
    group: NotificationGroup | None = None


class AccountCreate(Input):
    email: Email | None = None
    telegram_id: Id | None = None
    first_name: Name
    last_name: Name | None = None
    phone: Phone | None = None
    language: Language = Language.RU
    role: RoleName
    notification_groups: frozenset[NotificationGroup] = frozenset()
    can_broadcast_from_chat: Bool = False
    with_login_link: Bool = Field(
        default=False, description="Answer with a link that signs the person in once."
    )

    @model_validator(mode="after")
    def _can_sign_in(self) -> Self:
        if self.email is None and self.telegram_id is None:
            raise PydanticCustomError("no_way_to_sign_in", "Give an e-mail or a Telegram id")
        return self


class AccountEdit(Input):
    """What is left out stays as it is; null empties a last name or a phone.

    The status `active` lets in who is pending or outside.
    """

    first_name: Name | None = None
    last_name: Name | None = None
    phone: Phone | None = None
    language: Language | None = None
    role: RoleName | None = None
    status: Literal[AccountStatus.ACTIVE, AccountStatus.DISABLED] | None = None
    notification_groups: frozenset[NotificationGroup] | None = None
    can_broadcast_from_chat: Bool | None = None

    @model_validator(mode="after")
    def _empties_only_what_may_be_empty(self) -> Self:
        for field in self.model_fields_set - {"last_name", "phone"}:
            if getattr(self, field) is None:
                raise PydanticCustomError("null_not_allowed", "Leave a field out to keep it")
        return self


class RoleEdit(Input):
    permissions: frozenset[Permission]
    own_calendar_only: Bool = False


class RoleView(Output):
    name: RoleName
    version: int = Field(description="For If-Match.")
    permissions: list[Permission]
    default_permissions: list[Permission] = Field(description="As in a fresh installation.")
    own_calendar_only: bool
    people: int = Field(description="Accounts that may sign in with it.")
    is_editable: bool = Field(description="Whether who asks may change it; nobody the owner's.")
    is_assignable: bool = Field(description="Whether who asks may give it to somebody.")
    is_above: bool = Field(description="Whether it stands above who asks.")


class AccountView(Output):
    id: int
    email: str | None
    telegram_id: int | None
    telegram_username: str | None
    first_name: str
    last_name: str
    phone: str | None
    language: Language
    role: RoleName
    status: AccountStatus
    notification_groups: list[NotificationGroup]
    can_broadcast_from_chat: bool
    last_login_at: datetime | None
    created_at: datetime


class AccountDetails(AccountView):
    """An account as its colleagues see it."""

    has_password: bool
    device_count: int = Field(description="Where the person is signed in now.")
    last_seen_at: datetime | None
    approved_by_name: str | None


class AccountCreated(AccountView):
    login_link: str | None = Field(description="Shown this once; works once.")
    login_link_expires_at: datetime | None


class Invitation(Output):
    login_link: str = Field(description="Shown this once; works once.")
    login_link_expires_at: datetime


class ShopView(Output):
    """What everybody who works here has to know to read a figure or a time."""

    name: str
    timezone: str = Field(description="Decides what a day is.")
    currency: str = Field(description="ISO 4217; of amounts that name none.")


class MeView(AccountView):
    has_password: bool
    permissions: list[Permission]
    own_calendar_only: bool
    shop: ShopView
    sandbox_url: str | None = Field(
        description="Where the bots can be played with, in the demo; null where they are real."
    )


class DeviceView(Output):
    id: UUID
    browser: str
    address: str | None
    created_at: datetime
    last_seen_at: datetime
    is_current: bool


class SessionView(Output):
    """A session that has begun or goes on. The refresh token comes as a cookie as well."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105  RFC 6750's name of a kind
    expires_in: int = Field(description="Seconds until the access token is old.")
    refresh_token: str
    refresh_expires_at: datetime
    account: MeView = Field(description="Who it is of, as `GET /auth/me` tells it.")


class RegistrationAnswer(Output):
    status: AccountStatus = Field(
        description="`active`: the first owner, who may sign in now. `pending`: wait for approval."
    )


class TelegramSignInBegun(Output):
    auth_code: str
    browser_secret: str = Field(description="Send it as X-Sign-In-Secret with each status request.")
    number: int = Field(description="Show it; the bot asks the person to choose it.")
    deep_link: str
    qr_code_base64: str = Field(description="A PNG of the deep link.")
    expires_in: int = Field(description="Seconds.")


class TelegramSignInStatus(Output):
    status: Literal["pending", "completed", "canceled", "awaiting_approval", "unknown_person"]
    session: SessionView | None = Field(None, description="With `completed`, and only once.")


class TelegramLinkBegin(Input):
    current_password: GivenPassword | None = Field(
        None, description="Left out by an account that has no password."
    )


class TelegramLinkBegun(Output):
    link_code: str
    deep_link: str
    qr_code_base64: str
    expires_in: int = Field(description="Seconds.")
