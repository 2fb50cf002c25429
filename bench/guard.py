"""Row G1: what the meaning guard catches of the planted errors, what it holds up for nothing, and how long it looks."""

import time
from statistics import median

from app.domain.guard.pair import Pair
from app.domain.guard.verdict import examine
from bench.result import Result
from tests.domain.guard.corpus import Half, correct, planted
from tests.domain.guard.corpus.judging import alarmed, caught, caught_by, kind_of, language_of

ROUNDS = 3


def measure(_kind: str) -> Result:
    """Reads files and looks; no database."""
    figures = {"G1 planted errors caught %": caught().percent, "G1 faithful pairs held up %": alarmed().percent}
    for half in Half:
        figures |= {f"G1 caught %, {half}": caught(half).percent, f"G1 held up %, {half}": alarmed(half).percent}
    for trait in (kind_of, language_of):
        figures |= {f"G1 caught %, {name}": share.percent for name, share in caught_by(trait).items()}
    times = _times()
    return Result(figures | {"G1 median ms of a look": median(times)}, {"G1 ms": times})


def _times() -> list[float]:
    """Milliseconds of every look; the best of a few rounds, as the machine may do other work."""
    return [min(_ms(row.pair) for _ in range(ROUNDS)) for row in (*correct(), *planted())]


def _ms(pair: Pair) -> float:
    start = time.perf_counter()
    examine(pair)
    return (time.perf_counter() - start) * 1000
