"""deep-translator's engines, with time limits; one object per call: a shared one mixes up its callers' texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import requests

from app.domain.errors import GatewayError, Refused, Unavailable
from app.domain.fields import FieldKind, SettingField
from app.domain.words import N_
from app.translation.translator import BUSY, SECONDS, Translator, pool

SERVICES = ("microsoft", "mymemory", "google")
CHINESE = {"google": ("zh-CN", "zh-TW"), "microsoft": ("zh-Hans", "zh-Hant"), "mymemory": ("zh-CN", "zh-TW")}


class Limited:
    """Stands for the `requests` module inside deep-translator, which sets no time limit anywhere."""

    exceptions = requests.exceptions

    @staticmethod
    def get(url: str, **kwargs: Any) -> requests.Response:
        return _asked("GET", url, **kwargs)

    @staticmethod
    def post(url: str, **kwargs: Any) -> requests.Response:
        return _asked("POST", url, **kwargs)


def _asked(method: str, url: str, **kwargs: Any) -> requests.Response:
    """Failures leave by our own errors, which the library does not know and so cannot swallow."""
    try:
        answer = pool().request(method, url, timeout=SECONDS, **kwargs)
    except requests.RequestException as error:
        raise Unavailable(N_("The translation engine cannot be reached:"), type(error).__name__) from error
    if answer.status_code in BUSY:
        raise Unavailable(N_("The translation engine is busy:"), str(answer.status_code))
    return answer


@dataclass(frozen=True, slots=True)
class Deep:
    service: str
    api_key: str
    region: str
    url: str

    def translate(self, text: str, source: str, target: str) -> str:
        try:
            answer = self._fresh(source, target).translate(text)
        except GatewayError:
            raise
        except Exception as error:
            # The library raises bare Exceptions, KeyErrors and AttributeErrors for what a server answered.
            raise Refused(
                N_("The translation engine gave no translation:"), f"{self.service} ({type(error).__name__})"
            ) from error
        if not isinstance(answer, str):
            raise Refused(N_("The translation engine gave no translation:"), self.service)
        return answer

    def _fresh(self, source: str, target: str) -> Any:
        made = {"microsoft": self._microsoft, "mymemory": self._mymemory, "google": self._google}[self.service]
        engine = made(self._code(source) or "auto", self._code(target))
        if self.url:
            engine._base_url = self.url  # noqa: SLF001 - the library offers no other way to a proxy or a stub
        return engine

    def _code(self, tag: str) -> str:
        simplified, traditional = CHINESE[self.service]
        return {"zh-Hans": simplified, "zh-Hant": traditional}.get(tag, tag)

    def _microsoft(self, source: str, target: str) -> Any:
        from deep_translator import microsoft

        microsoft.requests = Limited

        class Microsoft(microsoft.MicrosoftTranslator):  # type: ignore[misc]
            """Asked for its languages, the library would go to the network before every text."""

            def _get_supported_languages(self) -> dict[str, str]:
                return {tag: tag for tag in (source, target)}

        return Microsoft(source, target, api_key=self.api_key, region=self.region or None)

    def _mymemory(self, source: str, target: str) -> Any:
        from deep_translator import constants, mymemory

        mymemory.requests = Limited
        codes = sorted(constants.MY_MEMORY_LANGUAGES_TO_CODES.values())

        def regional(tag: str) -> str:
            return tag if tag in codes else next((code for code in codes if code.split("-")[0] == tag), tag)

        return mymemory.MyMemoryTranslator(regional(source), regional(target))

    def _google(self, source: str, target: str) -> Any:
        from deep_translator import google

        google.requests = Limited
        return google.GoogleTranslator(source, target)


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

    def open(self, settings: Mapping[str, str]) -> Translator:
        service = settings.get("service") or "microsoft"
        if service not in SERVICES:
            raise Refused(N_("There is no such translation engine:"), service)
        return Deep(service, settings.get("api_key", ""), settings.get("region", ""), settings.get("url", ""))


ENGINE = DeepTranslator()
