"""What was said below the edges, told in the reader's language; foreign words in it stay as they came."""

import re

from flask_babel import gettext

from app.domain.errors import DeskError

ENDS = re.compile(r"[.:](?= |$)")
SENTENCES = ("words", "detail")  # values that are such words themselves


def told(words: str) -> str:
    """Stored words: the longest beginning that is a sentence of ours is told, and so is what follows it."""
    for end in reversed([*(match.end() for match in ENDS.finditer(words)), len(words)]):
        head, rest = words[:end], words[end:].strip()
        said = str(gettext(head)) if head else ""
        if said != head:
            return f"{said} {told(rest)}".strip()
    return words


def filled(template: str, **values: object) -> str:
    """A sentence with its values."""
    values = {name: told(str(value)) if name in SENTENCES else value for name, value in values.items()}
    return str(gettext(template, **values))


def explain(error: Exception) -> str:
    """A refusal with the values in its sentence; any other error as its words would be stored."""
    return filled(error.template, **error.params) if isinstance(error, DeskError) else told(str(error))
