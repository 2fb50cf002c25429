"""DeepL: JSON with the key in a header, which is the only way it still takes.

Keys of the free plan end in :fx and have a host of their own, whose texts DeepL may keep and learn from: not for shops.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.domain.fields import FieldKind, SettingField
from app.domain.translating.tone import Tone
from app.translation.calling import Service, host_of
from app.translation.translator import Pairs, Request, Translator, crossed

TARGETS = {"zh-Hans": "ZH-HANS", "zh-Hant": "ZH-HANT", "en": "EN-US", "pt": "PT-PT"}
SOURCES = {"zh-Hans": "ZH", "zh-Hant": "ZH"}
CHINESE = ("zh-Hans", "zh-Hant")
PAID, FREE = "https://api.deepl.com", "https://api-free.deepl.com"
# A guide: the list may grow. `prefer_` makes a language that has no formality a matter of course, not an error.
FORMALITY = {Tone.FORMAL: "prefer_more", Tone.WARM: "prefer_less"}
FORMAL = frozenset({"de", "fr", "it", "es", "nl", "pl", "pt", "ja", "ru"})
WARM = FORMAL - {"ja"}  # less formal Japanese is the plain form, which no shop writes to a customer


@dataclass(frozen=True, slots=True)
class DeepLApi:
    url: str
    api_key: str

    def translate(self, asked: Request) -> str:
        body: dict[str, object] = {"text": [asked.text], "target_lang": _code(asked.target, TARGETS)}
        if asked.source:
            body["source_lang"] = _code(asked.source, SOURCES)
        if asked.tone and ENGINE.speaks(asked.target, asked.tone):
            body["formality"] = FORMALITY[asked.tone]
        told = self._service.post(f"{self.url}/v2/translate", body, self._headers)
        try:
            answer = told["translations"][0]["text"]
        except (KeyError, IndexError, TypeError) as error:
            raise self._service.no_translation() from error
        return str(answer)

    def pairs(self) -> Pairs | None:
        """Chinese is one source for both scripts, and as a target an old name beside the two of today."""
        sources, targets = self._languages("source"), self._languages("target")
        return crossed([*sources, *(CHINESE if "ZH" in sources else ())], targets)

    def _languages(self, kind: str) -> list[str]:
        told = self._service.get(f"{self.url}/v2/languages?type={kind}", self._headers)
        if not isinstance(told, list):
            raise self._service.no_translation()
        return [str(language.get("language", "")).upper() for language in told if isinstance(language, dict)]

    @property
    def _headers(self) -> Mapping[str, str]:
        return {"Authorization": f"DeepL-Auth-Key {self.api_key}"}

    @property
    def _service(self) -> Service:
        return Service("DeepL", self.api_key)


def _code(tag: str, special: Mapping[str, str]) -> str:
    return special.get(tag, tag.upper())


class DeepL:
    name: ClassVar[str] = "deepl"
    label: ClassVar[str] = "DeepL"
    is_advised: ClassVar[bool] = True
    fields: ClassVar[tuple[SettingField, ...]] = (
        SettingField("api_key", "API key", FieldKind.SECRET, required=True),
        SettingField("url", "Address", FieldKind.URL),
    )
    longest: ClassVar[int] = 20_000  # of a request's 128 KiB, at six bytes a sign outside ASCII

    def open(self, settings: Mapping[str, str]) -> Translator:
        return DeepLApi(_address(settings), settings["api_key"])

    def host(self, settings: Mapping[str, str]) -> str:
        return host_of(_address(settings))

    def speaks(self, target: str, tone: Tone) -> bool:
        """BRIEF is nothing that DeepL can be asked for."""
        known = {Tone.ANY: True, Tone.FORMAL: target in FORMAL, Tone.WARM: target in WARM}
        return known.get(tone, False)


def _address(settings: Mapping[str, str]) -> str:
    is_free = settings.get("api_key", "").endswith(":fx")
    return (settings.get("url") or (FREE if is_free else PAID)).rstrip("/")


ENGINE = DeepL()
