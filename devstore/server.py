"""A threaded HTTP/1.1 server for one WSGI application, with keep-alive, which werkzeug's own does not have."""

import io
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NoReturn
from urllib.parse import unquote_to_bytes

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
LARGEST_BODY = 64 * 1024 * 1024


class ConnectionCutError(BaseException):
    """A fault cut this connection; not an Exception, so that no error handler answers in its place."""


def cut(connection: socket.socket) -> NoReturn:
    """Reset the connection: whoever waits on it hears nothing more."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(connection.detach())
    raise ConnectionCutError


class Server(ThreadingHTTPServer):
    """Listens on the loopback; threads die with the process."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, port: int, application: Application) -> None:
        """Bind at once, so that a taken port is an error before anything else starts."""
        super().__init__(("127.0.0.1", port), Handler)
        self.application = application

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that was cut, by a fault or by the other side, is no news."""


class Handler(BaseHTTPRequestHandler):
    """One connection; reads the whole body before calling, so that the next request starts where it should."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 120
    server: Server

    def handle_one_request(self) -> None:
        """Serve one request of any method, or end the connection."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        length = self.headers.get("Content-Length") or "0"
        refused = self._refused(length)
        if refused:
            self.send_error(refused)
            self.close_connection = True
            return
        self._serve(self.rfile.read(int(length)))

    def _refused(self, length: str) -> int | None:
        """The status for a body that cannot be read whole."""
        if self.headers.get("Transfer-Encoding"):
            return 411
        if not length.isdecimal():
            return 400
        return 413 if int(length) > LARGEST_BODY else None

    def _serve(self, body: bytes) -> None:
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _exc: Any = None) -> None:
            started[:] = [status, headers]

        try:
            answer = self.server.application(self._environ(body), start_response)
            try:
                content = b"".join(answer)
            finally:
                getattr(answer, "close", lambda: None)()
        except ConnectionCutError:
            self.close_connection = True
            return
        self._send(started[0], started[1], content)

    def _send(self, status: str, headers: list[tuple[str, str]], content: bytes) -> None:
        code, _, reason = status.partition(" ")
        self.send_response_only(int(code), reason)
        for name, value in headers:
            if name.lower() not in {"content-length", "connection"}:
                self.send_header(name, value)
        self.send_header("Date", self.date_time_string())
        if int(code) not in {204, 304}:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        self.wfile.flush()

    def _environ(self, body: bytes) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": str(self.server.server_address[1]),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "devstore.socket": self.connection,
        }
        for name, value in self.headers.items():
            key = name.upper().replace("-", "_")
            environ[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"] = value
        return environ


def serve(server: Server) -> threading.Thread:
    """Serve in a thread of its own."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="http", daemon=True)
    thread.start()
    return thread
