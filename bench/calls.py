"""A1: CPU per Admin API call, ours against ShopifyAPI's own client, over TLS with a real-sized CA bundle.

Method: a TLS 1.3 server on loopback in a process of its own, a 2.8 KB answer, sequential calls, each client in
a fresh process whose own CPU time is read (`time.process_time`), alternating rounds.
"""

import http.server
import json
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import certifi
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bench.result import Result
from bench.stage import Stage, median, process
from tests.servers import free_port, wait_until

ROUNDS, OURS, THEIRS = 3, 400, 40
QUERY = "query { shop { name } }"


def certify(folder: Path) -> None:
    """A certificate for localhost, its key, and the usual roots with it added."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(pem + secret)
    (folder / "roots.pem").write_bytes(Path(certifi.where()).read_bytes() + b"\n" + pem)


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers every POST with the same order."""

    protocol_version = "HTTP/1.1"
    answer = json.dumps(
        {"data": {"shop": {"name": "x" * 2700}}, "extensions": {"cost": {"actualQueryCost": 1}}}
    ).encode()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.answer)))
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *_arguments: object) -> None:
        return


def serve(port: int, folder: str) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(folder) / "server.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()


@contextmanager
def shopify(stage: Stage) -> Iterator[int]:
    certify(stage.folder)
    port = free_port()
    with process(["-m", "bench.calls", "serve", str(port), str(stage.folder)], stage.env):
        wait_until(lambda: __import__("socket").create_connection(("127.0.0.1", port), 1).close() is None)
        yield port


def call_ours(port: int, calls: int) -> float:
    import time
    from dataclasses import replace

    from app.settings import Settings
    from app.shopify import http
    from app.shopify.client import AdminApi

    http._session.verify = os.environ["REQUESTS_CA_BUNDLE"]  # it trusts no variable by itself
    settings = replace(Settings.from_env(), shopify_url_template=f"https://localhost:{port}/shops/{{shop}}")
    api = AdminApi(settings, "bench.myshopify.com", "token")
    api.query(QUERY, {}, operation="shop")
    before = time.process_time()
    for _ in range(calls):
        api.query(QUERY, {}, operation="shop")
    return (time.process_time() - before) / calls * 1000


def call_theirs(port: int, calls: int) -> float:
    import time

    import shopify as library

    library.Session.setup(api_key="key", secret="secret", protocol="https", myshopify_domain="localhost", port=port)
    library.ShopifyResource.activate_session(library.Session(f"bench.localhost:{port}", "2024-10", "token"))
    library.ShopifyResource.set_site(f"https://localhost:{port}/admin/api/2024-10")
    client = library.GraphQL()
    client.execute(QUERY)
    before = time.process_time()
    for _ in range(calls):
        client.execute(QUERY)
    return (time.process_time() - before) / calls * 1000


def measure(stage: Stage) -> Result:
    mine, theirs = [], []
    with shopify(stage) as port:
        roots = str(stage.folder / "roots.pem")
        env = stage.env | {"REQUESTS_CA_BUNDLE": roots, "SSL_CERT_FILE": roots}
        for _ in range(ROUNDS):
            for found, who, calls in ((mine, "ours", OURS), (theirs, "theirs", THEIRS)):
                command = [sys.executable, "-m", "bench.calls", who, str(port), str(calls)]
                ran = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
                found.append(float(ran.stdout.splitlines()[-1]))
    figures = {
        "CPU ms a call": median(mine),
        "CPU ms a call, ShopifyAPI": median(theirs),
        "A1 ours / ShopifyAPI": median([own / other for own, other in zip(mine, theirs, strict=True)]),
    }
    return Result(figures, {"ours ms": mine, "ShopifyAPI ms": theirs})


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(int(sys.argv[2]), sys.argv[3])
    else:
        print({"ours": call_ours, "theirs": call_theirs}[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3])))
