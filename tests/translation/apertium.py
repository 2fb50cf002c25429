"""A LibreTranslate-shaped server over Debian's apertium: the only real translation that a test can do offline."""

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAIRS = {("en", "es"): "eng-spa", ("es", "en"): "spa-eng"}
SECONDS = 20  # of one call of the command


def is_installed() -> bool:
    """The command, and the pair in both directions."""
    program = shutil.which("apertium")
    if program is None:
        return False
    modes = subprocess.run([program, "-l"], capture_output=True, text=True, timeout=SECONDS, check=False).stdout
    return {f"{mode}" for mode in PAIRS.values()} <= set(modes.split())


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        targets = {source: [to for from_, to in PAIRS if from_ == source] for source, _ in PAIRS}
        told = [{"code": code, "name": code, "targets": to} for code, to in targets.items()]
        self.reply(200, told) if self.path == "/languages" else self.reply(404, {"error": "Not found"})

    def do_POST(self):
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        mode = PAIRS.get((given["source"], given["target"]))
        if self.path != "/translate" or mode is None:
            self.reply(400, {"error": f"{given['source']} to {given['target']} is not supported"})
            return
        command = ["apertium", "-u", mode]  # -u: words it does not know stay unmarked
        done = subprocess.run(command, input=given["q"], capture_output=True, text=True, timeout=SECONDS, check=False)
        if done.returncode:
            self.reply(500, {"error": done.stderr.strip()})
            return
        self.server.asked.append(given["q"])
        self.reply(200, {"translatedText": done.stdout.rstrip("\n")})

    def reply(self, status, told):
        content = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@contextmanager
def server() -> Iterator[ThreadingHTTPServer]:
    """`url` is its address, `asked` what it was given."""
    running = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    running.daemon_threads = True
    running.asked, running.url = [], f"http://127.0.0.1:{running.server_address[1]}"
    threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield running
    finally:
        running.shutdown()
        running.server_close()
