"""A glossary's file as spreadsheets write it: whatever its marks and columns, and never read by a guess."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from app.domain.errors import Rejected
from app.domain.translating.glossary import Given
from app.domain.words import N_
from app.web import spreadsheets

COLUMNS = ("term", "translation", "source", "target", "note")
HEADERS = {  # as people name them; our own files use the first
    "term": ("term", "source term", "用語", "原語"),
    "translation": ("translation", "target term", "訳語", "訳"),
    "source": ("source", "source language", "from", "原文の言語", "原言語"),
    "target": ("target", "target language", "to", "訳文の言語", "訳言語", "対象言語"),
    "note": ("note", "comment", "メモ", "備考"),
}
MOST_LINES = 5_000
WORKBOOK = b"PK\x03\x04"
JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
PRIVATE_USE = re.compile(r"[\ue000-\uf8ff]")  # what Windows' Japanese code makes of bytes that are none
Lines = list[tuple[int, Given]]


def read(content: bytes) -> Lines:
    """The terms of a file with the lines they begin in; Rejected where it cannot be read at all."""
    text = _decoded(content)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    found: Lines = []
    columns: Sequence[str] | None = None
    for number, cells in _numbered(rows):
        if columns is None:
            columns = _columns(cells)
            if columns is not COLUMNS:
                continue
        found.append((number, _given(columns, cells)))
        if len(found) > MOST_LINES:
            raise Rejected(N_("A file has at most %(most)s lines. Import it in parts."), "file", most=f"{MOST_LINES:,}")
    if not found:
        raise Rejected(N_("There are no terms in this file."), "file")
    return found


def written(value: str) -> str:
    """One more apostrophe before words that begin with one and would lose it when they are read again."""
    bare = value.lstrip("'")
    return f"'{value}" if bare != value and spreadsheets.cell(bare) != bare else value


def _decoded(content: bytes) -> str:
    """UTF-8, what Excel calls Unicode, or Japanese Windows' own; nothing is guessed beyond that."""
    if content.startswith(WORKBOOK):
        raise Rejected(N_("This is a workbook. Save it as CSV UTF-8 first."), "file")
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp932" or (JAPANESE.search(text) and not PRIVATE_USE.search(text)):
            return text
    raise Rejected(N_("The characters of this file cannot be read. Save it as CSV UTF-8."), "file")


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(",;\t", key=bare.count)


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty with the line it begins in."""
    before = 0
    try:
        for cells in rows:
            begun, before = before + 1, rows.line_num  # type: ignore[attr-defined]  # a csv reader counts, as its type hides
            if any(cell.strip() for cell in cells):
                yield begun, cells
    except csv.Error as error:
        raise Rejected(N_("This file is no table of commas. Save it as CSV UTF-8."), "file") from error


def _columns(cells: Sequence[str]) -> Sequence[str]:
    """What stands in which column: as the first line says, or, where that is a term already, in our own order."""
    names = [_column(cell) for cell in cells]
    return names if "term" in names and (len(cells) == 1 or len(set(names)) > 1) else COLUMNS


def _column(cell: str) -> str:
    wanted = cell.strip().casefold()
    return next((name for name, words in HEADERS.items() if wanted in words), "")


def _given(columns: Sequence[str], cells: Sequence[str]) -> Given:
    """A term that is translated as itself is what other glossaries call one that is never translated."""
    values = dict(zip(columns, map(_unescaped, cells), strict=False))
    values.pop("", None)
    if values.get("translation", "").strip() == values.get("term", "").strip():
        values["translation"] = ""
    return Given(**values)


def _unescaped(cell: str) -> str:
    """Without the apostrophe that kept it from being a formula."""
    bare = cell.lstrip("'")
    return cell[1:] if bare != cell and spreadsheets.cell(bare) != bare else cell
