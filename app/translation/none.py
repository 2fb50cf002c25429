"""No engine: every text says so, and stays as it was written."""

from collections.abc import Mapping
from typing import ClassVar

from app.domain.errors import Refused
from app.domain.fields import SettingField
from app.domain.translating.tone import Tone
from app.domain.words import N_
from app.translation.translator import Pairs, Request, Translator


class Nobody:
    def translate(self, asked: Request) -> str:
        raise Refused(N_("No translation engine is set up: Settings → Translation."))

    def pairs(self) -> Pairs | None:
        return frozenset()


class NoEngine:
    name: ClassVar[str] = "none"
    label: ClassVar[str] = "No translation"
    is_advised: ClassVar[bool] = True
    fields: ClassVar[tuple[SettingField, ...]] = ()
    longest: ClassVar[int] = 20_000

    def open(self, settings: Mapping[str, str]) -> Translator:
        return Nobody()

    def host(self, settings: Mapping[str, str]) -> str:
        return ""

    def speaks(self, target: str, tone: Tone) -> bool:
        return not tone


ENGINE = NoEngine()
