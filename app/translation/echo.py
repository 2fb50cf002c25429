"""Echo: marks a text with its languages instead of translating it; for tests and for trying the screens."""

from collections.abc import Mapping
from typing import ClassVar

from app.domain.fields import SettingField
from app.translation.translator import Translator


class Marking:
    def translate(self, text: str, source: str, target: str) -> str:
        return f"[{source or '?'}→{target}] {text}"


class Echo:
    name: ClassVar[str] = "echo"
    label: ClassVar[str] = "Echo (marks, does not translate)"
    is_advised: ClassVar[bool] = False
    fields: ClassVar[tuple[SettingField, ...]] = ()

    def open(self, settings: Mapping[str, str]) -> Translator:
        return Marking()


ENGINE = Echo()
