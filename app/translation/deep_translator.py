"""deep-translator's engines, with time limits; one object per call: a shared one mixes up its callers' texts."""

import json
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ClassVar

import requests

from app.domain.errors import GatewayError, QuotaSpent, Refused
from app.domain.fields import FieldKind, SettingField
from app.domain.translating.tone import Tone
from app.domain.words import N_
from app.translation.calling import Service, host_of
from app.translation.translator import Pairs, Request, Translator, crossed, plain

ADDRESSES = {
    "microsoft": "https://api.cognitive.microsofttranslator.com",
    "mymemory": "https://api.mymemory.translated.net",
    "google": "https://translate.google.com",
}
PATHS = {"microsoft": "/translate?api-version=3.0", "mymemory": "/get", "google": "/m"}
LANGUAGES = "/languages?api-version=3.0&scope=translation"
SERVICES = tuple(ADDRESSES)
CODES = {
    "microsoft": {"tl": "fil"},
    "mymemory": {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "en": "en-US", "pt": "pt-PT"},
    "google": {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "he": "iw", "nb": "no"},
}
CALLER: ContextVar[Service] = ContextVar("CALLER")


class Limited:
    """Stands for the `requests` module inside deep-translator, which sets no time limit anywhere.

    Failures leave by our own errors, which the library does not know and so cannot swallow.
    """

    exceptions = requests.exceptions

    @staticmethod
    def get(url: str, **kwargs: Any) -> requests.Response:
        return _told(CALLER.get().call("GET", url, **kwargs))

    @staticmethod
    def post(url: str, **kwargs: Any) -> requests.Response:
        return CALLER.get().call("POST", url, **kwargs)


def _told(answer: requests.Response) -> requests.Response:
    """MyMemory says what went wrong where the translation would stand, with a status of its own inside a 200."""
    try:
        told = json.loads(answer.content)
        status, said = str(told["responseStatus"]), str(told["responseData"]["translatedText"])
    except (ValueError, RecursionError, KeyError, TypeError):
        return answer
    name = CALLER.get().name
    if status == "429" or said.startswith("MYMEMORY WARNING"):
        raise QuotaSpent(N_("The translation engine's quota is spent:"), name)
    if status != "200":
        raise Refused(N_("The translation engine refused:"), f"{name} ({status[:9]}) “{plain(said)[:300]}”")
    return answer


@dataclass(frozen=True, slots=True)
class Deep:
    service: str
    api_key: str
    region: str
    url: str

    def translate(self, asked: Request) -> str:
        speaking = CALLER.set(self._service)
        try:
            answer = self._fresh(asked.source, asked.target).translate(asked.text)
        except GatewayError:
            raise
        except Exception as error:
            # The library raises bare Exceptions, KeyErrors and AttributeErrors for what a server answered.
            raise self._service.no_translation(f"({type(error).__name__})") from error
        finally:
            CALLER.reset(speaking)
        if not isinstance(answer, str):
            raise self._service.no_translation()
        return answer

    def pairs(self) -> Pairs | None:
        """Only Microsoft can be asked: each of its languages goes into each other."""
        if self.service != "microsoft":
            return None
        told = self._service.get(f"{self.url}{LANGUAGES}")
        found = told.get("translation") if isinstance(told, dict) else None
        if not isinstance(found, dict):
            raise self._service.no_translation()
        return crossed(map(str, found), map(str, found))

    @property
    def _service(self) -> Service:
        return Service(f"deep-translator/{self.service}", self.api_key)

    def _fresh(self, source: str, target: str) -> Any:
        made = {"microsoft": self._microsoft, "mymemory": self._mymemory, "google": self._google}[self.service]
        codes = CODES[self.service]
        engine = made(codes.get(source, source), codes.get(target, target))
        # The library offers no other way past its own addresses, one of which is plain http.
        engine._base_url = f"{self.url}{PATHS[self.service]}"  # noqa: SLF001
        return engine

    def _microsoft(self, source: str, target: str) -> Any:
        from deep_translator import microsoft

        microsoft.requests = Limited

        class Microsoft(microsoft.MicrosoftTranslator):  # type: ignore[misc] # the library ships no types
            """Asked for its languages, the library would go to the network before every text."""

            def _get_supported_languages(self) -> dict[str, str]:
                return {tag: tag for tag in (source, target)}

        engine = Microsoft(source or "auto", target, api_key=self.api_key, region=self.region or None)
        if not source:
            engine._source = None  # noqa: SLF001 - Microsoft knows no "auto": it looks for itself where none is named
        return engine

    def _mymemory(self, source: str, target: str) -> Any:
        from deep_translator import constants, mymemory

        mymemory.requests = Limited
        codes = sorted(constants.MY_MEMORY_LANGUAGES_TO_CODES.values())

        def regional(tag: str) -> str:
            likely = (tag, f"{tag}-{tag.upper()}", *(code for code in codes if code.split("-")[0] == tag))
            return next((code for code in likely if code in codes), tag)

        engine = mymemory.MyMemoryTranslator(regional(source) or "auto", regional(target))
        if not source:
            engine._source = "Autodetect"  # noqa: SLF001 - its name for it, which the library does not know
        return engine

    def _google(self, source: str, target: str) -> Any:
        from deep_translator import google

        google.requests = Limited
        return google.GoogleTranslator(source or "auto", target)


class DeepTranslator:
    name: ClassVar[str] = "deep_translator"
    label: ClassVar[str] = "deep-translator (Microsoft, MyMemory, Google)"
    is_advised: ClassVar[bool] = False
    fields: ClassVar[tuple[SettingField, ...]] = (
        SettingField("service", "Service", FieldKind.CHOICE, default="microsoft", choices=SERVICES),
        SettingField("api_key", "API key", FieldKind.SECRET),
        SettingField("region", "Region"),
        SettingField("url", "Address", FieldKind.URL),
    )
    longest: ClassVar[int] = 499  # MyMemory's; Google takes 4,999 here and Microsoft 50,000

    def open(self, settings: Mapping[str, str]) -> Translator:
        service = settings.get("service") or SERVICES[0]
        if service not in SERVICES:
            raise Refused(N_("There is no such translation engine:"), service)
        return Deep(service, settings.get("api_key", ""), settings.get("region", ""), _address(settings, service))

    def host(self, settings: Mapping[str, str]) -> str:
        return host_of(_address(settings, settings.get("service") or SERVICES[0]))

    def speaks(self, target: str, tone: Tone) -> bool:
        return not tone


def _address(settings: Mapping[str, str], service: str) -> str:
    return (settings.get("url") or ADDRESSES.get(service, "")).rstrip("/")


ENGINE = DeepTranslator()
