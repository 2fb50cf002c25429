"""The glossary's terms as guard and engines need them: what stays as it is, what is always said the same way."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """`translation` "" or the term itself: it stays as it is. `source` or `target` "" stands for every language."""

    term: str
    translation: str = ""
    source: str = ""
    target: str = ""

    @property
    def is_kept(self) -> bool:
        return not self.translation or self.translation == self.term

    @property
    def expected(self) -> str:
        return self.translation or self.term

    def fits(self, source: str, target: str) -> bool:
        return self.source in {"", source} and self.target in {"", target}
