"""The words of glossary and memory: how a term or a sentence came there."""

from flask_babel import lazy_gettext as _

TERM_ORIGIN = {
    "HAND": _("Added by hand"),
    "IMPORT": _("Imported"),
    "SUGGESTION": _("From a suggestion"),
}
MEMORY_ORIGIN = {
    "CORRECTED": _("Corrected by an agent"),
    "APPROVED": _("Approved by an agent"),
}
