"""What a row brings: its figures by name, the raw rounds they were made of, and the bars they are held to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import ge, le, lt

Compare = Callable[[float, float], bool]
SIGNS: dict[Compare, str] = {ge: "≥", le: "≤", lt: "<"}


@dataclass(frozen=True, slots=True)
class Result:
    """`figures` are printed; `rounds` go into the file beside them."""

    figures: dict[str, float]
    rounds: dict[str, list[float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure holds when it compares with `limit` as told."""

    compare: Compare
    limit: float

    def __str__(self) -> str:
        return f"{SIGNS[self.compare]} {self.limit:g}"

    def holds(self, figure: float) -> bool:
        return self.compare(figure, self.limit)


BARS = {
    "W1 rate / bare insert": Bar(ge, 0.65),
    "W4 p99 / per-process commits": Bar(le, 0.3),
    "W4 rate / per-process commits": Bar(ge, 0.85),
    "I1 growth 1,000 to 100,000": Bar(le, 1.2),
    "O1 p95 ms at 100,000 orders": Bar(le, 5),
    "O1 Admin API calls": Bar(le, 0),
    "R1 arrival to sender p95 s": Bar(lt, 1),
    "R1 webhooks refused": Bar(le, 0),
    "R1 left at the end": Bar(le, 0),
    "P1 preview over the store's own p95 ms": Bar(le, 50),
    "Q1 confirms that failed": Bar(le, 0),
    "Q1 deadlocks": Bar(le, 0),
    "Q1 refunds too many or too few": Bar(le, 0),
    "Q1 orders whose acts changed places": Bar(le, 0),
    "X1 effects duplicated": Bar(le, 0),
    "X1 effects lost": Bar(le, 0),
    "X1 runs with anything wrong": Bar(le, 0),
    "T1 translation ready p95 s": Bar(le, 1),
    "T2 page with translations / without": Bar(le, 1.1),
    "A1 ours / ShopifyAPI": Bar(le, 1 / 20),
    "M1 web PSS MB": Bar(le, 110),
    "M1 worker PSS MB": Bar(le, 60),
    "D1 right %": Bar(ge, 95),
    "D1 right, worst language %": Bar(ge, 90),
    "D1 median ms": Bar(le, 1),
    "G1 planted errors caught %": Bar(ge, 98),
    "G1 faithful pairs held up %": Bar(le, 3),
    "G1 caught %, held out": Bar(ge, 98),
    "G1 held up %, held out": Bar(le, 3),
}
