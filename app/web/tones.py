"""Settings → How you speak: the shop's tone in each language, and in all others."""

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.desk import glossary, memory_pages, tones
from app.domain.errors import Rejected
from app.domain.translating.tone import Tone
from app.web import settings
from app.web.auth import desk, page_url

blueprint = Blueprint("tones", __name__)


@blueprint.post("/settings/tones")
def save() -> Response | tuple[str, int]:
    """One language a time; `""` is for all that are not named."""
    try:
        with desk() as opened:
            tones.save(opened, request.form.get("language", ""), request.form.get("tone", ""))
    except Rejected as wrong:
        return settings.again("tones", wrong)
    flash(_("The tone was saved."), "success")
    return redirect(page_url("settings.show", _anchor="tones"), 303)


@blueprint.app_template_global()
def shop_words() -> dict[str, object]:
    """What the settings say of tones, glossary and memory."""
    with desk(read_only=True) as opened:
        spoken = tones.everything(opened)
        counts = {"terms": glossary.count(opened), "sentences": memory_pages.count(opened)}
    return {"tones": spoken, "choices": [tone.value for tone in Tone if tone], **counts}
