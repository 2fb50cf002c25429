"""The shop's glossary: what is never translated stays, what is always said one way is said so."""

from typing import ClassVar

from app.domain.guard.pair import Finding, Level, Pair
from app.domain.guard.wording import cut_out, has_stems, has_word, plain
from app.domain.translating.terms import Term


class Terms:
    name: ClassVar[str] = "terms"

    def look(self, pair: Pair) -> Finding | None:
        used = _used(pair)
        if not used:
            return None
        missing = [term for term in used if not _is_kept(term, pair)]
        detail = ", ".join(_told(term) for term in missing)
        level = Level.RED if missing else Level.GREEN
        return Finding(self.name, level, len(used), f"− {detail}" if detail else "")


def _used(pair: Pair) -> list[Term]:
    """Longest first: in "tea cup" the term "cup" is not meant."""
    left, used = pair.draft, []
    for term in sorted(pair.terms, key=lambda term: (-len(term.term), not term.source, not term.target)):
        if term.term.strip() and has_word(left, term.term, inflected=not term.is_kept):
            left = cut_out(left, term.term)
            used.append(term)
    return used


def _is_kept(term: Term, pair: Pair) -> bool:
    if term.is_kept:
        return plain(term.expected) in plain(pair.text)
    return has_stems(pair.text, term.expected, pair.target)


def _told(term: Term) -> str:
    return term.term if term.is_kept else f"{term.expected} ({term.term})"


CHECK = Terms()
