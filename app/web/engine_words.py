"""What the page says of an engine beside its name: what it is, and why a shop should think twice."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from app.translation.translator import Engine

SERVICE = {
    "google": _(
        "This asks the public page of Google Translate, for which nobody has a contract with the shop:"
        " it may stop at any time, and nothing is promised about what becomes of the texts."
    ),
    "mymemory": _(
        "MyMemory is a public translation memory: what is sent there may be kept and shown to others."
        " Not for what customers write."
    ),
    "microsoft": _(
        "This goes to Microsoft through a library that other people maintain; it may break with any change over there."
    ),
}
ECHO = _("This translates nothing: it marks texts with their languages, to try the screens.")
FREE_PLAN = _(
    "This key is of DeepL's free plan (it ends in :fx): DeepL may keep and learn from what is sent with it."
    " For what customers write, use a key of a paid plan."
)
FREE_KEY = ":fx"
UNADVISED = _("Not advised for customers' data.")


def warning(engine: Engine, settings: Mapping[str, str]) -> str:
    """Nothing where there is nothing to warn of."""
    if engine.name == "echo":
        return str(ECHO)
    if engine.name == "deepl":
        return str(FREE_PLAN) if settings.get("api_key", "").endswith(FREE_KEY) else ""
    if engine.is_advised:
        return ""
    return str(SERVICE.get(settings.get("service") or "microsoft", UNADVISED))
