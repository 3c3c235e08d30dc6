"""A small real SMTP server: it keeps what it accepts, and answers as it is told."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


class Received:
    """What the server accepted, in order, and how it shall answer."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.mails: list[tuple[str, str, EmailMessage]] = []
        """(sender, recipient, mail)"""
        self.dots = 0
        """How many mails came to their end, accepted or not."""
        self.rcpt: dict[str, str] = {}
        """Answers to a recipient other than 250."""
        self.after_data = "250 taken"
        self.hang_up_after_the_dot = False
        self.takes_s = 0.0
        """How long it thinks before it answers to a mail that it has taken."""
        self.connections = 0
        self.port = 0

    @property
    def url(self) -> str:
        return f"smtp+plain://127.0.0.1:{self.port}"

    @property
    def ids(self) -> list[str]:
        with self.lock:
            return [str(mail["Message-ID"]) for _, _, mail in self.mails]


class _Conversation(socketserver.StreamRequestHandler):
    server: "_Server"

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        kept, sender, recipient = self.server.received, "", ""
        kept.connections += 1
        self.say("220 post ESMTP")
        while line := self.rfile.readline():
            word = line.decode("latin1").strip()
            verb = word[:4].upper()
            if verb == "EHLO":
                self.say("250 post")
            elif verb == "MAIL":
                sender = word.partition(":")[2].partition(">")[0].strip("< ")
                self.say("250 ok")
            elif verb == "RCPT":
                recipient = word.partition(":")[2].partition(">")[0].strip("< ")
                self.say(kept.rcpt.get(recipient, "250 ok"))
            elif verb == "DATA":
                self.say("354 go on")
                data = []
                while (line := self.rfile.readline()) and line != b".\r\n":
                    data.append(line[1:] if line.startswith(b"..") else line)
                if not line:  # the line ended before the closing dot: nothing was sent
                    return
                with kept.lock:
                    kept.dots += 1
                    if kept.after_data.startswith("250"):
                        kept.mails.append((sender, recipient, message_from_bytes(b"".join(data), policy=default)))  # type: ignore[arg-type]
                if kept.hang_up_after_the_dot:
                    return
                time.sleep(kept.takes_s)
                self.say(kept.after_data)
            elif verb == "QUIT":
                self.say("221 bye")
                return
            elif verb == "RSET":
                self.say("250 ok")
            else:
                self.say("502 no")

    def finish(self) -> None:
        with suppress(OSError):  # the sender was killed
            super().finish()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    received: Received

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that was killed breaks its line."""


@contextmanager
def serving(port: int = 0) -> Iterator[Received]:
    """A server on `port` (0: any) that ends with the block."""
    received = Received()
    with _Server(("127.0.0.1", port), _Conversation) as server:
        server.received = received
        received.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield received
        finally:
            server.shutdown()
            thread.join()
