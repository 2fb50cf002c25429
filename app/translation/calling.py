"""One call to a translation service: pooled, bounded as a whole, never repeated or redirected, no key in its words."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests

from app.domain.errors import GatewayError, QuotaSpent, Refused, Unavailable
from app.domain.words import N_
from app.translation.watching import Watch, WatchedAdapter

SECONDS = (2.0, 8.0)  # to connect, to answer
WHOLE = 12.0  # seconds from asking to the last byte, however steadily they drip
MOST_BYTES = 2_000_000
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
OVERLOADED = 520  # what proxies before services say of them, and 529
PAYMENT_REQUIRED, FORBIDDEN, TOO_MANY, DEEPL_QUOTA = 402, 403, 429, 456
# 429 mostly means "slower", and Google calls each of its limits a quota: only what no waiting mends counts here.
SPENT = {
    FORBIDDEN: re.compile(
        rb"daily ?limit|quota ?exceeded|exceeded (?:its|your)[^.]{0,40}quota|\b403001\b", re.IGNORECASE
    ),
    TOO_MANY: re.compile(rb"insufficient_quota|exceeded your current quota", re.IGNORECASE),
}
SLOWER = re.compile(rb"rate ?limit", re.IGNORECASE)
UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Service:
    """Whose words these are, and the key that none of them may hold."""

    name: str
    secret: str = ""

    def post(self, url: str, body: object, headers: Mapping[str, str] | None = None) -> Any:
        """POST JSON, get JSON; raises Unavailable, Refused or QuotaSpent."""
        return self._json(self.call("POST", url, json=body, headers=headers))

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
        return self._json(self.call("GET", url, headers=headers))

    def call(self, method: str, url: str, **kwargs: Any) -> requests.Response:
        """A whole answer that is well; raises for any other."""
        watch = Watch(WHOLE)
        try:
            with (
                watch,
                pool().request(method, url, timeout=SECONDS, allow_redirects=False, stream=True, **kwargs) as answer,
            ):
                _read(answer)
        except requests.RequestException as error:
            raise Unavailable(
                N_("The translation engine cannot be reached:"), f"{self.name} ({type(error).__name__})"
            ) from error
        if watch.is_over:
            raise Unavailable(N_("The translation engine cannot be reached:"), f"{self.name} ({WHOLE:.0f} s)")
        if not answer.ok or answer.is_redirect:
            raise self._refusal(answer)
        return answer

    def no_translation(self, why: str = "") -> Refused:
        return Refused(N_("The translation engine gave no translation:"), f"{self.name} {why}".strip())

    def _json(self, answer: requests.Response) -> Any:
        try:
            return json.loads(answer.content)
        except (ValueError, RecursionError) as error:
            raise self.no_translation() from error

    def _refusal(self, answer: requests.Response) -> GatewayError:
        status = answer.status_code
        theirs = f"{self.name} ({status}) {self._words(answer.content)}".strip()
        if _is_spent(status, answer.content):
            return QuotaSpent(N_("The translation engine's quota is spent:"), theirs)
        if status in BUSY or status >= OVERLOADED or (status == FORBIDDEN and SLOWER.search(answer.content)):
            wait = _seconds(answer.headers)
            return Unavailable(N_("The translation engine is busy:"), f"{self.name} ({status})", retry_after=wait)
        return Refused(N_("The translation engine refused:"), theirs)

    def _words(self, body: bytes) -> str:
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            return ""
        said = _first(told, "error", "message", "detail")
        said = _first(said, "message", "code") if isinstance(said, dict) else said
        words = " ".join(UNFIT.sub(" ", str(said or "")).split())[:300]
        if self.secret:
            words = words.replace(self.secret, "…")
        return f"“{words}”" if words else ""


@cache
def pool() -> requests.Session:
    """One kept set of connections per process, with nothing of one call left for the next: no cookie, no netrc."""
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = WatchedAdapter(pool_connections=8, pool_maxsize=32, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def host_of(url: str) -> str:
    """host:port of an address, without what stands before an @; "" where there is none."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def _read(answer: requests.Response) -> None:
    """All of it, or nothing where it is longer than any translation."""
    told = b""
    for part in answer.iter_content(65_536):
        told += part
        if len(told) > MOST_BYTES:
            told = b""
            break
    answer._content = told  # noqa: SLF001 - requests has no limit of its own to what it reads


def _is_spent(status: int, body: bytes) -> bool:
    pattern = SPENT.get(status)
    return status in {PAYMENT_REQUIRED, DEEPL_QUOTA} or bool(pattern and pattern.search(body))


def _seconds(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds, whether it was said so or as a date, which is held against the service's own clock."""
    after = headers.get("Retry-After", "").strip()
    if after.isdecimal():
        return float(after[:9])
    try:
        until = parsedate_to_datetime(after)
        said_at = parsedate_to_datetime(headers["Date"]) if "Date" in headers else datetime.now(UTC)
        return max((until - said_at).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None


def _first(told: Any, *names: str) -> Any:
    return next((told[name] for name in names if told.get(name)), None) if isinstance(told, dict) else None
