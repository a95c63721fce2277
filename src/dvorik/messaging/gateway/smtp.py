"""Mail over SMTP."""

from email.message import EmailMessage
from email.utils import parseaddr

import aiosmtplib
from aiosmtplib import errors as smtp

from dvorik.kernel.config import Config
from dvorik.kernel.log import get_logger
from dvorik.messaging.schemas import Claimed, Outcome
from dvorik.messaging.types import MessageStatus

log = get_logger(__name__)

TIMEOUT_SECONDS = 20
UNREACHABLE_PAUSE_SECONDS = 60
REFUSED_PAUSE_SECONDS = 300
TRY_AGAIN_SECONDS = 300
"""After a 4xx: greylisting lets the second try pass some minutes later (RFC 6647)."""


class MailSender:
    def __init__(self, config: Config) -> None:
        self._config = config

    async def send(self, message: Claimed) -> Outcome:
        try:
            await self._deliver(self._letter(message))
        except (ValueError, smtp.SMTPNotSupported):
            # It does not fit into a header, or has letters this server cannot carry.
            return Outcome(status=MessageStatus.FAILED, error="bad_address")
        except smtp.SMTPAuthenticationError as error:
            log.error("mail_login_refused", reply=error.code)
            return _later(f"{error.code} login refused", REFUSED_PAUSE_SECONDS, pauses=True)
        except smtp.SMTPConnectError as error:
            return _later(type(error).__name__, UNREACHABLE_PAUSE_SECONDS, pauses=True)
        except smtp.SMTPRecipientsRefused as error:
            return _of_reply(error.recipients[0].code)
        except smtp.SMTPResponseException as error:
            return _of_reply(error.code)
        except (smtp.SMTPException, OSError) as error:
            if type(error) is smtp.SMTPException:
                # The plainest one: the server offers no STARTTLS or no AUTH. Nothing has left.
                log.error("mail_login_not_offered")
                return _later("no safe login", REFUSED_PAUSE_SECONDS, pauses=True)
            return Outcome(status=MessageStatus.UNKNOWN, error=type(error).__name__)
        return Outcome(status=MessageStatus.SENT)

    async def close(self) -> None:
        """Nothing is kept open between letters."""

    async def _deliver(self, letter: EmailMessage) -> None:
        config = self._config
        password = config.smtp_password.get_secret_value() or None
        is_encrypted = config.smtp_port == 465
        await aiosmtplib.send(
            letter,
            hostname=config.smtp_host,
            port=config.smtp_port,
            username=config.smtp_user or None,
            password=password,
            # 465 speaks TLS from the first byte; elsewhere STARTTLS when it is offered. Who
            # stands between may take the offer away, so with a password there must be one.
            use_tls=is_encrypted,
            start_tls=True if password and not is_encrypted else None,
            timeout=TIMEOUT_SECONDS,
        )

    def _letter(self, message: Claimed) -> EmailMessage:
        letter = EmailMessage()
        letter["From"] = self._config.smtp_from
        letter["To"] = message.address
        letter["Subject"] = message.subject or ""
        # The same for each try, so that a mailbox can fold a letter that came twice.
        domain = parseaddr(self._config.smtp_from)[1].rpartition("@")[2] or "localhost"
        letter["Message-ID"] = f"<dvorik-{message.id}@{domain}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(message.text)
        return letter


def _of_reply(code: int) -> Outcome:
    """RFC 5321: 4yz may pass later, 5yz never will. Either way nothing was delivered."""
    if code < 500:
        return _later(f"{code} try again", TRY_AGAIN_SECONDS, pauses=False)
    return Outcome(status=MessageStatus.FAILED, error=f"{code} refused")


def _later(error: str, seconds: float, *, pauses: bool) -> Outcome:
    return Outcome(
        status=MessageStatus.PENDING,
        error=error,
        retry_after_seconds=seconds,
        pauses_channel=pauses,
    )
