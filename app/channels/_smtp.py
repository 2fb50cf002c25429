"""One mail handed to one mail server, step by step, so that each failure is known for what it is."""

import re
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NoReturn

from app.domain.errors import OutcomeUnknown, Refused, Unavailable

SECONDS = 15.0
OK = 250
GO_AHEAD = 354
PERMANENT = 500


def send(settings: Mapping[str, str], sender: str, recipient: str, content: bytes) -> None:
    """Raises Refused or Unavailable when it is certain that nothing was taken, OutcomeUnknown when it is not."""
    with _connection(settings) as smtp:
        _expect(smtp.docmd("MAIL", f"FROM:<{sender}>"))
        _expect(smtp.docmd("RCPT", f"TO:<{recipient}>"))
        _expect(smtp.docmd("DATA"), GO_AHEAD)
        try:
            smtp.send(re.sub(rb"(?m)^\.", b"..", content) + b"\r\n.\r\n")
            answer = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise OutcomeUnknown(
                "The connection to the mail server broke after the mail was handed over. "
                "It may or may not have been sent."
            ) from error
        _expect(answer)


@contextmanager
def _connection(settings: Mapping[str, str]) -> Iterator[smtplib.SMTP]:
    """An open, encrypted where asked, signed-in session. Whatever breaks here broke before a mail was given away."""
    host = settings.get("host", "")
    smtp: smtplib.SMTP | None = None
    try:
        smtp = _open(settings)
        _sign_in(smtp, settings)
        yield smtp
    except smtplib.SMTPResponseException as error:
        _raise(error.smtp_code, error.smtp_error)
    except smtplib.SMTPNotSupportedError as error:
        raise Refused(f"The mail server {host} does not offer what the settings ask for: {error}") from error
    except ssl.SSLCertVerificationError as error:
        raise Refused(f"The mail server {host} shows a certificate that cannot be trusted.") from error
    except (OSError, smtplib.SMTPException) as error:
        raise Unavailable(f"The mail server {host} cannot be reached: {type(error).__name__}.") from error
    finally:
        _close(smtp)


def _open(settings: Mapping[str, str]) -> smtplib.SMTP:
    host, port = settings.get("host", ""), int(settings.get("port") or 25)
    if settings.get("security") == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=SECONDS)


def _sign_in(smtp: smtplib.SMTP, settings: Mapping[str, str]) -> None:
    if settings.get("security", "starttls") == "starttls":
        smtp.starttls(context=ssl.create_default_context())
    smtp.ehlo_or_helo_if_needed()
    if settings.get("username"):
        smtp.login(settings["username"], settings.get("password", ""))


def _close(smtp: smtplib.SMTP | None) -> None:
    if smtp is None:
        return
    try:
        smtp.quit()
    except (OSError, smtplib.SMTPException):
        smtp.close()


def _expect(answer: tuple[int, bytes], code: int = OK) -> None:
    given, words = answer
    if given // 10 != code // 10:
        _raise(given, words)


def _raise(code: int, words: bytes | str) -> NoReturn:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    said = f"The mail server said {code}: {' '.join(text.split())[:300]}"
    raise Refused(said) if code >= PERMANENT else Unavailable(said)
