"""What the doctor finds, in words; versions and sizes; how long pages take. Never a secret, never a person."""

import platform

import pandas as pd
import streamlit as st

from core import meters
from core.access import Actor
from core.errors import TryAgain
from core.operation import versions
from core.operation.doctor import checks, queries
from core.operation.doctor.rules import MB, Finding, State, worst
from core.resources.speed import queries as speed
from core.resources.speed.rules import LEAST, Speed
from core.words import N_
from pages.parts.desk import ask, away
from pages.parts.frame import DOORS
from pages.parts.health import charts, voices
from pages.parts.kit import linked_table, nothing
from pages.parts.sketch import draw as draw_chart
from pages.parts.words import moment, number, plain, t

VIEWS = {"checks": N_("Checks"), "sizes": N_("Versions and sizes"), "speed": N_("Speed"), "voices": N_("Clarity")}
MARKS = {
    State.WELL: ":green[:material/check_circle:]",
    State.LOOK: ":orange[:material/visibility:]",
    State.ILL: ":red[:material/error:]",
}


def draw(actor: Actor) -> None:
    """One of four views; what a view needs is asked only when it is chosen. The address may name it (`?view=voices`)."""
    if (named := st.query_params.get("view")) in VIEWS:
        st.session_state.setdefault("health_view", named)
    view = st.segmented_control(
        t("View"), list(VIEWS), default="checks", format_func=lambda one: t(VIEWS[one]), key="health_view", label_visibility="collapsed", required=True
    )
    {"checks": _checks, "sizes": _sizes, "speed": _speed, "voices": voices.draw}[view](actor)


def _checks(actor: Actor) -> None:
    everything = st.button(
        t("Check everything"), key="health_everything", icon=":material/stethoscope:",
        help=t("Also reads the whole database, every stored file and the whole audit trail"),
    )  # fmt: skip
    try:
        with st.spinner(t("Checking…"), show_time=everything):
            found = checks.look(actor, slow=everything)
    except TryAgain as gone:
        away(gone)
    state = worst(found)
    telling = {State.WELL: st.success, State.LOOK: st.warning, State.ILL: st.error}
    sentences = {
        State.WELL: N_("Everything that was checked is well."),
        State.LOOK: N_("Some things are worth a look."),
        State.ILL: N_("Some things need repair."),
    }
    telling[state](t(sentences[state]))
    for one in sorted(found, key=lambda one: -list(State).index(one.state)):
        _finding(one)
    if not everything:
        st.caption(t("The same on the command line: python -m core doctor"))


def _finding(one: Finding) -> None:
    with st.container(border=one.state is not State.WELL, gap="small"):
        st.markdown(f"{MARKS[one.state]} {t(one.message, **one.facts)}")
        if one.advice:
            st.markdown(f":material/arrow_forward: {t(one.advice, **one.facts)}")


def _sizes(actor: Actor) -> None:
    backup = ask(queries.last_backup, actor)
    rows = [
        (N_("Service Cockpit"), versions.program()),
        (N_("Database"), ask(queries.version, actor)),
        (N_("Size of the database"), f"{number(ask(queries.size, actor) / MB)} MB"),
        ("Python", platform.python_version()),
        ("Streamlit", versions.installed("streamlit") or ""),
        ("SQLAlchemy", versions.installed("sqlalchemy") or ""),
        (N_("Last backup"), plain("{moment}, {size} MB", moment=moment(backup.at), size=number(backup.size / MB)) if backup else plain("None yet")),
    ]
    frame = pd.DataFrame([(plain(name), value) for name, value in rows], columns=["name", "value"])
    linked_table(frame, {"name": N_("Fact"), "value": N_("Value")}, key="health_versions")
    counts = pd.DataFrame(ask(queries.counts, actor).items(), columns=["table", "rows"])
    linked_table(counts, {"table": N_("Table"), "rows": N_("Rows")}, key="health_counts")


def _speed(actor: Actor) -> None:
    """First the kept days; then the same numbers that /metrics gives, counted since this process started."""
    rows, titles = [], {door.path: plain(door.title) for door in DOORS} | {"": plain(DOORS[0].title), "sign-in": plain("Sign in")}
    _days(ask(speed.speed, actor), titles)
    st.markdown(f"**{t('Since this process started')}**")
    for (page,), (counts, total) in meters.PAGE_SECONDS.series().items():
        runs = sum(counts)
        half, most = (meters.percentile(meters.PAGE_SECONDS.bounds, counts, share) for share in (0.5, 0.95))
        rows.append((titles.get(page, page), runs, _ms(total / runs), _ms(half), _ms(most)))
    if not rows:
        nothing(N_("No page has run yet since the server started."))
        return
    frame = pd.DataFrame(sorted(rows, key=lambda row: -row[1]), columns=["page", "runs", "mean", "half", "most"])
    headings = {"page": N_("Page"), "runs": N_("Runs"), "mean": N_("Mean, ms"), "half": N_("Half within, ms"), "most": N_("95% within, ms")}
    linked_table(frame, headings, key="health_pages")
    counted = meters.KEPT_ANSWERS.counts()
    hits, misses = counted.get(("hit",), 0), counted.get(("miss",), 0)
    waits, _total = meters.WRITER_WAIT.series().get((), ((0,), 0.0))
    facts = {
        "hits": number(hits, 0), "asked": number(hits + misses, 0), "writers": number(sum(waits), 0),
        "wait": number(_ms(meters.percentile(meters.WRITER_WAIT.bounds, waits, 0.95)), 0),
    }  # fmt: skip
    st.caption(t("{hits} of {asked} kept answers were found in memory. Of {writers} writers 95% waited {wait} ms at most for their turn.", **facts))


def _days(found: Speed, titles: dict[str, str]) -> None:
    """How quick the pages were of late, and what changed."""
    st.markdown(f"**{t('The last five weeks')}**")
    if not found.days:
        st.caption(t("Nothing is kept yet. The house keeps page times every quarter of an hour while it runs."))
        return
    for page in found.slow:
        slow = next(one.recent for one in found.pages if one.page == page)
        st.warning(t("{page} is slow: one run in twenty takes longer than {most} ms (n {n}); {limit} ms are borne.", page=titles.get(page, page), most=number(slow.most, 0), n=slow.n, limit=number(found.limit, 0)), icon=":material/speed:")
    if sum(one.most is not None for _, one in found.days) > 1:
        draw_chart(charts.speed(found.days))
        st.caption(t("All pages by day: half of the runs (lower line) and nineteen of twenty (upper line) took no longer. Days with fewer than {least} runs are left out.", least=LEAST))
    rows = [
        (titles.get(one.page, one.page), one.recent.n, _whole(one.recent.half), _whole(one.recent.most), _whole(one.before.most), one.recent.failed) for one in found.pages
    ]
    frame = pd.DataFrame(rows, columns=["page", "runs", "half", "most", "before", "failed"])
    headings = {
        "page": N_("Page"), "runs": N_("Runs, 7 days"), "half": N_("Half within, ms"), "most": N_("95% within, ms"), "before": N_("95% within, ms, four weeks before"), "failed": N_("Failed runs"),
    }  # fmt: skip
    linked_table(frame, headings, key="health_speed_days")
    st.caption(t("Below {least} runs no time is told. Each process of the server counts for itself and adds its counts here.", least=LEAST))


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)
