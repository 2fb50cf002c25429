"""Reads the labelled messages in detecting/; see the README there."""

import csv
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "detecting"
UNTUNED = "untuned.tsv"
SHORT = ("messages.tsv", "later.tsv", UNTUNED)


@dataclass(frozen=True, slots=True)
class Row:
    text: str
    expected: str
    hints: tuple[str, ...]
    note: str


def read(*files: str) -> list[Row]:
    return [
        Row(line["text"].replace("\\n", "\n"), line["expected"], _split(line["hints"]), line["note"])
        for file in files
        for line in _lines(file)
    ]


def several() -> list[tuple[str, frozenset[str]]]:
    return [(line["text"].replace("\\n", "\n"), frozenset(_split(line["languages"]))) for line in _lines("several.tsv")]


def _split(tags: str) -> tuple[str, ...]:
    return tuple(tag for tag in tags.split(",") if tag)


def _lines(file: str) -> list[dict[str, str]]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE))
