"""Comma-separated files that a spreadsheet opens as they are meant: numbers as numbers, words never as formulas."""

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal

BOM = "\ufeff"  # without it Excel takes UTF-8 for the machine's own encoding, and Japanese for noise
# Full-width signs too: a Japanese Excel reads them as the narrow ones
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Cell = str | int | Decimal | None


def lines(header: Iterable[str], rows: Iterable[Iterable[Cell]]) -> Iterator[bytes]:
    """The file, a line at a time."""
    yield (BOM + _line(header)).encode()
    for row in rows:
        yield _line(row).encode()


def cell(value: Cell) -> str:
    """A number as it is, -5 too; words that would begin a formula with an apostrophe before them."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int):
        return str(value)
    return f"'{value}" if value.lstrip(" \u3000").startswith(DANGEROUS) else value


def _line(row: Iterable[Cell]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow([cell(value) for value in row])
    return written.getvalue()
