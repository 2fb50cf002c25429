"""The limit the webhook route is held against: a bare WSGI callable that inserts a row, commits, answers 200.

`python -m bench.bare <port> <processes>`; SQLite commits once a request, as an application without
care would; no signature, no framework.
"""

import os
import sys
import threading
from itertools import count

from granian import Granian
from granian.constants import Interfaces

SQL = "INSERT INTO bare_receipts (webhook_id, body) VALUES ({mark}, {mark})"
_local = threading.local()
_numbers = count(1)


def _connection():
    if not hasattr(_local, "connection"):
        url = os.environ["DATABASE_URL"]
        if url.startswith("sqlite"):
            import pysqlite3.dbapi2 as sqlite

            _local.connection = sqlite.connect(url.removeprefix("sqlite:///"), timeout=20, isolation_level=None)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=20000"):
                _local.connection.execute(f"PRAGMA {pragma}")
            _local.sql = SQL.format(mark="?")
        else:
            import psycopg

            _local.connection = psycopg.connect(url, autocommit=True)
            _local.sql = SQL.format(mark="%s")
    return _local.connection


def application(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    connection = _connection()
    if environ["PATH_INFO"] == "/webhooks":
        connection.execute(_local.sql, (f"{os.getpid()}-{next(_numbers)}", body))
    start_response("200 OK", [("Content-Length", "0")])
    return [b""]


def main() -> None:
    port, processes = int(sys.argv[1]), int(sys.argv[2])
    Granian(
        "bench.bare:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=16 if processes == 1 else 8,
        log_enabled=False,
    ).serve()


if __name__ == "__main__":
    main()
