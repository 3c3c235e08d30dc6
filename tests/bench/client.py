"""A headless person: speaks Streamlit's websocket protocol as a browser tab does. Loopback only.

One `Person` is one websocket, which is one session of the server. It keeps the states of the widgets that are on its
screen and sends them with every click, as the browser does; what left the screen is forgotten, as the browser does.
"""

import asyncio
import http.client
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import websockets
import websockets.asyncio.client  # loaded when it is first used: not at the cost of the first visitor
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

FIELDS = {
    "text_input": "string_value", "text_area": "string_value", "number_input": "double_value", "checkbox": "bool_value",
    "radio": "string_value", "selectbox": "string_value", "multiselect": "string_array_value", "button": "trigger_value",
    "button_group": "string_array_value", "date_input": "string_array_value", "expandable": "bool_value",
}  # fmt: skip
FINISHED_EARLY = 2


@dataclass(frozen=True)
class Widget:
    """A widget on the screen."""

    id: str
    kind: str
    key: str
    fragment: str
    element: Any


@dataclass(frozen=True)
class Run:
    """One run of the script as its viewer meets it: milliseconds from sending to finished, and bytes received."""

    ms: float
    bytes: int


class Person:
    """A tab of a browser that is signed in by its cookie."""

    def __init__(self, address: str, cookies: dict[str, str], *, timeout: float = 60) -> None:
        self.address, self.cookies, self.timeout = urlsplit(address), dict(cookies), timeout
        if self.address.hostname not in ("127.0.0.1", "localhost"):
            raise ValueError("loopback only")
        self.widgets: dict[str, Widget] = {}
        self.states: dict[str, tuple[str, Any]] = {}
        self.errors: list[str] = []
        self.pages: dict[str, str] = {}
        self._page = self._hash = self._query = ""
        self._cached: dict[str, ForwardMsg] = {}

    async def connect(self) -> None:
        """Shake hands as a browser does: the XSRF cookie first, then the websocket with our Origin."""
        token = await asyncio.to_thread(self._xsrf)
        if token:
            self.cookies["_streamlit_xsrf"] = token
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._socket = await websockets.connect(
            f"ws://{self.address.netloc}/_stcore/stream",
            subprotocols=["streamlit", *([token] if token else [])],  # type: ignore[list-item]
            origin=f"http://{self.address.netloc}",  # type: ignore[arg-type]
            additional_headers={"Cookie": cookie},
            max_size=None, compression=None, ping_interval=None, max_queue=None, open_timeout=self.timeout,
        )  # fmt: skip

    def _xsrf(self) -> str:
        connection = http.client.HTTPConnection(self.address.hostname or "", self.address.port, timeout=self.timeout)
        connection.request("GET", "/_stcore/health")
        reply = connection.getresponse()
        reply.read()
        found = [value for name, value in reply.getheaders() if name.lower() == "set-cookie" and "_streamlit_xsrf=" in value]
        return found[0].split("_streamlit_xsrf=", 1)[1].split(";", 1)[0].strip('"') if found else ""

    async def close(self) -> None:
        await self._socket.close()

    async def open(self, page: str = "", query: str = "") -> Run:
        """Open a page (its path) with a query."""
        self._page, self._query, self._hash = page, query, self.pages.get(page, "")
        self.states = {}
        return await self._run()

    async def again(self, widget: Widget | None = None) -> Run:
        """Run the page once more, as any click on it would; or only the part of it that `widget` belongs to."""
        return await self._run(widget.fragment if widget else "")

    def find(self, kind: str, key: str) -> Widget:
        """The first widget of a kind whose key begins with `key`."""
        return next(one for one in self.widgets.values() if one.kind == kind and one.key.startswith(key))

    async def give(self, widget: Widget, value: Any) -> Run:
        """Give a widget a value, as a click or a key press does."""
        self.states[widget.id] = (FIELDS[widget.kind], value)
        return await self._run(widget.fragment)

    def _message(self, fragment: str) -> bytes:
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string, rerun.page_script_hash, rerun.page_name = self._query, self._hash, self._page
        rerun.fragment_id = fragment
        rerun.context_info.timezone, rerun.context_info.locale = "Asia/Shanghai", "zh-CN"
        rerun.context_info.url = f"{self.address.geturl()}/{self._page}"
        rerun.cached_message_hashes.extend(self._cached)
        for id_, (name, value) in self.states.items():
            state = rerun.widget_states.widgets.add()
            state.id = id_
            if name.endswith("_array_value"):
                getattr(state, name).data.extend(value)
            else:
                setattr(state, name, value)
        rerun.widget_states.SetInParent()
        return message.SerializeToString()

    async def _run(self, fragment: str = "") -> Run:
        started, received = time.perf_counter(), 0
        seen: set[str] = set()
        await self._socket.send(self._message(fragment))
        while True:
            raw = await asyncio.wait_for(self._socket.recv(), self.timeout)
            received += len(raw)
            message = ForwardMsg.FromString(raw)  # type: ignore[arg-type]
            kind = message.WhichOneof("type")
            if kind == "ref_hash" and message.ref_hash in self._cached:
                known = ForwardMsg()
                known.CopyFrom(self._cached[message.ref_hash])
                known.metadata.CopyFrom(message.metadata)
                message, kind = known, known.WhichOneof("type")
            elif message.metadata.cacheable and message.hash:
                self._cached[message.hash] = message
            if kind == "delta":
                self._drawn(message.delta, seen)
            elif kind == "navigation":
                self.pages |= {page.url_pathname or "": page.page_script_hash for page in message.navigation.app_pages}
                self._hash = message.navigation.page_script_hash or self._hash
            elif kind == "script_finished" and message.script_finished != FINISHED_EARLY:
                gone = {id_ for id_, one in self.widgets.items() if id_ not in seen and (not fragment or one.fragment == fragment)}
                self.widgets = {id_: one for id_, one in self.widgets.items() if id_ not in gone}
                self.states = {id_: state for id_, state in self.states.items() if id_ in self.widgets}
                return Run((time.perf_counter() - started) * 1000, received)

    def _drawn(self, delta: Any, seen: set[str]) -> None:
        drawn = delta.new_element if delta.WhichOneof("type") == "new_element" else delta.add_block
        kind = drawn.WhichOneof("type")
        if kind is None:
            return
        element = getattr(drawn, kind)
        if kind == "exception":
            self.errors.append(f"{element.type}: {element.message}")
        if kind == "alert" and element.format in (Alert.ERROR, Alert.WARNING):  # a warning: the database is away, nothing was kept
            self.errors.append(element.body)
        id_ = getattr(element, "id", "")
        if isinstance(id_, str) and id_.startswith("$$"):
            key = id_.split("-", 2)[2] if id_.count("-") >= 2 else ""
            self.widgets[id_] = Widget(id_, kind, key, delta.fragment_id, element)
            seen.add(id_)
