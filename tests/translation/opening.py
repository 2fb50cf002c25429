"""Every engine found in the package, once for each value of its choices, opened against a stand-in."""

import itertools

import pytest

from app.domain.fields import FieldKind, cleaned
from app.translation.translator import engines

SILENT = {"none"}  # translates nothing
LOCAL = {"echo", *SILENT}  # asks nobody
SECRET = "secret-key-0123456789"
MODELS = {"reasoning": "thinker-1"}


def variants():
    for name, engine in engines().items():
        choices = [[(field.name, value) for value in field.choices] for field in engine.fields if field.choices]
        for chosen in itertools.product(*choices):
            yield pytest.param(name, dict(chosen), id="-".join([name, *dict(chosen).values()]))


SPEAKING = [param for param in variants() if param.values[0] not in SILENT]
REMOTE = [param for param in variants() if param.values[0] not in LOCAL]


def answers(name, chosen, url):
    """What a shop would type: a key, the stand-in's address, a model that the stand-in has."""
    engine = engines()[name]
    given = {field.name: SECRET for field in engine.fields if field.kind is FieldKind.SECRET}
    given |= {"url": url, "model": MODELS.get(chosen.get("kind"), "small-1")}
    return cleaned(engine.fields, given | chosen)


def opened(name, chosen, url):
    return engines()[name].open(answers(name, chosen, url))
