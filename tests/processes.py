"""Start the project's real processes on free ports for tests; whoever starts one stops it by its own id."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).parents[1]
HANA = "hana-ceramics.myshopify.com"
MEI = "mei-tea.myshopify.com"


@dataclass(frozen=True)
class DevStore:
    """A running development store."""

    url: str
    process: subprocess.Popen[bytes]
    output: Path
    api_key: str
    api_secret: str

    def get(self, path: str, **params: Any) -> Any:
        answer = requests.get(self.url + path, params=params, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, **body: Any) -> Any:
        answer = requests.post(self.url + path, json=body, timeout=30)
        assert answer.ok, answer.text
        return answer.json()

    def delete(self, path: str) -> None:
        assert requests.delete(self.url + path, timeout=10).ok

    def fault(self, operation: str, fault: str, **more: Any) -> None:
        self.post("/control/faults", operation=operation, fault=fault, **more)

    def id_token(self, shop: str = HANA, staff: str = "") -> str:
        token: str = self.post("/control/id_tokens", shop=shop, staff=staff)["id_token"]
        return token

    def money(self, order: str, shop: str = HANA) -> dict[str, Any]:
        """What really went back to the customer on one order, by name or gid."""
        found = list(self.get("/control/money", shop=shop, order=order).values())
        money: dict[str, Any] = found[0]
        return money


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def devstore_process(tmp_path: Path, app_url: str = "http://127.0.0.1:9", **more: str) -> Iterator[DevStore]:
    """A development store with its data in `tmp_path`; `more` are further environment variables."""
    port = free_port()
    given = {
        "DEVSTORE_PORT": str(port),
        "DATA_DIR": str(tmp_path),
        "APP_URL": app_url,
        "SHOPIFY_API_KEY": "test-key",
        "SHOPIFY_API_SECRET": "test-secret-of-no-real-app-0123456789",
        "DEVSTORE_BULK_SECONDS": "0.6",
        **more,
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHOPIFY", "DEVSTORE"))}
    output = tmp_path / "devstore.log"
    with output.open("ab") as log:
        command = [sys.executable, "-m", "devstore.main"]
        process = subprocess.Popen(command, cwd=ROOT, env={**kept, **given}, stdout=log, stderr=log)
    store = DevStore(f"http://127.0.0.1:{port}", process, output, given["SHOPIFY_API_KEY"], given["SHOPIFY_API_SECRET"])
    try:
        wait_until_healthy(store.url, process, output)
        yield store
    finally:
        stop(process)


def wait_until_healthy(url: str, process: subprocess.Popen[bytes], output: Path, seconds: float = 30) -> None:
    """Return once GET /healthz answers 200; fail with what the process printed."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            if requests.get(f"{url}/healthz", timeout=1).ok:
                return
        except requests.RequestException:
            time.sleep(0.05)
    raise AssertionError(f"{url} did not come up:\n{output.read_text('utf-8', 'replace')}")


def stop(process: subprocess.Popen[bytes], seconds: float = 10) -> int:
    """SIGTERM, then SIGKILL if it does not end in time; returns its exit code."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait(10)
