"""The phrasebook as loaded from the .phrases files: groups of sentences that say the same in every language."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from devstore.phrasebook.normalising import Sentence, read

# LibreTranslate's codes: zh is Simplified Chinese, zt Traditional
LANGUAGES = {
    "en": "English",
    "ja": "Japanese",
    "de": "German",
    "es": "Spanish",
    "fr": "French",
    "ko": "Korean",
    "zh": "Chinese",
    "zt": "Chinese (traditional)",
}
ALIASES = {
    "zh-hans": "zh",
    "zh-cn": "zh",
    "zh-sg": "zh",
    "zh-hant": "zt",
    "zh-tw": "zt",
    "zh-hk": "zt",
    "pt-br": "pt",
}


@dataclass(frozen=True, slots=True)
class Group:
    """One thing said in several languages; the first wording of each is the one used as a translation."""

    wordings: dict[str, tuple[str, ...]]

    def translation(self, language: str) -> str | None:
        found = self.wordings.get(language)
        return found[0] if found else None


class Phrasebook:
    """Finds the group of a sentence by its normalised form, language by language."""

    def __init__(self, groups: list[Group]) -> None:
        self.groups = groups
        self._index: dict[str, dict[str, tuple[Group, str]]] = {language: {} for language in LANGUAGES}
        for group in groups:
            self._add(group)

    def _add(self, group: Group) -> None:
        for language, wordings in group.wordings.items():
            for wording in wordings:
                self._index[language].setdefault(read(wording).key, (group, wording))

    def find(self, sentence: Sentence, language: str) -> tuple[Group, str] | None:
        """The group that says this sentence in this language, and the wording that matched."""
        return self._index.get(language, {}).get(sentence.key)

    def phrases(self, language: str) -> list[str]:
        """One wording of everything that can be said in a language."""
        return [said for group in self.groups if (said := group.translation(language))]


def language_code(tag: str) -> str:
    """LibreTranslate's code for a language tag, e.g. zh-Hant to zt, de-AT to de."""
    lowered = tag.strip().lower().replace("_", "-")
    return ALIASES.get(lowered) or lowered.partition("-")[0]


@cache
def phrasebook() -> Phrasebook:
    files = sorted(Path(__file__).parent.glob("*.phrases"))
    return Phrasebook([group for file in files for group in parse(file.read_text("utf-8"))])


def parse(text: str) -> list[Group]:
    """Groups are parted by empty lines; each line is a language code and its wordings between bars."""
    groups = []
    for block in text.strip().split("\n\n"):
        pairs = (line.partition(" ")[::2] for line in block.splitlines() if line.strip())
        wordings = {code: tuple(item.strip() for item in said.split(" | ")) for code, said in pairs}
        groups.append(Group(wordings))
    return groups
