"""The search above the list: what it finds takes the list's place, by itself or with the whole page around it."""

from flask import Blueprint, render_template, request

from app.desk.reading import found, screen
from app.domain.searching import LONGEST_QUERY
from app.web import screens
from app.web.auth import desk

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def show() -> str:
    """All of the shop's conversations, whatever their status; with nothing asked, the view's list again."""
    query, before = request.args.get("q", "")[:LONGEST_QUERY], request.args.get("before", "")
    view, is_part = screens.view(), request.headers.get("HX-Target", "").endswith("#listed")
    with desk(read_only=True) as opened:
        results = found.page(opened, screens.reader(), query, before) if query.strip() else None
        if results and before:
            return render_template("inbox/_found_rows.html", found=results, view=view, now=opened.now)
        if results and is_part:
            return render_template("inbox/_found.html", found=results, view=view, now=opened.now)
        seen = screen.look(opened, screens.reader(), view)
    template = "inbox/_first_rows.html" if is_part else "inbox/index.html"
    return render_template(template, screen=seen, listed=seen.listed, found=results, view=view, now=seen.now)
