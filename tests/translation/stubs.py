"""Translation services on the loopback, each as strict as its documentation, that can be told to misbehave."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from tests.translation.documented import Incoming, Job, Wrong
from tests.translation.faults import FAULTS
from tests.translation.services import route


class Asked(NamedTuple):
    """A request that was as documented; languages as the service calls them."""

    path: str
    headers: dict
    text: str
    source: str
    target: str
    body: object


class Service(ThreadingHTTPServer):
    """`say(text, target)` translates. `fault` names a way to fail; `status` and `body` answer anything by hand."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.callers = set()  # a kept connection is one caller
        self.asked = []
        self.refused = []  # what was not as documented, and what was said of it
        self.status, self.body, self.fault = 200, None, ""
        self.say = lambda text, target: f"{target}:{text}"
        self.released = threading.Event()

    def handle_error(self, request, client_address):
        """A caller that cut the connection is what many a test is about."""

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.answer()

    def do_GET(self):
        self.answer()

    def answer(self):
        server, incoming = self.server, self.incoming()
        server.callers.add(self.client_address)
        try:
            job = route(incoming)
        except Wrong as wrong:
            server.refused.append((self.path, wrong.body))
            self.reply(wrong.status, wrong.body)
            return
        if not isinstance(job, Job):
            self.reply(200, job)
            return
        server.asked.append(Asked(self.path, dict(self.headers), job.text, job.source, job.target, incoming.body))
        with suppress(OSError):  # whoever asked has given up
            self.do(job)

    def do(self, job):
        server = self.server
        if server.fault:
            FAULTS[server.fault](self, job)
        elif server.body is not None:
            self.reply(server.status, server.body, {"Retry-After": "7"})
        elif server.status != 200:
            self.reply(server.status, job.error(server.status, "Told to fail"), {"Retry-After": "7"})
        else:
            self.reply(200, job.shape(server.say(job.text, job.target)))

    def incoming(self):
        parts = urlsplit(self.path)
        self.given = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            body = json.loads(self.given) if self.given else None
        except ValueError:
            body = self.given
        kind = self.headers.get("Content-Type", "")
        return Incoming(self.command, parts.path, dict(parse_qsl(parts.query)), self.headers, body, kind)

    def reply(self, status, body, headers=None):
        content = (body if isinstance(body, str) else json.dumps(body)).encode()
        kind = "text/html" if content.startswith(b"<") else "application/json"
        self.start(
            status, {"Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(content)), **(headers or {})}
        )
        self.wfile.write(content)

    def start(self, status, headers):
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_):
        pass


@contextmanager
def service() -> Iterator[Service]:
    server = Service()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()
