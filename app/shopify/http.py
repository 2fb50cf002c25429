"""One pooled HTTP session per process: it sends once, waits no longer than told, and says whether a request left."""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    MaxRetryError,
    NewConnectionError,
    ProxyError,
    SSLError,
)

CONNECT = 3.0
TOTAL = 15.0
CHUNK = 65536
NOT_SENT = (NewConnectionError, ConnectTimeoutError, ProxyError, LocationParseError)


class NotSentError(Exception):
    """No connection came about, so nothing was asked."""


class NoAnswerError(Exception):
    """The request may have arrived; no whole answer came back in time."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came; header names are looked up without regard to case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def _pooled() -> requests.Session:
    session = requests.Session()
    adapter = HTTPAdapter(pool_connections=64, pool_maxsize=32, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.trust_env = False  # a netrc file must not add its own Authorization to a shop's token
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # shared by all shops: keeps nothing
    return session


_session = _pooled()


def post(url: str, body: bytes, headers: Mapping[str, str], total: float = TOTAL) -> Reply:
    """Send once; redirects are not followed, because a token must not travel to another host."""
    deadline = time.monotonic() + total
    try:
        with _session.post(
            url, data=body, headers=dict(headers), timeout=(CONNECT, total), allow_redirects=False, stream=True
        ) as response:
            return Reply(response.status_code, response.headers, _read(response, deadline))
    except requests.RequestException as error:
        kind = NotSentError if _never_left(error) else NoAnswerError
        raise kind(type(error).__name__) from None  # the original's text may hold the address and its secrets
    except (HTTPError, OSError) as error:
        raise NoAnswerError(type(error).__name__) from None


def _read(response: requests.Response, deadline: float) -> bytes:
    """Read what is there piece by piece: an answer that drips must not outlive the deadline."""
    parts: list[bytes] = []
    while True:
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            raise NoAnswerError("the answer took too long")
        connection = getattr(response.raw, "connection", None)
        if sock := getattr(connection, "sock", None):
            sock.settimeout(remaining)
        if not (part := response.raw.read1(CHUNK, decode_content=True)):
            return b"".join(parts)
        parts.append(part)


def _never_left(error: requests.RequestException) -> bool:
    if isinstance(error, (requests.ConnectTimeout, requests.exceptions.InvalidURL)):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    if isinstance(
        reason, SSLError
    ):  # encryption may also break after the request was sent; a certificate is looked at before
        return isinstance(next(iter(reason.args), None), ssl.SSLCertVerificationError)
    return isinstance(reason, NOT_SENT)
