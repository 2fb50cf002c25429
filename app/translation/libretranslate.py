"""LibreTranslate, hosted anywhere: POST JSON to /translate; the key goes in the body, never in an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.domain.errors import Refused
from app.domain.fields import FieldKind, SettingField
from app.domain.words import N_
from app.translation.translator import Translator, post

CODES = {"zh-Hans": "zh", "zh-Hant": "zt", "": "auto"}


@dataclass(frozen=True, slots=True)
class Libre:
    url: str
    api_key: str

    def translate(self, text: str, source: str, target: str) -> str:
        body = {
            "q": text,
            "source": CODES.get(source, source),
            "target": CODES.get(target, target),
            "format": "text",
        }
        if self.api_key:
            body["api_key"] = self.api_key
        told = post("LibreTranslate", f"{self.url.rstrip('/')}/translate", body)
        answer = told.get("translatedText") if isinstance(told, dict) else None
        if not isinstance(answer, str):
            raise Refused(N_("The translation engine gave no translation:"), "LibreTranslate")
        return answer


class LibreTranslate:
    name: ClassVar[str] = "libretranslate"
    label: ClassVar[str] = "LibreTranslate"
    is_advised: ClassVar[bool] = True
    fields: ClassVar[tuple[SettingField, ...]] = (
        SettingField("url", "Address", FieldKind.URL, required=True),
        SettingField("api_key", "API key", FieldKind.SECRET),
    )

    def open(self, settings: Mapping[str, str]) -> Translator:
        return Libre(settings["url"], settings.get("api_key", ""))


ENGINE = LibreTranslate()
