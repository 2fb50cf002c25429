"""Whether every sentence of the draft has its counterpart and none was made up; merged and split ones are fine."""

import math
from typing import ClassVar

from app.domain.guard.alignment import Bead, align
from app.domain.guard.concepts import is_courtesy
from app.domain.guard.lengths import measure
from app.domain.guard.pair import Finding, Level, Pair
from app.domain.guard.prose import bare, without_names

COURTESY = 14.0  # letters of English that a bare "Hello," or a name on its line stays below
LONG = 40.0  # below it the length of a single sentence says little
TOO_SHORT, TOO_LONG = 0.36, 2.9
ENDINGS = tuple(".。!！?？…:：;；)）」』\"”’'*~～♪）]】›»`,，、-–—")
CUT_ENDINGS = (",", "，", "、", "-", "–", "—", ":", "：")


class Completeness:
    name: ClassVar[str] = "completeness"

    def look(self, pair: Pair) -> Finding | None:
        if not pair.draft.strip():
            return None
        if not any(map(str.isalnum, pair.text)):
            return Finding(self.name, Level.RED, 1, f"− {pair.draft.strip()}")
        beads = align(pair.draft, pair.text, pair.source, pair.target)
        if not beads:
            return self._by_length(pair)
        lost = [bead for bead in beads if not bead.text or _shrunk(bead, TOO_SHORT)]
        added = [bead for bead in beads if not bead.draft or _grown(bead, TOO_LONG)]
        said = [f"− {bead.written}" for bead in lost] + [f"+ {bead.sent}" for bead in added]
        marks = tuple(unit.text for bead in added for unit in bead.text)
        if _is_cut(pair):
            said.append(f"… {pair.text.rstrip()[-20:]}")
        return Finding(self.name, _level(lost, added, pair), len(beads), " · ".join(said), marks)

    def _by_length(self, pair: Pair) -> Finding | None:
        ratio = measure(pair.text, pair.target) / max(1.0, measure(pair.draft, pair.source))
        is_even = TOO_SHORT < ratio < TOO_LONG
        return Finding(self.name, Level.GREEN if is_even else Level.RED, 1, "" if is_even else f"{ratio:.1f}")


def _level(lost: list[Bead], added: list[Bead], pair: Pair) -> Level:
    if _is_cut(pair) or any(_is_said(bead, pair) for bead in (*lost, *added)):
        return Level.RED
    return Level.AMBER if lost or added else Level.GREEN


def _is_said(bead: Bead, pair: Pair) -> bool:
    """Whether a sentence is more than a greeting, or a name on a line of its own: those some languages do without."""
    if bead.draft and bead.text:
        return True
    units, language = (bead.draft, pair.source) if bead.draft else (bead.text, pair.target)
    words = without_names(bare(" ".join(unit.text for unit in units)), pair.names)
    length = measure(words, language)
    return length >= COURTESY and not (length < LONG and is_courtesy(words, language))


def _ratio(bead: Bead) -> float:
    written, sent = (sum(unit.length for unit in side) for side in (bead.draft, bead.text))
    return sent / max(written, 1.0)


def _shrunk(bead: Bead, limit: float) -> bool:
    return sum(unit.length for unit in bead.draft) >= LONG and _ratio(bead) < limit


def _grown(bead: Bead, limit: float) -> bool:
    return sum(unit.length for unit in bead.text) >= LONG and _ratio(bead) > limit


def _is_cut(pair: Pair) -> bool:
    """Whether the text stops inside a sentence although the draft ends with a mark."""
    written, sent = pair.draft.rstrip(), pair.text.rstrip()
    if written.endswith(CUT_ENDINGS) or not written.endswith(ENDINGS):
        return False
    return sent.endswith(CUT_ENDINGS) or (not sent.endswith(ENDINGS) and _stops_short(pair))


def _stops_short(pair: Pair) -> bool:
    """A full stop may be left away, or Thai have none; with it went the end only if the text is short as well."""
    lengths = measure(pair.draft, pair.source), measure(pair.text, pair.target)
    return lengths[1] < lengths[0] * math.exp(-0.25)


CHECK = Completeness()
