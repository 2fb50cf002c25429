"""A counter that serves what a test scripts, call by call, over real connections: answers, resets, silence, drips."""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Step = Callable[[socket.socket], None]


@dataclass
class Counter:
    """`calls` are the bodies that arrived; steps are served in order, the last one again and again."""

    port: int = 0
    steps: list[Step] = field(default_factory=list)
    calls: list[bytes] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/shops/{{shop}}"

    def serve(self, connection: socket.socket) -> None:
        with connection:
            while (request := _request(connection)) is not None:
                self.heads.append(request[0])
                self.calls.append(request[1])
                step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
                try:
                    step(connection)
                except OSError:
                    return
                if step.__name__ != "answering":
                    return


@contextmanager
def counter() -> Iterator[Counter]:
    made = Counter()
    with socket.create_server(("127.0.0.1", 0)) as door:
        made.port = door.getsockname()[1]

        def accept() -> None:
            while True:
                try:
                    connection, _ = door.accept()
                except OSError:
                    return
                made.connections += 1
                threading.Thread(target=made.serve, args=(connection,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield made
        door.shutdown(socket.SHUT_RDWR)


def answer(body: Any, status: int = 200, **headers: str) -> Step:
    """A whole answer; `retry_after="2.0"` becomes the header Retry-After."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()

    def answering(connection: socket.socket) -> None:
        lines = [f"HTTP/1.1 {status} So", f"Content-Length: {len(raw)}", "Content-Type: application/json"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + raw)

    return answering


def errors(code: str, path: list[Any] | None = None, data: Any = None, message: str = "No.", **rest: Any) -> Step:
    error = {"message": message, "extensions": {"code": code}} | ({"path": path} if path else {})
    return answer({"errors": [error], "data": data, **rest})


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def half(connection: socket.socket) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"data":')


def silence(connection: socket.socket) -> None:
    time.sleep(5)


def drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
    for _ in range(100):
        connection.sendall(b" ")
        time.sleep(0.05)


def _request(connection: socket.socket) -> tuple[str, bytes] | None:
    got = b""
    while b"\r\n\r\n" not in got:
        part = connection.recv(65536)
        if not part:
            return None
        got += part
    head, _, body = got.partition(b"\r\n\r\n")
    text = head.decode()
    length = next(
        (int(line.split(":")[1]) for line in text.split("\r\n") if line.lower().startswith("content-length")), 0
    )
    while len(body) < length:
        body += connection.recv(65536)
    return text, body
