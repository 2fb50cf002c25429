"""Notices that outlive a redirect without a cookie, which the admin's frame would lose: they ride in the address."""

from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Flask
from flask.sessions import SessionInterface, SessionMixin
from flask.wrappers import Request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from app.errands.runtime import Runtime

PARAMETER = "notice"
FLASHES = "_flashes"  # Flask's own name for what flash() keeps
SECONDS = 30  # a page that is loaded again later does not repeat itself
REDIRECTS = {301, 302, 303, 307, 308}


def install(app: Flask, runtime: Runtime) -> None:
    app.session_interface = _Notices(runtime.settings.shopify_api_secret)


class _Session(dict[str, Any], SessionMixin):
    """Lives for one request; nothing but notices is carried over."""


class _Notices(SessionInterface):
    def __init__(self, secret: str) -> None:
        # Signed: nobody else can put words onto an agent's screen by a link.
        self._signer = URLSafeTimedSerializer(secret, salt="notices")

    def open_session(self, app: Flask, request: Request) -> _Session:
        try:
            carried = self._signer.loads(request.args.get(PARAMETER, ""), max_age=SECONDS)
        except BadData:
            return _Session()
        return _Session({FLASHES: [tuple(notice) for notice in carried]})

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        pending = session.get(FLASHES)
        if not pending or response.status_code not in REDIRECTS:
            return
        notices = self._signer.dumps([(kind, str(words)) for kind, words in pending])
        to = urlsplit(response.headers["Location"])
        query = "&".join(filter(None, [to.query, urlencode({PARAMETER: notices})]))
        response.headers["Location"] = urlunsplit(to._replace(query=query))
