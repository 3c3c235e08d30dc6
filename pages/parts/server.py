"""What happens once, when the server starts, and what happens when a page fails unexpectedly."""

import functools
import gc
import importlib
import itertools
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from babel.numbers import format_decimal
from streamlit import config as streamlit_config
from streamlit import delta_generator
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.pages_manager import PagesManager

from core import db, log, pace
from core.clock import now
from core.config import settings
from core.db import migrations
from core.notice.sender import Sender
from core.words import Language, catalogue, minute
from pages.parts import watch
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

PARTS = Path(__file__).parent


BETWEEN_SKETCHES_S = 0.4
GIVE_WAY_S = 5.0
"""How long a sketch, and a full collection, waits at most for a pause between visitors' clicks."""
COLLECT_EVERY_S = 20.0
YOUNG_COLLECTIONS = 10
"""After so many collections of younger objects all are gone through, as Python itself would."""
NEVER = 1_000_000


@asynccontextmanager
async def life(_: Any) -> AsyncIterator[None]:
    """Before the first visitor: settings, schema, imports, catalogues, then freeze what will live as long as the process.

    Streamlit would collect garbage after every run of every visitor (switched off in config.toml); the interpreter's
    own collection goes on, without walking through what was imported here. Going through everything that lives stops
    everybody for up to a fifth of a second: that is done in pauses.
    """
    log.prepare(settings().cockpit_log)
    watch.one_voice()
    before, after = migrations.migrate(db.engine())
    importlib.import_module("core.everything")
    for part in sorted(PARTS.rglob("*.py")):
        importlib.import_module(".".join(part.relative_to(PARTS.parents[1]).with_suffix("").parts).removesuffix(".__init__"))
    for language in Language:
        catalogue(language)
        minute(now(), language)
        format_decimal(1, locale=language.value)
    importlib.import_module("streamlit.emojis")  # Streamlit would load it at the first icon
    delta_generator._use_warning_has_been_displayed = True  # it would look through every module for a notebook first
    sketches = itertools.chain(*(importlib.import_module(f"pages.parts.{room}.charts").prepare() for room in ("inspection", "calendar", "planning")))
    next(sketches)
    threading.Thread(target=_sketch, args=(sketches,), name="sketches", daemon=True).start()
    _remember_configuration()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*gc.get_threshold()[:2], NEVER)
    gc.enable()
    threading.Thread(target=_collect, name="collector", daemon=True).start()
    logging.getLogger("cockpit").info("ready", extra={"address": settings().cockpit_url, "schema_before": before, "schema": after})
    sender = Sender()
    sender.start()
    yield
    sender.stop()
    db.disconnect()


def _sketch(rest: Iterator[None]) -> None:
    """The other charts, one after another in pauses of the first seconds: visitors' clicks go first."""
    with pace.patient(lambda: False):
        time.sleep(BETWEEN_SKETCHES_S)
        pace.give_way(GIVE_WAY_S)
        for _ in rest:
            time.sleep(BETWEEN_SKETCHES_S)
            pace.give_way(GIVE_WAY_S)


def _collect() -> None:
    """Full collections of garbage, in pauses between visitors' clicks."""
    with pace.patient(lambda: False):
        while True:
            time.sleep(COLLECT_EVERY_S)
            if gc.get_count()[2] >= YOUNG_COLLECTIONS:
                pace.give_way(GIVE_WAY_S)
                gc.collect()


def _remember_configuration() -> None:
    """Streamlit walks through all of its options six times at every run to send the theme anew: a third of a click.

    The options do not change once the server runs, so each section is read, and put into its message, once.
    """
    read = functools.cache(streamlit_config.get_options_for_section)
    streamlit_config.get_options_for_section = lambda section: dict(read(section))
    fill = app_session._populate_theme_msg

    @functools.cache
    def theme(section: str) -> CustomThemeConfig:
        fill(made := CustomThemeConfig(), section)
        return made

    def populate(message: CustomThemeConfig, section: str = "theme") -> None:
        if theme(section).ByteSize():  # an empty one would say that the section is there
            message.MergeFrom(theme(section))

    app_session._populate_theme_msg = populate


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
