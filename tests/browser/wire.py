"""Speaking to the server without a browser, as an attacker would: plain requests and Streamlit's own websocket."""

import http.client
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


def request(base: str, method: str, path: str, *, cookie: str = "", headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Answer:
    """One request, its path sent exactly as it stands."""
    parts = urlsplit(base)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=15)
    sent = dict(headers or {}) | ({"Cookie": cookie} if cookie else {})
    try:
        line.putrequest(method, path, skip_accept_encoding=True)
        for name, value in sent.items():
            line.putheader(name, value)
        if body is not None and not {"Content-Length", "Transfer-Encoding"} & set(sent):
            line.putheader("Content-Length", str(len(body)))
        line.endheaders()
        if body:
            line.send(body)
        got = line.getresponse()
        return Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())
    finally:
        line.close()


@contextmanager
def stream(
    base: str, *, origin: str | None = "", cookie: str = "", session: str = "", headers: Mapping[str, str] | None = None, host: str = ""
) -> Iterator[ClientConnection]:
    """Streamlit's websocket; `session` claims an existing session by its id, `host` is the name a proxy passes on."""
    where = urlsplit(base)
    spoken = ["streamlit", "x", *([session] if session else [])]
    sent = dict(headers or {}) | ({"Cookie": cookie} if cookie else {})
    with connect(
        f"ws://{host or where.netloc}/_stcore/stream", address=(where.hostname, where.port), origin=base if origin == "" else origin,  # type: ignore[arg-type]
        subprotocols=spoken, additional_headers=sent, max_size=None, open_timeout=10, proxy=None,  # type: ignore[arg-type]
    ) as line:  # fmt: skip
        yield line


def run(line: ClientConnection, page: str = "", query: str = "") -> tuple[str, bytes]:
    """Ask for a page; the session's id and everything that is said until the run is finished."""
    asked = BackMsg()
    asked.rerun_script.page_name, asked.rerun_script.query_string = page, query
    asked.rerun_script.context_info.url = f"http://127.0.0.1/{page}"
    line.send(asked.SerializeToString())
    session, said = "", b""
    while True:
        frame = line.recv(timeout=20)
        told = ForwardMsg.FromString(frame if isinstance(frame, bytes) else frame.encode())
        said += frame if isinstance(frame, bytes) else frame.encode()
        kind = told.WhichOneof("type")
        if kind == "new_session":
            session = told.new_session.initialize.session_id
        if kind == "script_finished" and told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            return session, said


def refusal(base: str, **how: str | None) -> int:
    """The status with which the websocket is refused; 0 if it is not."""
    try:
        with stream(base, **how):  # type: ignore[arg-type]
            return 0
    except InvalidStatus as refused:
        return refused.response.status_code
    except ConnectionClosed:
        return -1
