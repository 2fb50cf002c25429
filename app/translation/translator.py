"""The shape of a translation engine: text in, text out; what comes back is data, never markup or instruction."""

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar, Protocol

import requests
from requests.adapters import HTTPAdapter

from app.domain.errors import GatewayError, Refused, Unavailable
from app.domain.fields import SettingField
from app.domain.words import N_
from app.plugins import discover

SECONDS = (2.0, 8.0)  # to connect, to answer
LONGEST = 20_000
MOST_BYTES = 2_000_000
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504, 529})


class Translator(Protocol):
    """Made for one shop's settings and used by one caller; raises Unavailable or Refused."""

    def translate(self, text: str, source: str, target: str) -> str:
        """`source` may be "" where the language is not known."""


class Engine(Protocol):
    """A plug-in: each module of this package that holds an ENGINE. `is_advised` is False for what may break or leak."""

    name: ClassVar[str]
    label: ClassVar[str]
    is_advised: ClassVar[bool]
    fields: ClassVar[tuple[SettingField, ...]]

    def open(self, settings: Mapping[str, str]) -> Translator: ...


def engines() -> dict[str, Engine]:
    """Every engine by its name."""
    found = [module.ENGINE for module in discover("app.translation").values() if hasattr(module, "ENGINE")]
    return {engine.name: engine for engine in found}


def translate(translator: Translator, text: str, source: str, target: str) -> str:
    """One text through one engine, its answer cleaned; raises Refused for an answer that is none."""
    if not text.strip():
        return text
    if len(text) > LONGEST:
        raise Refused(N_("The text is too long to be translated:"), f"{len(text):,} / {LONGEST:,}")
    answer = CONTROLS.sub("", translator.translate(text, source, target).replace("\r\n", "\n")).strip()
    if not answer:
        raise Refused(N_("The translation engine gave an empty answer."))
    if len(text) > SAME and answer.casefold() == text.strip().casefold():
        raise Refused(N_("The translation engine gave the text back untranslated."))
    return answer


SAME = 20  # characters; a short text may well read the same in two languages


@cache
def pool() -> requests.Session:
    """One kept set of connections per process; no retries of its own, the reaction is tried again."""
    session = requests.Session()
    session.trust_env = False
    adapter = HTTPAdapter(pool_connections=8, pool_maxsize=16, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def post(engine: str, url: str, body: dict[str, Any], headers: Mapping[str, str] | None = None) -> Any:
    """POST JSON, get JSON; every way that can go wrong in words that name the engine and never the key."""
    try:
        with pool().post(
            url, json=body, headers=headers, timeout=SECONDS, allow_redirects=False, stream=True
        ) as answer:
            told = _read(answer)
    except requests.RequestException as error:
        raise Unavailable(
            N_("The translation engine cannot be reached:"), f"{engine} ({type(error).__name__})"
        ) from error
    if not answer.ok or answer.is_redirect:
        raise _refusal(engine, answer, told)
    try:
        return json.loads(told)
    except (ValueError, RecursionError) as error:
        raise Refused(N_("The translation engine gave no translation:"), engine) from error


def _read(answer: requests.Response) -> bytes:
    """All of it, or nothing where it is longer than any translation."""
    told = b""
    for part in answer.iter_content(65_536):
        told += part
        if len(told) > MOST_BYTES:
            return b""
    return told


def _refusal(engine: str, answer: requests.Response, told: bytes) -> GatewayError:
    if answer.status_code in BUSY:
        after = answer.headers.get("Retry-After", "")
        wait = float(after) if after.isdecimal() else None
        return Unavailable(N_("The translation engine is busy:"), f"{engine} ({answer.status_code})", retry_after=wait)
    return Refused(N_("The translation engine refused:"), f"{engine} ({answer.status_code}) {_words(told)}".strip())


def _words(body: bytes) -> str:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    said = (told.get("error") or told.get("message")) if isinstance(told, dict) else None
    words = " ".join(str(said or "").split())[:300]
    return f"“{words}”" if words else ""
