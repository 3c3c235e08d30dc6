"""What happens once, when the server starts, and what happens when a page fails unexpectedly."""

import functools
import gc
import importlib
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from babel.dates import format_datetime
from babel.numbers import format_decimal
from streamlit import config as streamlit_config
from streamlit import logger as streamlit_logger
from streamlit import runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

from core import db, log, meters
from core.clock import now
from core.config import settings
from core.db import migrations
from core.words import Language, catalogue
from pages.parts.frame import BY_FILE
from pages.parts.gate import MIDDLEWARE, ROUTES
from pages.parts.words import t

__all__ = ["MIDDLEWARE", "ROUTES", "failed", "life"]

# A real pages/ folder would let the first deep link run a page without Home.py; only st.navigation opens pages here.
PagesManager.uses_pages_directory = False  # type: ignore[assignment]


def _whole_page_for_a_lost_part(rerun: Callable[[AppSession, Any], None]) -> Callable[[AppSession, Any], None]:
    """A click inside a fragment, come to a session that does not know the fragment, runs the whole page instead.

    After a restart, or when a phone slept longer than its session was kept, the first click arrives in a new session.
    Streamlit would drop it without a word while the screen shows it as chosen. What the widgets say comes along.
    """

    @functools.wraps(rerun)
    def request(session: AppSession, asked: Any) -> None:
        if asked is not None and asked.fragment_id and not session.has_fragment(asked.fragment_id):
            asked.fragment_id, asked.is_auto_rerun = "", False
        rerun(session, asked)

    return request


AppSession.request_rerun = _whole_page_for_a_lost_part(AppSession.request_rerun)  # type: ignore[method-assign]



def _watched(run: Callable[[ScriptRunner, Any], None]) -> Callable[[ScriptRunner, Any], None]:
    """Every run of a page has a number that its log lines carry, and is counted and timed, fragments included."""

    @functools.wraps(run)
    def run_script(runner: ScriptRunner, asked: Any) -> None:
        begun = time.perf_counter()
        with log.about(request=log.request_id(), page=_page(runner, asked)) as about:
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
    return BY_FILE[file].path if file in BY_FILE else "sign-in"


ScriptRunner._run_script = _watched(ScriptRunner._run_script)  # type: ignore[method-assign]


def _sessions() -> float | None:
    return float(runtime.get_instance()._session_mgr.num_active_sessions()) if runtime.exists() else None


meters.Gauge("cockpit_browser_sessions", "Browser tabs that are connected", _sessions)
meters.Gauge("cockpit_threads", "Threads of this process", lambda: float(threading.active_count()))


def _one_voice() -> None:
    """Streamlit's and uvicorn's lines come out as ours do, also those of loggers made later."""
    for logger in streamlit_logger._loggers.values():
        log.take_over(logger)
    streamlit_logger.setup_formatter = log.take_over  # type: ignore[assignment]


PARTS = Path(__file__).parent


@asynccontextmanager
async def life(_: Any) -> AsyncIterator[None]:
    """Before the first visitor: settings, schema, heavy imports, then freeze what will live as long as the process.

    Streamlit would collect garbage after every run of every visitor (switched off in config.toml); the interpreter's
    own collection goes on, without walking through what was imported here.
    """
    log.prepare(settings().cockpit_log)
    _one_voice()
    before, after = migrations.migrate(db.engine())
    _warm_up()
    _remember_configuration()
    gc.collect()
    gc.freeze()
    logging.getLogger("cockpit").info("ready", extra={"address": settings().cockpit_url, "schema_before": before, "schema": after})
    yield
    db.disconnect()


def _warm_up() -> None:
    """What the first visitor would otherwise wait for: every part's imports, the catalogues, the locales' data, the charts' sketches."""
    importlib.import_module("core.everything")
    for part in sorted(PARTS.rglob("*.py")):
        importlib.import_module(".".join(part.relative_to(PARTS.parents[1]).with_suffix("").parts).removesuffix(".__init__"))
    for language in Language:
        catalogue(language)
        format_datetime(now(), "medium", locale=language.value)
        format_decimal(1, locale=language.value)
    charts = importlib.import_module("pages.parts.inspection.charts")
    charts.prepare()


def _remember_configuration() -> None:
    """Streamlit walks through all of its options six times at every run to send the theme anew: a third of a click.

    The options do not change once the server runs, so each section is read once.
    """
    read = functools.cache(streamlit_config.get_options_for_section)
    streamlit_config.get_options_for_section = lambda section: dict(read(section))


def failed(error: BaseException) -> bool:
    """An unexpected error: a number to name and a way back on the screen, the rest in the log."""
    number = str(log.known("request") or log.request_id())
    log.tell(reference=number)
    logging.getLogger("cockpit").error("page failed", extra={"reference": number}, exc_info=error)
    st.error(
        t("Something went wrong. Nothing was saved in this step. Please tell an administrator the number {number}.", number=number),
        icon=":material/report:",
    )
    st.markdown(f"[{t('Back to my work')}](/)")
    return True
