import re
from collections.abc import Generator
from contextlib import contextmanager, suppress
from email.utils import parseaddr
from typing import Final, Protocol

import aiosmtplib

from backend_services.notifications.domain.addresses import UNUSABLE, is_mailable
from backend_services.notifications.domain.single_line import single_line
from backend_services.notifications.settings import NotificationsSettings

_PERMANENT: Final = range(500, 600)  # RFC 5321 4.2.1: the same mail is refused again
_LONGEST_REASON: Final = 300  # characters
_ADDRESS: Final = re.compile(r"[^\s<>:;,]+@[^\s<>:;,]+")


class MailNotSent(Exception):
    """Not sent, as far as one can know; `reason` is fit for a screen and names no address."""

    def __init__(self, reason: str, *, is_permanent: bool) -> None:
        self.reason = reason
        self.is_permanent = is_permanent
        super().__init__(reason)


class Mailer(Protocol):
    async def send(self, message: bytes, *, to: str) -> None:
        """Return when the mail server has taken the mail on.

        Raises:
            MailNotSent: it has not, or did not answer.
        """
        ...

    async def rest(self) -> None:
        """Let go of what is only needed while there are mails to send."""
        ...


class SmtpMailer:
    """One connection, kept while there is work. Not to be shared between tasks."""

    def __init__(self, settings: NotificationsSettings) -> None:
        password = settings.smtp_password
        self._sender = parseaddr(settings.smtp_from)[1]
        self._answer_timeout = settings.smtp_answer_timeout
        self._smtp = aiosmtplib.SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_username,
            password=password.get_secret_value() if password else None,
            start_tls=settings.smtp_starttls,
            cert_bundle=str(settings.smtp_ca_file) if settings.smtp_ca_file else None,
            timeout=settings.smtp_timeout,
            local_hostname=self._sender.rpartition("@")[2],
        )

    async def send(self, message: bytes, *, to: str) -> None:
        if not is_mailable(to):
            raise MailNotSent(UNUSABLE, is_permanent=True)
        with _failures_explained():
            try:
                await self._connect()
                await self._transfer(message, to=to)
            except BaseException:
                # A conversation that broke off in the middle is not picked up again.
                self._smtp.close()
                raise

    async def rest(self) -> None:
        if self._smtp.is_connected:
            with suppress(aiosmtplib.SMTPException, OSError):
                await self._smtp.quit()

    async def _connect(self) -> None:
        if self._smtp.is_connected:
            # The server may have hung up meanwhile; better to learn it before the mail.
            with suppress(aiosmtplib.SMTPException, OSError):
                await self._smtp.rset()
                return
            self._smtp.close()
        await self._smtp.connect()

    async def _transfer(self, message: bytes, *, to: str) -> None:
        encoding, options = ("ascii", []) if to.isascii() else ("utf-8", ["SMTPUTF8"])
        if self._smtp.is_ehlo_or_helo_needed:
            await self._smtp.ehlo()
        if options and not self._smtp.supports_extension("smtputf8"):
            raise MailNotSent(
                "The mail server takes no addresses with other than plain letters",
                is_permanent=True,
            )
        await self._smtp.mail(self._sender, options=options, encoding=encoding)
        await self._smtp.rcpt(to, encoding=encoding)
        await self._smtp.data(message, timeout=self._answer_timeout)


@contextmanager
def _failures_explained() -> Generator[None]:
    try:
        yield
    except (
        aiosmtplib.SMTPRecipientRefused,
        aiosmtplib.SMTPSenderRefused,
        aiosmtplib.SMTPDataError,
    ) as error:
        raise MailNotSent(
            f"The mail server refused the mail: {_answer(error)}",
            is_permanent=error.code in _PERMANENT,
        ) from error
    except aiosmtplib.SMTPResponseException as error:
        # Greeting or login: our own set-up, which somebody may be mending right now.
        raise MailNotSent(
            f"The mail server would not talk to us: {_answer(error)}", is_permanent=False
        ) from error
    except TimeoutError as error:
        raise MailNotSent("The mail server did not answer in time", is_permanent=False) from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise MailNotSent(
            f"The mail server could not be reached ({type(error).__name__})", is_permanent=False
        ) from error


def _answer(error: aiosmtplib.SMTPResponseException) -> str:
    text = _ADDRESS.sub("the address", f"{error.code} {error.message}")
    return single_line(text, limit=_LONGEST_REASON)
