"""`python -m tests.domain.guard.corpus [language, kind or "false" …]`: what the guard gets wrong in the tuning half."""

import sys

from tests.domain.guard.corpus import Correct, Half, Planted
from tests.domain.guard.corpus.judging import alarms, false_alarms, missed, table


def main(wanted: set[str]) -> None:
    print(table())
    print(told(wanted))


def told(wanted: set[str]) -> str:
    """Whole rows, of the tuning half only."""
    rows = [_told(row, "false") for row in false_alarms() if _is_wanted(row, "false", wanted)]
    rows += [_told(row, row.kind) for row in missed() if _is_wanted(row, row.kind, wanted)]
    return "\n".join(rows)


def _is_wanted(row: Correct | Planted, what: str, wanted: set[str]) -> bool:
    return row.half is Half.TUNING and (not wanted or bool(wanted & {what, row.pair.target}))


def _told(row: Correct | Planted, what: str) -> str:
    pair = row.pair
    lines = [f"\n{row.id} {what} ({pair.source} to {pair.target}, tone {pair.tone or 'any'})"]
    lines += [f"  wrote: {pair.draft!r}", f"  sends: {pair.text!r}"]
    lines += [f"  back:  {pair.back!r}"] * bool(pair.back)
    lines += [f"  {finding.check}: {finding.detail}" for finding in alarms(pair)]
    return "\n".join(lines)


if __name__ == "__main__":
    main(set(sys.argv[1:]))
