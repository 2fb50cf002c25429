"""The desk's one screen, whole or in part: what every route of inbox and conversation answers with."""

from flask import render_template, request

from app.desk.reading import conversation, screen
from app.desk.reading.inbox import View
from app.desk.reading.reader import Reader
from app.web.auth import current, desk


def reader() -> Reader:
    agent = current().agent
    return Reader(agent.id, agent.language, agent.reads)


def view() -> View:
    """The view named in the address; an unknown one is the first."""
    name = request.args.get("view", "")
    return View(name) if name in set(View) else View.OPEN


def whole(conversation_id: int | None = None) -> str:
    """The document, with one conversation open or none."""
    with desk(read_only=True) as opened:
        seen = screen.look(opened, reader(), view(), conversation_id, everything=_everything())
    return render_template("inbox/index.html", screen=seen, listed=seen.listed, page=seen.page, now=seen.now)


def part(conversation_id: int, *, notice: str = "") -> str:
    """One conversation with its order: what htmx puts in the place of the one before."""
    return _rendered("conversations/_conversation.html", conversation_id, notice)


def pieces(conversation_id: int, *, notice: str = "", composes: bool = False) -> str:
    """The parts of an open conversation that an act may have changed; what is being typed stays.

    `composes`: the composer's own words change too, such as the language it writes in.
    """
    return _rendered("conversations/_pieces.html", conversation_id, notice, composes=composes)


def wants_part() -> bool:
    """Whether htmx asks for the conversation alone; going back in history asks for the whole document."""
    return request.headers.get("HX-Target", "").endswith("#conversation")


def _rendered(template: str, conversation_id: int, notice: str, *, composes: bool = False) -> str:
    with desk(read_only=True) as opened:
        page = conversation.page(opened, reader(), conversation_id, everything=_everything())
        now = opened.now
    return render_template(template, page=page, now=now, notice=notice, composes=composes)


def _everything() -> bool:
    return request.args.get("messages") == "all"
