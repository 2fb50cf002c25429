"""Whether something is free of charge on both sides: who pays is a promise, though it is said in many ways."""

import re
from typing import ClassVar

from app.domain.guard.negations import knows, negations, stand_ins
from app.domain.guard.pair import Finding, Level, Pair
from app.domain.guard.writing import as_simplified

FREE = "free"
NOT_OF_CHARGE = re.compile(
    r"\b(?:feel|set) free\b|\bfree (?:up|to|place|spot|slot|space|seat|moment)|\bbecomes? free\b"
    r"|\blibre de\b|\bübernehmen\b|\bcorre\w* por\b|\basumi\w*",
    re.IGNORECASE,
)
COST = re.compile(
    r"\b(?:costs?|fees?|charg\w+|postage|pay|frais|coûts?|payer|supplément|\w*kosten|gebühr\w*|zahl\w+|costes?|costos?|"
    r"cargos?|gastos?|pagar)\b|費用|料金|送料|代金|手数料|負担|いただき|费|钱|收取|承担|비용|요금|배송비|수수료|부담",
    re.IGNORECASE,
)


class Free:
    name: ClassVar[str] = "free"

    def look(self, pair: Pair) -> Finding | None:
        if not (knows(pair.source) and knows(pair.target)):
            return None
        ours, theirs = _is_free(pair.draft, pair.source), _is_free(pair.text, pair.target)
        if not ours and not theirs:
            return None
        if ours and theirs:
            return Finding(self.name, count=1)
        if _has_no_cost(pair.text, pair.target) if ours else _has_no_cost(pair.draft, pair.source):
            return None
        return Finding(self.name, Level.AMBER, 1, "−" if ours else "+")


def _is_free(text: str, language: str) -> bool:
    return FREE in stand_ins(NOT_OF_CHARGE.sub(" ", text), language)


def _has_no_cost(text: str, language: str) -> bool:
    """No fee, 費用はかかりません: free said by what is not to be paid."""
    return (
        bool(COST.search(as_simplified(text) if language.startswith("zh") else text)) and negations(text, language) > 0
    )


CHECK = Free()
