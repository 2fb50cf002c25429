"""The words of translation: the guard's checks, tones, why a text left, what was hidden, how a reply went out."""

from flask_babel import lazy_gettext as _

from app.translation.translator import engines

CHECK = {
    "addresses": _("Email addresses"),
    "amounts": _("Amounts"),
    "completeness": _("Nothing dropped"),
    "dates": _("Dates and times"),
    "free": _("Free of charge"),
    "language": _("Language"),
    "links": _("Links"),
    "names": _("Names"),
    "negation": _("Negation"),
    "numbers": _("Numbers"),
    "order_names": _("Order names"),
    "placeholders": _("Placeholders"),
    "rest": _("All translated"),
    "script": _("Script"),
    "terms": _("Glossary"),
    "tone": _("Form of address"),
    "tracking": _("Tracking numbers"),
}
TONE = {
    "": _("As the shop speaks"),
    "FORMAL": _("Formal"),
    "WARM": _("Warm"),
    "BRIEF": _("Brief"),
}
PURPOSE = {
    "INBOUND": _("Customers' messages"),
    "SUBJECT": _("Subjects"),
    "DRAFT": _("Agents' replies"),
    "BACK": _("Back-translations"),
    "TEST": _("Tests of the engine"),
}
OUTCOME = {
    "SENT": _("Sent"),
    "BLOCKED": _("Stopped by the guard"),
    "OVERRIDDEN": _("Sent with a reason"),
}
MARK = {
    "GOOD": _("Good"),
    "AWKWARD": _("Understandable, but awkward"),
    "WRONG": _("Wrong"),
}
MEMORY = _("your translation memory")
WORDS = {"check": CHECK, "tone": TONE, "purpose": PURPOSE, "outcome": OUTCOME, "mark": MARK}


def made_by(names: str) -> str:
    """Who made a text, as people call them: several engines where each made a part."""
    known = engines()
    called = {name: engine.label for name, engine in known.items()} | {"memory": str(MEMORY)}
    return " + ".join(called.get(name, name) for name in names.split(" + "))
