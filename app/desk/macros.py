"""A shop's macros: looked up, written out for one customer, and kept; a removed macro keeps its variants."""

from dataclasses import dataclass

from sqlalchemy import Select

from app.desk import questions, scenes
from app.desk.desk import Desk
from app.domain import macros
from app.domain.errors import Conflict, NotFound, Rejected
from app.domain.languages import canonical
from app.domain.rules.facts import Facts
from app.domain.rules.reasons import WORDS, ReasonCode, Skip
from app.domain.words import N_
from app.models import Macro, MacroVariant

LONGEST = 20_000
NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Written:
    """A macro's text for one customer, ready to send."""

    macro: str
    language: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class VariantText:
    language: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class MacroPage:
    id: int
    name: str
    variants: tuple[VariantText, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(variant.language for variant in self.variants)


def everything(desk: Desk) -> list[MacroPage]:
    """All macros that are not removed, by name, with their variants, in one query."""
    return _pages(desk, questions.MACROS)


def page(desk: Desk, macro_id: int) -> MacroPage:
    found = _pages(desk, questions.MACRO_NUMBERED, macro=macro_id)
    if not found:
        raise NotFound(N_("This macro does not exist, or not any more."))
    return found[0]


def find(desk: Desk, ref: str | int) -> MacroPage:
    """The macro named or numbered `ref`; Skip where there is none any more."""
    query = questions.MACRO_NUMBERED if isinstance(ref, int) else questions.MACRO_NAMED
    found = _pages(desk, query, macro=ref)
    if not found:
        raise Skip(ReasonCode.NO_MACRO, str(ref))
    return found[0]


def write(macro: MacroPage, facts: Facts, language: str | None, otherwise: str = "") -> Written:
    """The macro in this language, or in `otherwise` where that was allowed.

    Skip says which language or variable is missing: a text with a gap is never made.
    """
    by_language = {variant.language: variant for variant in macro.variants}
    chosen = macros.variant_for(by_language, language, otherwise)
    if chosen is None:
        raise Skip(ReasonCode.NO_VARIANT, language or "?")
    variant, variables = by_language[chosen], macros.variables_of(facts)
    try:
        subject = " ".join(macros.render(variant.subject, variables).split())
        body = macros.tidy(macros.render(variant.body, variables))
    except macros.MissingVariable as missing:
        raise Skip(ReasonCode.MISSING_VARIABLE, missing.name) from missing
    except Rejected as broken:
        raise Skip(
            ReasonCode.BROKEN, N_("the text of the macro cannot be used:") + f" {broken.params['words']}"
        ) from broken
    return Written(macro.name, chosen, subject, body)


def write_by_hand(desk: Desk, macro_id: int, conversation_id: int, language: str = "") -> Written:
    """For an agent who chose the macro in a conversation; Rejected in words he can act on."""
    facts = scenes.conversation_scene(desk, conversation_id).facts
    try:
        return write(find(desk, macro_id), facts, language or facts.language, desk.shop.locale)
    except Skip as skip:
        raise Rejected(WORDS[skip.reason.code], detail=skip.reason.detail) from skip


def create(desk: Desk, name: str) -> int:
    """A new macro without texts; a removed one of the same name comes back with its texts."""
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > NAME_LENGTH:
        raise Rejected(N_("Give the macro a name of at most %(most)s letters."), "name", most=NAME_LENGTH)
    row = desk.one(desk.select(Macro).where(Macro.name == wanted))
    if row is None:
        return int(desk.add(Macro(name=wanted, created_at=desk.now)).id)
    if row.removed_at is None:
        raise Conflict(N_("There is already a macro named “%(name)s”."), name=wanted)
    row.removed_at = None
    return row.id


def save_variant(desk: Desk, macro_id: int, text: VariantText) -> None:
    """Keep the text of one language, once it is known that it can be sent."""
    macro = desk.get(Macro, macro_id, lock=True)
    language = canonical(text.language)
    if not language:
        raise Rejected(N_("“%(given)s” is not a language such as ja, de or zh-Hant."), "language", given=text.language)
    if not text.body.strip() or len(text.body) + len(text.subject) > LONGEST:
        raise Rejected(N_("Write a text of at most %(most)s letters."), "body", most=f"{LONGEST:,}")
    macros.check(text.subject, "subject")
    macros.check(text.body, "body")
    query = desk.select(MacroVariant).where(MacroVariant.macro_id == macro.id, MacroVariant.language == language)
    row = desk.one(query) or desk.add(MacroVariant(macro_id=macro.id, language=language))
    row.subject, row.body = text.subject.strip(), text.body.strip().replace("\r\n", "\n")


def remove_variant(desk: Desk, macro_id: int, language: str) -> None:
    query = desk.select(MacroVariant).where(MacroVariant.macro_id == macro_id, MacroVariant.language == language)
    row = desk.one(query)
    if row is None:
        raise NotFound(N_("This macro has no text in this language (%(language)s)."), language=language)
    desk.session.delete(row)


def remove(desk: Desk, macro_id: int) -> None:
    """Rules that use it will say in their log that it is not there."""
    desk.get(Macro, macro_id).removed_at = desk.now


def _pages(desk: Desk, query: Select[int, str, str, str, str], **asked: object) -> list[MacroPage]:
    texts: dict[int, list[VariantText]] = {}
    names: dict[int, str] = {}
    for number, name, language, subject, body in desk.session.execute(query, {"shop": desk.shop.id, **asked}):
        names[number] = name
        variants = texts.setdefault(number, [])
        if language is not None:
            variants.append(VariantText(language, subject, body))
    return [MacroPage(number, name, tuple(texts[number])) for number, name in names.items()]
