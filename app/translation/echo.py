"""Echo: marks a text with its languages instead of translating it; for tests and for trying the screens."""

from collections.abc import Mapping
from typing import ClassVar

from app.domain.fields import SettingField
from app.domain.translating.tone import Tone
from app.translation.translator import Pairs, Request, Translator


class Marking:
    def translate(self, asked: Request) -> str:
        return f"[{asked.source or '?'}→{asked.target}] {asked.text}"

    def pairs(self) -> Pairs | None:
        return None


class Echo:
    name: ClassVar[str] = "echo"
    label: ClassVar[str] = "Echo (marks, does not translate)"
    is_advised: ClassVar[bool] = False
    fields: ClassVar[tuple[SettingField, ...]] = ()
    longest: ClassVar[int] = 20_000

    def open(self, settings: Mapping[str, str]) -> Translator:
        return Marking()

    def host(self, settings: Mapping[str, str]) -> str:
        return ""

    def speaks(self, target: str, tone: Tone) -> bool:
        return not tone


ENGINE = Echo()
