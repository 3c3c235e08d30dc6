"""The real server as an operator starts it, on a database of a test: to be started, killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.databases import SECRET

ROOT = Path(__file__).parents[2]
PORTS = range(8700, 8800)
START_SECONDS = 60
MEANINGLESS = "Error deserializing back message"


def free_port() -> int:
    """A port that nobody listens on. Runs and workers side by side begin to look in places of their own."""
    first = os.getpid() * 7 % len(PORTS)
    for port in (*PORTS[first:], *PORTS[:first]):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)):
                return port
    raise AssertionError(f"no free port among {PORTS}")


class Server:
    """`streamlit run Home.py` in a process of its own."""

    def __init__(self, url: str, folder: Path, **settings: str) -> None:
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        own = {"DATABASE_URL": url, "FILES_DIR": str(folder / "files"), "COCKPIT_SECRET": SECRET, "COCKPIT_URL": self.base}
        self.environment = own | settings
        self.log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Server":
        """Start and wait until it answers."""
        command = [sys.executable, "-m", "streamlit", "run", "Home.py", "--server.port", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=os.environ | self.environment, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self._process.poll() is None, f"the server ended by itself:\n{self.said()[-3000:]}"
            try:
                with urllib.request.urlopen(f"{self.base}/healthz", timeout=2):
                    return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"the server did not answer:\n{self.said()[-3000:]}")

    def kill(self) -> None:
        """As a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As an operator does."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def said(self) -> str:
        """Its log, over all its lives."""
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""

    def failures(self) -> list[str]:
        """Lines of the log that tell of a page or a request that failed unexpectedly."""
        lines = self.said().splitlines()
        signs = ('"page failed"', '"request failed"', "Traceback", "Exception in ASGI")
        # Streamlit tells of a message that is none with a traceback; nothing failed then.
        return [line for before, line in zip(["", *lines], lines, strict=False) if any(sign in line for sign in signs) and MEANINGLESS not in before]
