"""O1: the order beside a conversation, from the open desk to its HTML, and the Admin API calls that a page makes.

Method: in this process over the database of 100,000 orders, one order after another; calls are counted by a
server that stands where Shopify would, through the whole page of the real web process.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from flask import render_template

from app.db import Database
from app.desk.reading.conversation import ConversationPage, page
from app.desk.reading.order import beside
from app.errands.runtime import Runtime
from app.models import Order
from app.queue import Doorbell
from app.settings import Settings
from app.web import auth, screens
from app.wsgi import create_app
from bench import crowd
from bench.stage import Stage

LOOKS, WARM_UP = 300, 20


class Counter(BaseHTTPRequestHandler):
    """Says no to everything and counts it."""

    calls = 0

    def do_POST(self) -> None:
        Counter.calls += 1
        self.send_error(503)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_arguments: object) -> None:
        return


@contextmanager
def counting() -> Iterator[str]:
    """Yields the template of an address where every call is counted in `Counter.calls`."""
    Counter.calls = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/shops/{{shop}}"
    finally:
        server.shutdown()
        server.server_close()


def looks(stage: Stage, database: Database, orders: int) -> list[float]:
    """Milliseconds from opening the desk to the HTML, for every third order: those with parcels and carriers' words."""
    settings = Settings.from_env(stage.env)
    flask = create_app(Runtime(settings, database, Doorbell.at(settings.redis_url)))
    taken = []
    with flask.test_request_context(f"/?shop={crowd.DOMAIN}&id_token={crowd.token()}&locale=ja"):
        flask.preprocess_request()
        for look in range(LOOKS + WARM_UP):
            number = (orders // 3 - 1 - look * 97 % (orders // 3)) * 3 + 3
            whole = _page(number)
            start = time.perf_counter()
            with auth.desk(read_only=True) as desk:
                shown = beside(desk, desk.get(Order, number))
            html = render_template("orders/_beside.html", page=replace(whole, order=shown), now=crowd.NOW)
            if look >= WARM_UP:
                taken.append((time.perf_counter() - start) * 1000)
            if f"#{number}" not in html or not shown.parcels:
                raise AssertionError("the order beside the conversation is not there")
    return taken


def _page(number: int) -> ConversationPage:
    with auth.desk(read_only=True) as desk:
        return page(desk, screens.reader(), number)
