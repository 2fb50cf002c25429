"""Translation services on the loopback that speak each engine's own protocol and can be told to misbehave."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Service(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.callers = set()  # a kept connection is one caller
        self.asked = []  # (path, headers, text, source, target)
        self.status, self.body = 200, None
        self.say = lambda text, target: f"{target}:{text}"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.answer(*self.read(given, query))

    def do_GET(self):
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        if "langpair" in query:
            source, target = query["langpair"].split("|")
            self.answer(
                query["q"], source, target, lambda text: {"responseData": {"translatedText": text}, "matches": []}
            )
        else:
            html = "<html><body><div class='result-container'>{}</div></body></html>"
            self.answer(query["q"], query["sl"], query["tl"], html.format)

    def read(self, given, query):
        if isinstance(given, list):  # Microsoft
            said = lambda text: [{"translations": [{"text": text, "to": query["to"]}]}]  # noqa: E731 - one shape a line
            return given[0]["text"], query["from"], query["to"], said
        if isinstance(given.get("text"), list):  # DeepL
            said = lambda text: {"translations": [{"text": text}]}  # noqa: E731
            return given["text"][0], given.get("source_lang", ""), given["target_lang"], said
        return given["q"], given["source"], given["target"], lambda text: {"translatedText": text}

    def answer(self, text, source, target, shape):
        server = self.server
        server.callers.add(self.client_address)
        server.asked.append((self.path, dict(self.headers), text, source, target))
        body = server.body
        if body is None:
            shaped = shape(server.say(text, target))
            body = shaped if isinstance(shaped, str) else json.dumps(shaped)
        content = body.encode()
        kind = "text/html" if body.startswith("<") else "application/json"
        self.send_response(server.status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Retry-After", "7")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@contextmanager
def service() -> Iterator[Service]:
    server = Service()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
