"""Bring the catalogues up to date with every sentence in code and templates; what is new is left for a person."""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
CATALOGUES = ROOT / "app" / "web" / "locales"
KEYWORDS = DEFAULT_KEYWORDS | {"_": None, "lazy_gettext": None}
PLACES = (("app", "python"), ("templates", "jinja2"))


def sentences() -> Catalog:
    """Every sentence that is shown to a person, in English."""
    found = Catalog(charset="utf-8")
    for folder, method in PLACES:
        pattern = "**.py" if method == "python" else "**.html"
        for _file, _line, text, _comments, context in extract_from_dir(
            ROOT / folder, method_map=[(pattern, method)], keywords=KEYWORDS
        ):
            found.add(text, context=context)
    return found


def path_of(locale: str) -> Path:
    return CATALOGUES / locale / "LC_MESSAGES" / "messages.po"


def update(locale: str) -> Catalog:
    """The locale's catalogue with exactly today's sentences; guesses are never made."""
    path = path_of(locale)
    known = read_po(io.BytesIO(path.read_bytes()), locale=locale) if path.exists() else Catalog(locale=locale)
    fresh = Catalog(locale=locale, project="Kakehashi", charset="utf-8")
    for message in sorted(sentences(), key=lambda each: str(each.id)):
        if message.id:
            before = known.get(message.id, message.context)
            fresh.add(message.id, before.string if before else "", context=message.context)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, fresh, width=0, omit_header=True, no_location=True)
    return fresh


if __name__ == "__main__":
    for folder in sorted(CATALOGUES.iterdir()):
        missing = [message.id for message in update(folder.name) if message.id and not message.string]
        print(f"{folder.name}: {len(missing)} to write", *missing, sep="\n  ")
