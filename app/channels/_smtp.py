"""One mail handed to one mail server, step by step, so that each failure is known for what it is."""

import atexit
import re
import smtplib
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import NoReturn

from app.domain.errors import OutcomeUnknown, Refused, Unavailable
from app.domain.words import N_

SECONDS = 15.0
OK = 250
GO_AHEAD = 354
PERMANENT = 500
KEPT = 5.0  # seconds a session waits for the next mail; servers hang up on those that are idle for long

_kept: dict[tuple[str, ...], tuple[smtplib.SMTP | None, float]] = {}


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
                N_(
                    "The connection to the mail server broke after the mail was handed over. "
                    "It may or may not have been sent."
                )
            ) from error
        _expect(answer)


@contextmanager
def _connection(settings: Mapping[str, str]) -> Iterator[smtplib.SMTP]:
    """An open, encrypted where asked, signed-in session. Whatever breaks here broke before a mail was given away.

    It is kept for the next mail to the same server: greeting, encryption and sign-in cost many times the mail itself.
    """
    host = settings.get("host", "")
    smtp: smtplib.SMTP | None = None
    try:
        smtp = _kept_one(settings)
        if smtp is None:
            smtp = _open(settings)
            _sign_in(smtp, settings)
        yield smtp
        _keep(settings, smtp)
        smtp = None
    except smtplib.SMTPResponseException as error:
        _raise(error.smtp_code, error.smtp_error)
    except smtplib.SMTPNotSupportedError as error:
        raise Refused(N_("The mail server does not offer what the settings ask for:"), f"{host}: {error}") from error
    except ssl.SSLCertVerificationError as error:
        raise Refused(N_("The mail server shows a certificate that cannot be trusted:"), host) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Unavailable(N_("The mail server cannot be reached:"), f"{host} ({type(error).__name__})") from error
    finally:
        _close(smtp)


def _kept_one(settings: Mapping[str, str]) -> smtplib.SMTP | None:
    """The session of the mail before, where the server still answers to it."""
    smtp, until = _kept.pop(_key(settings), (None, 0.0))
    if smtp is not None and time.monotonic() < until:
        with suppress(OSError, smtplib.SMTPException):
            if smtp.docmd("RSET")[0] == OK:
                return smtp
    _close(smtp)
    return None


def _keep(settings: Mapping[str, str], smtp: smtplib.SMTP) -> None:
    now, key = time.monotonic(), _key(settings)
    for other in [other for other, (_, until) in list(_kept.items()) if until < now or other == key]:
        _close(_kept.pop(other, (None, 0.0))[0])
    _kept[key] = (smtp, now + KEPT)


@atexit.register
def _let_go() -> None:
    for smtp, _ in _kept.values():
        if smtp is not None:
            smtp.close()


def _key(settings: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(settings.get(name, "") for name in ("host", "port", "security", "username", "password"))


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
    said = f"“{code}: {' '.join(text.split())[:300]}”"
    raise (Refused if code >= PERMANENT else Unavailable)(N_("The mail server says:"), said)
