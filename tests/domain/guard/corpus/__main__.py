"""`python -m tests.domain.guard.corpus [language or kind …]`: what the guard gets wrong in the tuning half."""

import sys
from collections import Counter

from tests.domain.guard.corpus import Correct, Half, Planted, alarms, correct, false_alarms, missed, planted


def main(wanted: set[str]) -> None:
    wrong, lost = false_alarms(), missed()
    for half in Half:
        _count(half, wrong, lost)
    for row in wrong:
        if row.half is Half.TUNING and _is_wanted(wanted, row.pair.target, "false"):
            _show(row, "false alarm")
    for row in lost:
        if row.half is Half.TUNING and _is_wanted(wanted, row.pair.target, row.kind):
            _show(row, row.kind)


def _is_wanted(wanted: set[str], *words: str) -> bool:
    return not wanted or bool(wanted & set(words))


def _count(half: Half, wrong: tuple[Correct, ...], lost: tuple[Planted, ...]) -> None:
    bad, good = [row for row in wrong if row.half is half], [row for row in correct() if row.half is half]
    gone, all_planted = [row for row in lost if row.half is half], [row for row in planted() if row.half is half]
    print(f"{half}: {len(bad)} false alarms in {len(good)}, {len(gone)} missed of {len(all_planted)}")
    print("  false alarms by language:", dict(Counter(row.pair.target for row in bad)))
    print("  false alarms by check:", dict(Counter(found.check for row in bad for found in alarms(row.pair))))
    print("  missed by kind and language:", dict(Counter(f"{row.kind} {row.pair.target}" for row in gone)))


def _show(row: Correct | Planted, what: str) -> None:
    print(f"\n{row.id} {what} ({row.pair.source} → {row.pair.target}, tone {row.pair.tone or 'any'})")
    print(f"  wrote: {row.pair.draft!r}\n  sends: {row.pair.text!r}")
    if row.pair.back:
        print(f"  back:  {row.pair.back!r}")
    for finding in alarms(row.pair):
        print(f"  {finding.check}: {finding.detail}")


if __name__ == "__main__":
    main(set(sys.argv[1:]))
