"""DeepL: POST JSON with the key in a header, which is the only way it still takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.domain.errors import Refused
from app.domain.fields import FieldKind, SettingField
from app.domain.words import N_
from app.translation.translator import Translator, post

TARGETS = {"zh-Hans": "ZH-HANS", "zh-Hant": "ZH-HANT", "en": "EN-US", "pt": "PT-PT"}
SOURCES = {"zh-Hans": "ZH", "zh-Hant": "ZH"}
PAID, FREE = "https://api.deepl.com", "https://api-free.deepl.com"


@dataclass(frozen=True, slots=True)
class DeepLApi:
    url: str
    api_key: str

    def translate(self, text: str, source: str, target: str) -> str:
        body: dict[str, object] = {"text": [text], "target_lang": TARGETS.get(target, target.upper())}
        if source:
            body["source_lang"] = SOURCES.get(source, source.upper())
        headers = {"Authorization": f"DeepL-Auth-Key {self.api_key}"}
        told = post("DeepL", f"{self.url.rstrip('/')}/v2/translate", body, headers)
        try:
            answer = told["translations"][0]["text"]
        except (KeyError, IndexError, TypeError) as error:
            raise Refused(N_("The translation engine gave no translation:"), "DeepL") from error
        return str(answer)


class DeepL:
    name: ClassVar[str] = "deepl"
    label: ClassVar[str] = "DeepL"
    is_advised: ClassVar[bool] = True
    fields: ClassVar[tuple[SettingField, ...]] = (
        SettingField("api_key", "API key", FieldKind.SECRET, required=True),
        SettingField("url", "Address", FieldKind.URL),
    )

    def open(self, settings: Mapping[str, str]) -> Translator:
        """Keys of the free plan end in :fx and have a host of their own."""
        key = settings["api_key"]
        return DeepLApi(settings.get("url") or (FREE if key.endswith(":fx") else PAID), key)


ENGINE = DeepL()
