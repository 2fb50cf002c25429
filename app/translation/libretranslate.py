"""LibreTranslate, hosted anywhere: POST JSON to /translate; the key goes in the body, never in an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from app.domain.errors import Refused
from app.domain.fields import FieldKind, SettingField
from app.domain.languages import canonical
from app.domain.translating.tone import Tone
from app.translation.calling import Service, host_of
from app.translation.translator import Pairs, Request, Translator

# Servers differ in what they call Chinese: most know the names of the models, the public one those of the scripts.
CHINESE = {"zh-Hans": "zh", "zh-Hant": "zt"}


@dataclass(frozen=True, slots=True)
class Libre:
    url: str
    api_key: str

    def translate(self, asked: Request) -> str:
        source, target = (CHINESE.get(tag, tag) for tag in (asked.source, asked.target))
        try:
            return self._asked(asked.text, source, target)
        except Refused as error:
            if (source, target) == (asked.source, asked.target) or "not supported" not in str(error):
                raise
        return self._asked(asked.text, asked.source, asked.target)

    def _asked(self, text: str, source: str, target: str) -> str:
        body = {"q": text, "source": source or "auto", "target": target, "format": "text"}
        if self.api_key:
            body["api_key"] = self.api_key
        told = self._service.post(f"{self.url}/translate", body)
        answer = told.get("translatedText") if isinstance(told, dict) else None
        if not isinstance(answer, str):
            raise self._service.no_translation()
        return answer

    def pairs(self) -> Pairs | None:
        """Servers before 1.4 name no targets: each of their languages goes into each other."""
        told = self._service.get(f"{self.url}/languages")
        if not isinstance(told, list):
            raise self._service.no_translation()
        known = [language for language in told if isinstance(language, dict)]
        codes = [language.get("code") for language in known]
        found = ((language.get("code"), to) for language in known for to in _targets(language, codes))
        pairs = {(canonical(str(source)), canonical(str(target))) for source, target in found}
        return frozenset(pair for pair in pairs if all(pair) and pair[0] != pair[1])

    @property
    def _service(self) -> Service:
        return Service("LibreTranslate", self.api_key)


def _targets(language: Mapping[str, Any], all_codes: list[Any]) -> list[Any]:
    targets = language.get("targets")
    return targets if isinstance(targets, list) else all_codes


class LibreTranslate:
    name: ClassVar[str] = "libretranslate"
    label: ClassVar[str] = "LibreTranslate"
    is_advised: ClassVar[bool] = True
    fields: ClassVar[tuple[SettingField, ...]] = (
        SettingField("url", "Address", FieldKind.URL, required=True),
        SettingField("api_key", "API key", FieldKind.SECRET),
    )
    longest: ClassVar[int] = 2_000  # the public server's; one's own takes what --char-limit says

    def open(self, settings: Mapping[str, str]) -> Translator:
        return Libre(settings["url"].rstrip("/"), settings.get("api_key", ""))

    def host(self, settings: Mapping[str, str]) -> str:
        return host_of(settings.get("url", ""))

    def speaks(self, target: str, tone: Tone) -> bool:
        return not tone


ENGINE = LibreTranslate()
