"""What can be wrong with signing in, accounts and roles."""

from dvorik.kernel.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    TooMany,
    Unauthenticated,
)


class WrongCredentials(Unauthenticated):
    """The e-mail is unknown, has no password, or the password is another: never said which."""

    code = "accounts.wrong_credentials"


class AccessTokenExpired(Unauthenticated):
    """Refresh it; the person need not sign in again."""

    code = "accounts.access_token_expired"


class SessionEnded(Unauthenticated):
    """The refresh token is unknown, too old, or of a device that was ended."""

    code = "accounts.session_ended"


class AwaitingApproval(Forbidden):
    code = "accounts.awaiting_approval"


class AccountDisabled(Forbidden):
    code = "accounts.disabled"


class SignInLocked(TooMany):
    """Too many tries for this e-mail or from this address; said of unknown e-mails alike."""

    code = "accounts.sign_in_locked"


class LinkNotValid(Invalid):
    """A one-time link that was used, is too old, or never existed."""

    code = "accounts.link_not_valid"


class WeakPassword(Invalid):
    """`reason`: too_short, too_long, same_as_email or well_known."""

    code = "accounts.weak_password"


class WrongPassword(Forbidden):
    """The change asks for the present password, and this is not it."""

    code = "accounts.wrong_password"


class SignInAgain(Forbidden):
    """There is no password to ask for, so the change asks for a fresh sign-in."""

    code = "accounts.sign_in_again"


class EmailTaken(Conflict):
    code = "accounts.email_taken"


class TelegramTaken(Conflict):
    """This Telegram person signs in to another account."""

    code = "accounts.telegram_taken"


class AccountNotFound(NotFound):
    code = "accounts.not_found"


class DeviceNotFound(NotFound):
    code = "accounts.device_not_found"


class CodeNotFound(NotFound):
    """A Telegram code that is used, too old, of another browser, or never existed."""

    code = "accounts.code_not_found"


class TelegramNotConfigured(Conflict):
    """No cashier bot: `TELEGRAM_AUTH_BOT_TOKEN` is empty or Telegram refuses it."""

    code = "accounts.telegram_not_configured"


class LastOwner(Conflict):
    """Without this owner nobody could manage the rest."""

    code = "accounts.last_owner"


class OwnAccount(Conflict):
    """Nobody blocks or deletes himself: somebody else has to."""

    code = "accounts.own_account"


class OwnRights(Conflict):
    """The change takes from one's own role what it needs to be undone."""

    code = "accounts.own_rights"


class SignsInAlready(Conflict):
    """An invitation is for who has no way in yet; this person has one."""

    code = "accounts.signs_in_already"


class OwnerRoleFixed(Conflict):
    """An owner always holds every right."""

    code = "accounts.owner_role_fixed"


class CannotGrant(Forbidden):
    """`permissions`: those the actor does not hold, so cannot give."""

    code = "accounts.cannot_grant"


class HigherRole(Forbidden):
    """The account or role stands above the actor's own."""

    code = "accounts.higher_role"


class ForeignOrigin(Forbidden):
    """A page of another site sent this request with the person's browser."""

    code = "accounts.foreign_origin"
