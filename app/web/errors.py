"""Every error ends here: one table from kind to status, one page, one fragment, one JSON shape; never a stack trace."""

import structlog
from flask import Flask, g, jsonify, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.domain.errors import (
    Conflict,
    DeskError,
    GatewayError,
    NotAllowed,
    NotFound,
    OutcomeUnknown,
    QuotaSpent,
    Refused,
    Rejected,
    Unavailable,
)
from app.web.auth import RETRY, NoTokenError
from app.web.telling import explain, told

log = structlog.get_logger()
STATUS: dict[type[Exception], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    Rejected: 422,
    DeskError: 400,
    Unavailable: 503,
    Refused: 502,
    QuotaSpent: 502,
    OutcomeUnknown: 504,
    GatewayError: 502,
}
TITLES = {
    400: lazy_gettext("This request cannot be understood"),
    401: lazy_gettext("Please open Kakehashi in your Shopify admin"),
    403: lazy_gettext("This is not allowed"),
    404: lazy_gettext("This does not exist here"),
    405: lazy_gettext("This cannot be done here"),
    409: lazy_gettext("Something changed in the meantime"),
    413: lazy_gettext("This is too large"),
    422: lazy_gettext("This cannot be used"),
    500: lazy_gettext("Something went wrong on our side"),
    502: lazy_gettext("Shopify said no"),
    503: lazy_gettext("Shopify cannot be reached just now"),
    504: lazy_gettext("It is not known whether Shopify did it"),
}


def install(app: Flask) -> None:
    app.register_error_handler(DeskError, _known)
    app.register_error_handler(GatewayError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)


def status_of(error: DeskError | GatewayError) -> int:
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def _known(error: DeskError | GatewayError) -> Response:
    status = status_of(error)
    field = error.field if isinstance(error, Rejected) else ""
    code = error.code if isinstance(error, DeskError) else type(error).__name__.lower()
    return _answer(status, code, explain(error), field)


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:  # noqa: PLR2004 - a redirect is an answer, not an error
        return error.get_response()
    # Words of ours are shown; werkzeug's own, in English and for programmers, are not.
    words = told(error.description or "") if isinstance(error, NoTokenError) else ""
    response = _answer(error.code, f"http_{error.code}", words)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    if isinstance(error, NoTokenError):
        response.headers[RETRY] = "1"
    return response


def _unknown(error: Exception) -> Response:
    log.error("unexpected error", kind=type(error).__name__, endpoint=request.endpoint, exc_info=error)
    return _answer(
        500, "unexpected", _("It has been noted as %(number)s. Please try again.", number=g.get("request_id", ""))
    )


def _answer(status: int, code: str, words: str, field: str = "") -> Response:
    title = str(TITLES.get(status, TITLES[400] if status < 500 else TITLES[500]))  # noqa: PLR2004 - HTTP's classes
    if _wants_json():
        answer: Response = jsonify({"error": {"code": code, "title": title, "message": words, "field": field}})
    else:
        template = "errors/_fragment.html" if wants_fragment() else "errors/page.html"
        text = render_template(template, status=status, code=code, title=title, message=words, field=field)
        answer = Response(text, mimetype="text/html")
    answer.status_code = status
    return answer


def wants_fragment() -> bool:
    """A link that htmx follows for the browser replaces the whole body: it needs a page."""
    return "HX-Request" in request.headers and "HX-Boosted" not in request.headers


def _wants_json() -> bool:
    accepted = request.accept_mimetypes
    return request.is_json or accepted["application/json"] > accepted["text/html"]
