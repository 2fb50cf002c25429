"""The inbox: the list, its next pages, and the news since the agent's last look; changes nothing."""

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from app.desk.reading import conversation, inbox, screen, setup
from app.web import screens
from app.web.auth import current, desk

blueprint = Blueprint("inbox", __name__)


@blueprint.get("/")
def index() -> str:
    return screens.whole()


@blueprint.get("/inbox/rows")
def rows() -> str:
    """The next page of the list."""
    with desk(read_only=True) as opened:
        listed = inbox.page(opened, screens.reader(), screens.view(), request.args.get("before", ""))
        now = opened.now
    return render_template("inbox/_rows.html", listed=listed, now=now)


@blueprint.get("/inbox/changes")
def changes() -> Response:
    """304 while nothing happened in this shop; else the counts, the first page, and the open conversation."""
    open_id = request.args.get("conversation", type=int)
    with desk(read_only=True) as opened:
        seen_by = f"{current().agent.id}-{screens.view()}-{setup.version(opened)}"
        tag = f"{inbox.version(opened)}-{seen_by}-{conversation.version(opened, open_id) if open_id else 0}"
        if request.if_none_match.contains(tag):
            return Response(status=304, headers={"ETag": f'"{tag}"'})
        seen = screen.look(opened, screens.reader(), screens.view(), open_id)
    response = make_response(
        render_template("inbox/_changes.html", screen=seen, listed=seen.listed, page=seen.page, now=seen.now)
    )
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-store"
    return response
