"""deep-translator's engines, with time limits; one object per call: a shared one mixes up its callers' texts."""

import json
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ClassVar

import requests

from app.domain.errors import GatewayError, QuotaSpent, Refused
from app.domain.fields import FieldKind, SettingField
from app.domain.languages import canonical
from app.domain.translating.tone import Tone
from app.domain.words import N_
from app.translation.calling import Service, host_of
from app.translation.translator import Pairs, Request, Translator, plain

HOSTS = {
    "microsoft": "api.cognitive.microsofttranslator.com",
    "mymemory": "api.mymemory.translated.net",
    "google": "translate.google.com",
}
SERVICES = tuple(HOSTS)
CHINESE = {"google": ("zh-CN", "zh-TW"), "microsoft": ("zh-Hans", "zh-Hant"), "mymemory": ("zh-CN", "zh-TW")}
OTHERWISE = {"google": {"he": "iw", "nb": "no"}, "microsoft": {"tl": "fil"}, "mymemory": {"tl": "tl-PH"}}
LANGUAGES = "https://api.cognitive.microsofttranslator.com/languages"
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
        """Each language into each other. Microsoft is asked, the others are known to the library."""
        codes = self._asked_languages() if self.service == "microsoft" else _known_languages(self.service)
        tags = {canonical(code) for code in codes} - {""}
        return frozenset((source, target) for source in tags for target in tags if source != target)

    def _asked_languages(self) -> Iterable[str]:
        url = f"{self.url.rstrip('/')}/languages" if self.url else LANGUAGES
        told = self._service.get(f"{url}?api-version=3.0&scope=translation")
        found = told.get("translation") if isinstance(told, dict) else None
        if not isinstance(found, dict):
            raise self._service.no_translation()
        return map(str, found)

    @property
    def _service(self) -> Service:
        return Service(f"deep-translator/{self.service}", self.api_key)

    def _fresh(self, source: str, target: str) -> Any:
        made = {"microsoft": self._microsoft, "mymemory": self._mymemory, "google": self._google}[self.service]
        engine = made(self._code(source), self._code(target))
        if self.url:
            engine._base_url = self.url  # noqa: SLF001 - the library offers no other way to a proxy or a stub
        return engine

    def _code(self, tag: str) -> str:
        simplified, traditional = CHINESE[self.service]
        return ({"zh-Hans": simplified, "zh-Hant": traditional} | OTHERWISE[self.service]).get(tag, tag)

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
            return tag if tag in codes else next((code for code in codes if code.split("-")[0] == tag), tag)

        engine = mymemory.MyMemoryTranslator(regional(source) or "auto", regional(target))
        if not source:
            engine._source = "Autodetect"  # noqa: SLF001 - its name for it, which the library does not know
        return engine

    def _google(self, source: str, target: str) -> Any:
        from deep_translator import google

        google.requests = Limited
        return google.GoogleTranslator(source or "auto", target)


def _known_languages(service: str) -> Iterable[str]:
    from deep_translator import constants

    named = {"google": constants.GOOGLE_LANGUAGES_TO_CODES, "mymemory": constants.MY_MEMORY_LANGUAGES_TO_CODES}
    return tuple(named[service].values())


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
        return Deep(service, settings.get("api_key", ""), settings.get("region", ""), settings.get("url", ""))

    def host(self, settings: Mapping[str, str]) -> str:
        return host_of(settings.get("url", "")) or HOSTS.get(settings.get("service") or SERVICES[0], "")

    def speaks(self, target: str, tone: Tone) -> bool:
        return not tone


ENGINE = DeepTranslator()
