"""The application under measurement: Home.py with two additions that only the bench uses.

`?floor=1` makes a session a floor session: the same pages draw the same elements, but every question is answered from
memory and every deed does nothing. What a page costs above its floor is what asking, permissions and saving cost.
`/bench` tells what the server measured itself.
"""

import gc
import os
import threading
import time
from collections import deque

import pandas as pd
import streamlit as st

if __name__ != "__main__":
    gc.disable()  # as Home.py does
    import psutil
    from starlette.responses import JSONResponse
    from starlette.routing import Route
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from core import db, work
    from pages.parts import server

    remembered: dict[object, object] = {}
    asked: deque[float] = deque(maxlen=20_000)
    waits: deque[float] = deque(maxlen=200_000)
    really_ask, really_do = work.ask, work.do

    def on_the_floor() -> bool:
        """Whether this runs for a floor session; the gate asks outside of any session."""
        return get_script_run_ctx(suppress_warning=True) is not None and bool(st.session_state.get("floor"))

    def fresh(answer: object) -> object:
        """An answer that its page may change."""
        if isinstance(answer, pd.DataFrame):
            return answer.copy()
        return tuple(fresh(one) for one in answer) if type(answer) is tuple else answer

    def ask(question, *args, **kwargs):  # type: ignore[no-untyped-def]
        if not on_the_floor():
            started = time.perf_counter()
            try:
                return really_ask(question, *args, **kwargs)
            finally:
                asked.append((time.perf_counter() - started) * 1000)
        key = (question, repr(args), repr(kwargs))
        if key not in remembered:
            remembered[key] = really_ask(question, *args, **kwargs)
        return fresh(remembered[key])

    def do(action, actor, *args, **kwargs):  # type: ignore[no-untyped-def]
        return None if on_the_floor() else really_do(action, actor, *args, **kwargs)

    class Watched(db.FairLock):
        """The queue of writers, telling how long each waited."""

        def __enter__(self) -> None:
            started = time.perf_counter()
            super().__enter__()
            waits.append((time.perf_counter() - started) * 1000)

    work.ask, work.do = ask, do
    db._house.writers = Watched()

    async def measured(request) -> JSONResponse:  # type: ignore[no-untyped-def]
        """Memory in MB, the questions' milliseconds since the last look, the longest wait of a writer, processor seconds."""
        process = psutil.Process(os.getpid())
        times = process.cpu_times()
        told = {
            "rss_mb": process.memory_info().rss / 2**20, "asked": list(asked), "longest_wait_ms": max(waits, default=0.0),
            "cpu_s": times.user + times.system, "threads": threading.active_count(),
        }  # fmt: skip
        asked.clear()
        waits.clear()
        return JSONResponse(told)

    app = st.App(
        "serve.py", routes=[*server.ROUTES, Route("/bench", measured)], middleware=server.MIDDLEWARE, lifespan=server.life,
        on_script_error=server.failed,
    )  # fmt: skip
else:
    from pages.parts import frame

    st.set_page_config(page_title="Service Cockpit", layout="wide")
    if "floor" in st.query_params:
        st.session_state["floor"] = True
    frame.navigation().run()
