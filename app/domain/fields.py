"""The settings a plug-in asks a shop for: a form is drawn from them and its answers are checked against them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Rejected
from app.domain.words import N_


class FieldKind(StrEnum):
    TEXT = "text"
    SECRET = "secret"  # noqa: S105 - the name of a kind
    NUMBER = "number"
    URL = "url"
    EMAIL = "email"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class SettingField:
    """One input; `choices` are its values where the kind is CHOICE."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    default: str = ""
    choices: tuple[str, ...] = ()


def cleaned(fields: Sequence[SettingField], given: Mapping[str, str]) -> dict[str, str]:
    """The answers to `fields` and nothing else; raises Rejected with the name of the first wrong one."""
    return {field.name: _cleaned(field, given.get(field.name, "")) for field in fields}


def _cleaned(field: SettingField, given: str) -> str:
    value = (given if field.kind is FieldKind.SECRET else given.strip()) or field.default
    if any(ord(character) < ord(" ") for character in value):
        raise Rejected(N_("A line break or another control character cannot stand here."), field.name)
    if not value:
        if field.required:
            raise Rejected(N_("This is needed."), field.name)
        return ""
    if problem := _problem(field, value):
        raise Rejected(problem, field.name)
    return value


def _problem(field: SettingField, value: str) -> str:
    fits = {
        FieldKind.NUMBER: (value.isdecimal(), N_("This should be a number.")),
        FieldKind.URL: (value.startswith(("http://", "https://")), N_("This should start with https://.")),
        FieldKind.EMAIL: (
            "@" in value[1:-1] and not set(" <>,;") & set(value),
            N_("This should be one e-mail address."),
        ),
        FieldKind.CHOICE: (value in field.choices, N_("Choose one of the values offered.")),
    }
    fine, words = fits.get(field.kind, (True, ""))
    return "" if fine else words
