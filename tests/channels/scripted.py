"""A mail server that says what it is told to, step by step, and remembers what it heard."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, answers):
        super().__init__(("127.0.0.1", 0), Session)
        self.answers = {"greeting": "220 hello", "EHLO": "250 hello", "MAIL": "250 ok", "RCPT": "250 ok"}
        self.answers |= {"DATA": "354 go on", "content": "250 taken", "QUIT": "221 bye"} | answers
        self.contents = []
        self.heard = []


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        if not self.say("greeting"):
            return
        while line := self.rfile.readline():
            self.server.heard.append(line.decode().strip())
            verb = line[:4].decode().upper()
            if not self.say(verb):
                return
            if verb == "DATA" and self.server.answers["DATA"].startswith("354"):
                self.server.contents.append(self.content())
                if not self.say("content"):
                    return

    def content(self):
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        return b"".join(lines)

    def say(self, step):
        answer = self.server.answers.get(step, "500 what")
        if answer == "hang up":
            return False
        self.wfile.write(answer.encode() + b"\r\n")
        return True


@contextmanager
def mail_server(**answers: str) -> Iterator[Server]:
    server = Server(answers)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def settings_for(server: Server) -> dict[str, str]:
    return {
        "host": "127.0.0.1",
        "port": str(server.server_address[1]),
        "security": "none",
        "from_address": "support@hana.example",
        "from_name": "Hana Ceramics",
    }
