"""Earned value of all projects on the Progress page: the columns of its list, what they make together, and month by month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.progress.portfolio import queries
from core.progress.portfolio.rules import PLACES
from core.progress.value.rules import Unit
from core.words import N_
from pages.parts.desk import ask_kept
from pages.parts.frame import link
from pages.parts.kit import linked_table, nothing
from pages.parts.words import called, day, escaped, number, plain, t, tn

TOPICS = ("plans", "progress", "calendar", "values", "cost")
"""What decides these figures: plans and baselines, reports, working time, the kept sums, the cost."""
FIGURES = {"spi": N_("SPI: done against planned"), "cpi": N_("CPI: done against spent")}
HEADINGS = {"spi": N_("SPI"), "cpi": N_("CPI")}
MONTHS = 12


@dataclass(frozen=True)
class Portfolio:
    """The figures of each project by its code, as of a day."""

    frame: pd.DataFrame
    on: date

    @property
    def by_project(self) -> Mapping[str, tuple[str, str]]:
        """SPI and CPI of each, as they are shown."""
        return {code: (_shown(spi), _shown(cpi)) for code, spi, cpi in zip(self.frame["project"], self.frame["spi"], self.frame["cpi"], strict=True)}


def _shown(value: float | None) -> str:
    return "–" if value is None or value != value else number(round(float(value), 2), 2)


def month_ends(until: date) -> list[date]:
    """The last days of the months before, the newest first."""
    found, on = [], until
    for _ in range(MONTHS):
        on = on.replace(day=1) - timedelta(days=1)
        found.append(on)
    return found


def asked(actor: Actor) -> Portfolio:
    """The figures as of the day that the viewer chooses, with what all projects make together."""
    now = today()
    days = [now, *month_ends(now)]
    on = st.selectbox(t("As of"), days, format_func=lambda one: plain("Today") if one == now else day(one), key="progress_as_of", width=220)
    frame: pd.DataFrame = ask_kept(TOPICS, queries.portfolio, actor, None if on == now else on)
    _together(frame)
    return Portfolio(frame, on)


def _together(frame: pd.DataFrame) -> None:
    """What the projects make together, those weighed by money and those weighed by hours apart."""
    for unit in (Unit.MONEY, Unit.HOURS):
        rows = frame[(frame["unit"] == unit.value) & (frame["budget"] != 0)]
        if rows.empty:
            continue
        known = rows[rows["least"] == rows["most"]]
        priced = known[known["cost"].notna()]
        budget, planned, earned, cost = sum(rows["budget"]), sum(known["planned"]), sum(known["least"]), sum(priced["cost"])
        label = tn("{count} project weighed by cost", "{count} projects weighed by cost", len(rows)) if unit is Unit.MONEY else tn("{count} project weighed by hours", "{count} projects weighed by hours", len(rows))
        st.caption(f"**{label}**")
        with st.container(horizontal=True, gap="medium"):
            st.metric(t("Budget"), escaped(_amount(budget, unit)), width="content")
            st.metric(t("Done"), escaped(f"{number(100 * earned / budget, 0)}%") if len(known) == len(rows) else "–", width="content")
            st.metric(t("SPI"), escaped(number(earned / planned, 2)) if planned else "–", width="content", help=plain("{count} of {all} projects have both figures.", count=len(known), all=len(rows)))
            st.metric(t("CPI"), escaped(number(sum(priced["least"]) / cost, 2)) if cost else "–", width="content", help=plain("{count} of {all} projects have both figures.", count=len(priced), all=len(rows)))


def _amount(value: int, unit: Unit) -> str:
    told = Decimal(int(value)).scaleb(-PLACES)
    return number(told, 0) if unit is Unit.MONEY else f"{number(told, 0)} {plain('h')}"


def below(actor: Actor, found: Portfolio) -> None:
    """Why some fields are empty, and the months."""
    lines = []
    for name in HEADINGS:
        why = found.frame.loc[found.frame["spi"].isna() if name == "spi" else found.frame["cpi"].isna(), f"why_{name}"].value_counts()
        lines += [
            "- " + called(f"{HEADINGS[name]} – {tn('{count} project', '{count} projects', int(count))}", t(reason)) for reason, count in why.items() if reason
        ]  # fmt: skip
    if lines:
        with st.expander(t("Why some figures are missing"), icon=":material/help:"):
            st.markdown("\n".join(lines))
    if waiting := int((~found.frame["fresh"].astype(bool) & found.frame["unit"].notna()).sum()):
        st.caption(tn("{count} project has changed since its figures were worked out; they follow within minutes.", "{count} projects have changed since their figures were worked out; they follow within minutes.", waiting))
    st.caption(t("Compared with the newest baseline of each plan, or with the plan where there is none. SPI below 1: less is done than planned. CPI below 1: it costs more than planned."))
    with st.expander(t("Month by month"), icon=":material/table_rows:", key="progress_months", on_change="rerun") as opened:
        if opened.open:
            _months(actor)


def _months(actor: Actor) -> None:
    which = st.segmented_control(t("Figure"), list(FIGURES), format_func=lambda one: t(FIGURES[one]), default="spi", key="progress_month_figure", required=True, label_visibility="collapsed")
    frame: pd.DataFrame = ask_kept("values", queries.by_month, actor, today())
    kept = frame[frame[which].notna()]
    if kept.empty:
        nothing(N_("No month has ended in which both figures are known."))
        return
    table = kept.pivot(index="project", columns="until", values=which)
    headings = {str(on): f"{on:%Y-%m}" for on in table.columns}
    shown = table.map(_shown).rename(columns=str).reset_index()
    shown["project"] = shown["project"].map(lambda code: link("Progress.py", project=code))
    linked_table(shown, {"project": N_("Project"), **headings}, links={"project": r"project=(.*)$"}, key="progress_by_month", **headings)
