"""Public holidays year by year: as they came with the application, or as administrators entered them."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.calendar import actions, queries, rules
from core.calendar.queries import Holidays
from core.calendar.rules import Break
from core.errors import Refusal
from core.words import N_, Language
from pages.parts.calendar import parts
from pages.parts.desk import ask, perform, say
from pages.parts.kit import confirm, linked_table, nothing
from pages.parts.words import content, plain, several, t
from pages.parts.words import day as shown_day

HEADINGS = {"name": N_("Name"), "days": N_("Free"), "count": N_("Number of days"), "make_up": N_("Made up on")}


def draw(actor: Actor) -> None:
    """The holidays of a year; for administrators a table to change them in."""
    year = parts.year_choice("holidays:year")
    found = ask(queries.holidays, actor, year)
    announced = ask(queries.announced_until, actor)
    if found.announced:
        st.markdown(f":green-badge[{t('Announced')}] " + (t("Entered here") if found.version else t("As it came with the application")))
    else:
        parts.not_announced(year, announced)
    if found.breaks:
        rows = [
            (content(one.content), parts.span(one.first, one.last), len(one.days()), several(shown_day(made_up) for made_up in one.make_up))
            for one in found.breaks
        ]
        linked_table(pd.DataFrame(rows, columns=list(HEADINGS)), HEADINGS, key=f"holidays:{year}", height="content")  # type: ignore[arg-type]
    elif found.announced:
        nothing(N_("No public holiday is entered for this year."))
    if actor.may(Permission.CALENDAR_EDIT):
        with st.expander(t("Change the holidays of the year"), icon=":material/edit:"):
            _change(actor, found)


def _change(actor: Actor, found: Holidays) -> None:
    st.caption(t("One line for each holiday. Several make-up days are separated by commas: 2026-02-14, 2026-02-28."))
    key = f"holidays:{found.year}:{found.version}"
    table = pd.DataFrame(
        [
            {**{one.value: line.content.get(one.value, "") for one in Language}, "first": line.first, "last": line.last, "make_up": ", ".join(map(str, line.make_up))}
            for line in found.breaks
        ],
        columns=[*(one.value for one in Language), "first", "last", "make_up"],
    )  # fmt: skip
    config: dict[str, Any] = {one.value: st.column_config.TextColumn(one.own_name, max_chars=actions.NAME_LIMIT) for one in Language}
    config["first"] = st.column_config.DateColumn(plain("First day"), required=True)
    config["last"] = st.column_config.DateColumn(plain("Last day"), required=True)
    config["make_up"] = st.column_config.TextColumn(plain("Made up on"))
    typed = st.data_editor(table, column_config=config, num_rows="dynamic", hide_index=True, key=f"{key}:table", placeholder="")
    with st.container(horizontal=True):
        save = st.button(t("Save"), key=f"{key}:save", type="primary")
        if found.version is not None:

            def back() -> None:
                if perform(actions.restore_holidays, actor, year=found.year):
                    st.rerun()

            confirm(f"{key}:restore", N_("Back to what came with the application"), N_("What was entered for this year is forgotten."), N_("Forget it"), back)
    if save:
        try:
            breaks = [_break(line) for line in typed.to_dict("records")]
        except Refusal as refusal:
            say(refusal)
        else:
            if perform(actions.set_holidays, actor, year=found.year, breaks=breaks, version=found.version):
                st.rerun()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _break(line: dict[Any, Any]) -> Break:
    """A line of the table. Refuses BadDays."""
    days = [pd.Timestamp(line[one]).date() if isinstance(line[one], (date, str)) and not pd.isna(line[one]) else None for one in ("first", "last")]
    if days[0] is None:
        raise rules.BadDays(text="–")
    return Break.of({one.value: _text(line[one.value]) for one in Language}, days[0], days[1] or days[0], rules.days(_text(line["make_up"])))
