"""One SQLite file of JSON documents, written through: what a call answered is on disk before the answer."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2 as sqlite

TABLE = """
CREATE TABLE IF NOT EXISTS documents (kind TEXT, key TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID
"""


class Documents:
    """Documents by kind and key; safe for threads."""

    def __init__(self, path: Path) -> None:
        """Open or make the file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite.connect(str(path), check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute(TABLE)

    def write(self, changes: dict[tuple[str, str], Any]) -> None:
        """Store all or nothing; a value of None removes the document."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            for (kind, key), body in changes.items():
                self._write_one(kind, key, body)
            self._db.execute("COMMIT")

    def _write_one(self, kind: str, key: str, body: Any) -> None:
        if body is None:
            self._db.execute("DELETE FROM documents WHERE kind=? AND key=?", (kind, key))
            return
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        self._db.execute("INSERT OR REPLACE INTO documents VALUES (?,?,?)", (kind, key, text))

    def read(self, kind: str, key: str) -> Any:
        """Read one document, or None."""
        with self._lock:
            row = self._db.execute("SELECT body FROM documents WHERE kind=? AND key=?", (kind, key)).fetchone()
        return json.loads(row[0]) if row else None

    def all(self, kind: str) -> Iterator[tuple[str, Any]]:
        """Every document of a kind, by key order."""
        with self._lock:
            rows = self._db.execute("SELECT key, body FROM documents WHERE kind=? ORDER BY key", (kind,)).fetchall()
        return ((key, json.loads(body)) for key, body in rows)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._db.execute("DELETE FROM documents")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()
