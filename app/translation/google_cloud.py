"""Google Cloud Translation, Basic (v2): POST JSON with the key in a header; plain text, never HTML."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from app.domain.fields import FieldKind, SettingField
from app.domain.translating.tone import Tone
from app.translation.calling import Service, host_of
from app.translation.translator import Pairs, Request, Translator, crossed

CODES = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "nb": "no"}
ADDRESS = "https://translation.googleapis.com"
PATH = "/language/translate/v2"


@dataclass(frozen=True, slots=True)
class GoogleBasic:
    url: str
    api_key: str

    def translate(self, asked: Request) -> str:
        body = {"q": [asked.text], "target": CODES.get(asked.target, asked.target), "format": "text"}
        if asked.source:
            body["source"] = CODES.get(asked.source, asked.source)
        told = self._service.post(f"{self.url}{PATH}", body, self._headers)
        answer = _data(told, "translations", "translatedText")
        if not answer:
            raise self._service.no_translation()
        return answer[0]

    def pairs(self) -> Pairs | None:
        """Each language into each other."""
        told = self._service.get(f"{self.url}{PATH}/languages", self._headers)
        codes = _data(told, "languages", "language")
        if not codes:
            raise self._service.no_translation()
        return crossed(codes, codes)

    @property
    def _headers(self) -> Mapping[str, str]:
        return {"X-goog-api-key": self.api_key}

    @property
    def _service(self) -> Service:
        return Service("Google", self.api_key)


def _data(told: Any, many: str, name: str) -> list[str]:
    """data.<many>[].<name> of an answer, as far as it has that shape."""
    data = told.get("data") if isinstance(told, dict) else None
    rows = data.get(many) if isinstance(data, dict) else None
    found = [row.get(name) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [value for value in found if isinstance(value, str)]


class GoogleCloud:
    name: ClassVar[str] = "google_cloud"
    label: ClassVar[str] = "Google Cloud Translation"
    is_advised: ClassVar[bool] = True
    fields: ClassVar[tuple[SettingField, ...]] = (
        SettingField("api_key", "API key", FieldKind.SECRET, required=True),
        SettingField("url", "Address", FieldKind.URL),
    )
    longest: ClassVar[int] = 5_000  # what Google advises; it takes 100 kB

    def open(self, settings: Mapping[str, str]) -> Translator:
        return GoogleBasic(_address(settings), settings["api_key"])

    def host(self, settings: Mapping[str, str]) -> str:
        return host_of(_address(settings))

    def speaks(self, target: str, tone: Tone) -> bool:
        return not tone


def _address(settings: Mapping[str, str]) -> str:
    return (settings.get("url") or ADDRESS).rstrip("/")


ENGINE = GoogleCloud()
