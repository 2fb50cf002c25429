"""The real development store inside this process: the app's own HTTP client reaches its web application, no socket."""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from app.shopify import http as app_http
from devstore import main as devstore_main
from devstore.main import Process
from devstore.server import ConnectionCutError
from devstore.settings import Settings

HOST = "http://store.indoors"
OPERATION = re.compile(rb'"query": ?"(mutation|query) (\w+)')


class Wire:
    """What the store's faults reset instead of a connection."""

    def setsockopt(self, *_: object) -> None:
        return

    def detach(self) -> int:
        return os.open(os.devnull, os.O_RDONLY)


class Indoors(HTTPAdapter):
    """Carries a request to a WSGI application and back. `around` is told of it, and decides when it arrives."""

    def __init__(self, application: Any) -> None:
        super().__init__()
        self.application = application
        self.around: Callable[[str, Callable[[], requests.Response]], requests.Response] = lambda _name, go: go()

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        return self.around(operation_of(request), lambda: self.carry(request))

    def carry(self, request: requests.PreparedRequest) -> requests.Response:
        said: list[Any] = []
        try:
            parts = self.application(
                environ_of(request), lambda status, headers, _exc=None: said.extend((status, headers))
            )
            content = b"".join(parts)
        except ConnectionCutError:
            raise requests.ConnectionError("reset by the store") from None
        raw = HTTPResponse(io.BytesIO(content), said[1], int(said[0][:3]), preload_content=False)
        return self.build_response(request, raw)


def operation_of(request: requests.PreparedRequest) -> str:
    """ "mutation RefundCreate", "query RefundNotes" or the last part of the address."""
    found = OPERATION.search(bytes(request.body or b"") if not isinstance(request.body, str) else request.body.encode())
    return f"{found[1].decode()} {found[2].decode()}" if found else urlsplit(str(request.url)).path.rpartition("/")[2]


def environ_of(request: requests.PreparedRequest) -> dict[str, Any]:
    url = urlsplit(str(request.url))
    body = request.body.encode() if isinstance(request.body, str) else request.body or b""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": url.path,
        "QUERY_STRING": url.query,
        "SERVER_NAME": "store.indoors",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "devstore.socket": Wire(),
    }
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{key}"] = value
    return environ


def open_store(folder: Path) -> Process:
    """A freshly seeded store whose shops grant the app all that it can use; nothing in it happens by itself."""
    given = {
        "DATA_DIR": str(folder),
        "DEVSTORE_APP_CONFIG": "none.toml",
        "SHOPIFY_API_KEY": "test-key",
        "SHOPIFY_API_SECRET": "test-secret-of-no-real-app-0123456789",
    }
    return devstore_main.assemble(Settings.from_env(given))


def connect(process: Process) -> Indoors:
    """From now on the app's client reaches this store at HOST."""
    adapter = Indoors(process.app.wsgi_app)
    app_http._session.mount(HOST, adapter)
    return adapter
