"""Which pairs of languages a shop needs, and which of them an engine that told its pairs does not speak."""

from collections.abc import Iterable

Pair = tuple[str, str]


def wanted(customers: Iterable[str], agents: Iterable[str]) -> tuple[Pair, ...]:
    """Both ways between each language that customers write and each that agents work in; unknown ones count not."""
    both = [(theirs, ours) for theirs in customers for ours in agents if theirs and ours and theirs != ours]
    return tuple(dict.fromkeys(pair for theirs, ours in both for pair in ((theirs, ours), (ours, theirs))))


def missing(needed: Iterable[Pair], spoken: Iterable[Pair]) -> tuple[Pair, ...]:
    told = frozenset(spoken)
    return tuple(pair for pair in needed if pair not in told)
