"""Mail that could not be read: nothing a customer sent is ever out of sight, and a person may have it read again."""

from flask import Blueprint, Response, flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app.desk import raw_mail
from app.web.auth import desk, page_url

blueprint = Blueprint("unread", __name__)


@blueprint.get("/unread_mail")
def index() -> str:
    with desk(read_only=True) as opened:
        return render_template("unread/index.html", mails=raw_mail.quarantined(opened))


@blueprint.get("/unread_mail/<int:raw_id>/original")
def original(raw_id: int) -> Response:
    """The bytes as they came, as a file: a browser must not take them for a page."""
    with desk(read_only=True) as opened:
        content = raw_mail.content(opened, raw_id)
    response = Response(content, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="mail-{raw_id}.eml"'
    return response


@blueprint.post("/unread_mail/<int:raw_id>/attempts")
def read_again(raw_id: int) -> BaseResponse:
    with desk() as opened:
        raw_mail.read_again(opened, raw_id)
    flash(_("It will be read again in a moment."), "success")
    return redirect(page_url("unread.index"), 303)
