"""What the operator learns from Streamlit itself: how long a page runs, how many tabs are open, and all log lines in one voice."""

import functools
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit import logger as streamlit_logger
from streamlit import runtime
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

from core import log, meters, pace
from pages.parts import desk
from pages.parts.frame import BY_FILE

SIGN_IN = "sign-in"


def _watched(run: Callable[[ScriptRunner, Any], None]) -> Callable[[ScriptRunner, Any], None]:
    """Every run of a page has a number that its log lines carry, and is counted and timed, fragments included; the house waits for a pause between them."""

    @functools.wraps(run)
    def run_script(runner: ScriptRunner, asked: Any) -> None:
        begun = time.perf_counter()
        desk.begin_run()
        with pace.drawing(), log.about(request=log.request_id(), page=_page(runner, asked)) as about:
            try:
                run(runner, asked)
            finally:
                page = str(about["page"])
                meters.PAGE_SECONDS.observe(time.perf_counter() - begun, page)
                meters.PAGE_RUNS.add(page, "failed" if "reference" in about else "done")

    return run_script


def _page(runner: ScriptRunner, asked: Any) -> str:
    """The page as far as it is known before it runs; one that opens says its own name (frame.open_page)."""
    known = runner._pages_manager.get_pages().get(asked.page_script_hash) or {}
    file = Path(str(known.get("script_path", ""))).name
    return BY_FILE[file].path if file in BY_FILE else SIGN_IN


ScriptRunner._run_script = _watched(ScriptRunner._run_script)  # type: ignore[method-assign]


def _tabs() -> float | None:
    return float(runtime.get_instance()._session_mgr.num_active_sessions()) if runtime.exists() else None


meters.Gauge("cockpit_browser_sessions", "Browser tabs that are connected", _tabs)
meters.Gauge("cockpit_threads", "Threads of this process", lambda: float(threading.active_count()))


def one_voice() -> None:
    """Streamlit's and uvicorn's lines come out as ours do, also those of loggers made later."""
    for logger in streamlit_logger._loggers.values():
        log.take_over(logger)
    for chatty in ("uvicorn.access", "uvicorn.error"):  # a line a request or connection with its address: the proxy's business
        logging.getLogger(chatty).setLevel(logging.WARNING)
    streamlit_logger.setup_formatter = log.take_over  # type: ignore[assignment]
