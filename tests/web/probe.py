"""One page behind the guard that says who was let in: the guard is tested, not the pages."""

from typing import Any

from flask import Flask, jsonify
from werkzeug.wrappers import Response

from app.errands.runtime import Runtime
from app.web import auth


def probe() -> Response:
    visit = auth.current()
    return jsonify(
        shop=visit.shop_domain,
        agent=visit.agent.id,
        name=visit.agent.name,
        role=visit.agent.role,
        locale=visit.agent.locale,
        language=visit.agent.language,
        link=auth.page_url("probe", page=2),
    )


def with_probe(flask: Flask) -> Flask:
    flask.add_url_rule("/probe", "probe", probe, methods=["GET", "POST"])
    flask.add_url_rule("/probe/page", "probe_page", lambda: "<p>here</p>")
    return flask


def rows(runtime: Runtime, model: type) -> list[Any]:
    with runtime.database.transaction(read_only=True) as session:
        return session.query(model).all()
