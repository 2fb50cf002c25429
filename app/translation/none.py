"""No engine: every text says so, and stays as it was written."""

from collections.abc import Mapping
from typing import ClassVar

from app.domain.errors import Refused
from app.domain.fields import SettingField
from app.domain.words import N_
from app.translation.translator import Translator


class Nobody:
    def translate(self, text: str, source: str, target: str) -> str:
        raise Refused(N_("No translation engine is set up: Settings → Translation."))


class NoEngine:
    name: ClassVar[str] = "none"
    label: ClassVar[str] = "No translation"
    is_advised: ClassVar[bool] = True
    fields: ClassVar[tuple[SettingField, ...]] = ()

    def open(self, settings: Mapping[str, str]) -> Translator:
        return Nobody()


ENGINE = NoEngine()
