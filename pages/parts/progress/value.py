"""Earned value on the screen: where the project stands against its plan, in figures with their meaning, over time and by part."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import altair as alt
import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.planning.baselines import queries as baselines
from core.planning.queries import PlanView
from core.planning.rules.moments import midnight
from core.progress.value import queries
from core.progress.value.choices import OF_PROJECT
from core.progress.value.queries import Asked, Value
from core.progress.value.rules import Figure, Known, Period, Unit, rounded
from core.words import N_
from pages.parts import sketch, theme
from pages.parts.desk import ask_kept
from pages.parts.frame import on_phone
from pages.parts.kit import linked_table, nothing
from pages.parts.planning import forecast as risk_run
from pages.parts.planning.grid import INDENT
from pages.parts.progress import ahead as coming
from pages.parts.progress import bullseye, earning
from pages.parts.progress.ahead import Ahead
from pages.parts.sketch import FAINT, HEIGHT, INK, LINE, Chart, Rows, filled, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import called, content, day, escaped, moment, number, percent, plain, several, t, tn

MS = 6000
"""Milliseconds a tick."""
TALL, NAMED = 280, 5
WORDS = {
    Figure.BAC: ("BAC", N_("Budget at completion"), N_("What all the work is planned to cost."), ""),
    Figure.PV: ("PV", N_("Planned value"), N_("What of it was to be done by this day."), ""),
    Figure.EV: ("EV", N_("Earned value"), N_("What of it is done by this day."), ""),
    Figure.AC: ("AC", N_("Actual cost"), N_("What was spent for it by this day."), ""),
    Figure.SV: ("SV", N_("Schedule variance"), N_("Below zero: less is done than planned."), "EV − PV"),
    Figure.CV: ("CV", N_("Cost variance"), N_("Below zero: it cost more than what is done was planned to cost."), "EV − AC"),
    Figure.SPI: ("SPI", N_("Schedule performance index"), N_("Below 1: less is done than planned. Near the end it goes to 1 also for a late project; see SPI(t)."), "EV ÷ PV"),
    Figure.CPI: ("CPI", N_("Cost performance index"), N_("What is earned for each one that is spent. Below 1: it costs more than planned."), "EV ÷ AC"),
    Figure.TCPI_BAC: ("TCPI(BAC)", N_("To-complete index for the budget"), N_("What must be earned for each one still spent to keep the budget."), "(BAC − EV) ÷ (BAC − AC)"),
    Figure.TCPI_EAC: ("TCPI(EAC)", N_("To-complete index for the estimate"), N_("The same to keep the estimate."), "(BAC − EV) ÷ (EAC − AC)"),
    Figure.EAC_CPI: ("EAC", N_("Estimate at completion"), N_("What all the work will cost if it goes on at the cost so far."), "BAC ÷ CPI"),
    Figure.EAC_ATYPICAL: ("EAC₂", N_("Estimate if the rest costs what was planned"), N_("If what went wrong was an exception."), "AC + BAC − EV"),
    Figure.EAC_CPI_SPI: ("EAC₃", N_("Estimate if cost and delay both go on"), N_("If a fixed end has to be kept."), "AC + (BAC − EV) ÷ (CPI × SPI)"),
    Figure.ETC: ("ETC", N_("Estimate to complete"), N_("What is still to be spent."), "EAC − AC"),
    Figure.VAC: ("VAC", N_("Variance at completion"), N_("Below zero: the budget will not do."), "BAC − EAC"),
    Figure.ES: ("ES", N_("Earned schedule"), N_("After how many working days the plan was to be as far as the work is."), "PV(ES) = EV"),
    Figure.SV_T: ("SV(t)", N_("Schedule variance in time"), N_("Below zero: so many working days late."), "ES − AT"),
    Figure.SPI_T: ("SPI(t)", N_("Schedule performance index in time"), N_("Below 1: slower than planned; right until the end."), "ES ÷ AT"),
    Figure.EAC_T: ("EAC(t)", N_("Estimated duration"), N_("How long all the work takes if it goes on at the pace so far."), "PD ÷ SPI(t)"),
}  # fmt: skip
"""Of each figure: its letters, its name, what it says, and how it follows from others."""
GROUPS = {
    N_("How much is done"): (Figure.BAC, Figure.PV, Figure.EV, Figure.SV, Figure.SPI),
    N_("Early or late"): (Figure.ES, Figure.SV_T, Figure.SPI_T, Figure.EAC_T),
    N_("What it costs"): (Figure.AC, Figure.CV, Figure.CPI),
    N_("What it will cost"): (Figure.EAC_CPI, Figure.EAC_ATYPICAL, Figure.EAC_CPI_SPI, Figure.ETC, Figure.VAC, Figure.TCPI_BAC, Figure.TCPI_EAC),
}
INDEXES = (Figure.SPI, Figure.CPI, Figure.TCPI_BAC, Figure.TCPI_EAC, Figure.SPI_T)
DAYS = (Figure.ES, Figure.SV_T, Figure.EAC_T)
COLUMNS = (Figure.BAC, Figure.PV, Figure.EV, Figure.SV, Figure.SPI, Figure.AC, Figure.CPI, Figure.EAC_CPI)
PACKAGES, OWNERS, TASKS = "packages", "owners", "tasks"
PARTS = {PACKAGES: N_("By work package"), OWNERS: N_("By owner"), TASKS: N_("By task")}


def _curve() -> alt.LayerChart:
    x = alt.X("at:T", title=None, axis=alt.Axis(format="%m-%d", labelOverlap=True, grid=False), scale=alt.Scale(type="utc"))
    y = alt.Y("value:Q", title=None, axis=alt.Axis(grid=True))
    look = alt.Color("code:N", legend=None, scale=alt.Scale(domain=["PV", "EV", "AC"], range=[FAINT, LINE, theme.SERIES[1]]))
    told = [alt.Tooltip("day:N", title=say(N_("Until the end of"))), alt.Tooltip("name:N", title=say(N_("Figure"))), alt.Tooltip("text:N", title=say(N_("Value")))]
    return alt.layer(
        sketch_rows("band").mark_area(opacity=0.2, color=LINE).encode(x=x, y=alt.Y("least:Q"), y2="most:Q"),
        sketch_rows("done").mark_area(opacity=0.12, color=LINE, line={"color": LINE, "strokeDash": [3, 3], "strokeWidth": 1}).encode(x=x, y=alt.Y("least:Q"), y2="most:Q"),
        sketch_rows("cost").mark_area(opacity=0.12, color=theme.SERIES[1], line={"color": theme.SERIES[1], "strokeDash": [3, 3], "strokeWidth": 1}).encode(x=x, y=alt.Y("least:Q"), y2="most:Q"),
        sketch_rows("day").mark_rule(strokeWidth=1.5, strokeDash=[4, 3], color=FAINT).encode(x=alt.X("at:T")),
        sketch_rows("lines").mark_line(strokeWidth=2.5).encode(x=x, y=y, color=look, detail="piece:N"),
        sketch_rows("lines").mark_circle(size=45, opacity=1).encode(x=x, y=y, color=look, tooltip=told),
        sketch_rows("estimates").mark_point(size=50, filled=True, shape="diamond", color=theme.SERIES[1], opacity=0.9).encode(x=x, y=y, tooltip=[told[1], told[2]]),
        sketch_rows("ends").mark_text(align="right", dx=-8, dy=-9, fontSize=12, fontWeight="bold").encode(x=x, y=y, color=look, text="code:N"),
        sketch_rows("day").mark_text(align="right", dx=-4, dy=-4, baseline="bottom", fontSize=11, color=INK).encode(x=alt.X("at:T"), y=alt.value(HEIGHT), text="label:N"),
    ).properties(height=HEIGHT)  # fmt: skip


SKETCHES = (_curve, *bullseye.SKETCHES)


def draw(actor: Actor, view: PlanView) -> None:
    """The part of the page."""
    if not view.leaves:
        nothing(N_("The plan has no task yet. Earned value compares what is done with what was planned."))
        return
    asked = _asked(actor, view)
    found: Value | None = ask_kept(("plans", "progress", "cost", "calendar"), queries.value, actor, asked)
    if found is None:
        nothing(N_("None of the tasks of this baseline stands in the plan any more. Choose another one."))
        return
    _head(found, asked)
    _remarks(found, asked)
    runs = risk_run.of_plan(actor, view) if asked.day == asked.today else None
    ahead = coming.forecast(found, asked.day, runs)
    if isinstance(found.figures[Figure.BAC], Fraction):  # without a budget the head says why, and there is no curve
        sketch.draw(chart(found, asked, ahead))
        st.caption(t("PV: what was to be done. EV: what is done. AC: what it cost. Pale: between the least and the most that can have been done, on days for which nobody had reported it."))
    coming.told(ahead, "h" if found.unit is Unit.HOURS else "")
    _figures(view, found)
    bullseye.draw(found)
    _parts(view, found)
    _periods(view, found)
    earning.draw(actor, view)


def _asked(actor: Actor, view: PlanView) -> Asked:
    """What the viewer wants to know. Usually: the plan as it stands, today."""
    key, now = f"value:{view.id}", today()
    with st.expander(t("What is compared"), icon=":material/tune:", key=f"{key}:choice"):
        left, right = st.columns(2)
        with left:
            on = st.date_input(t("Day"), now, max_value=now, key=f"{key}:day")
            kept = {one.id: f"{one.name} ({moment(one.kept_at)})" for one in ask_kept("plans", baselines.baselines, actor, view.id)}
            with_what = kept | {0: plain("The plan as it stands")}  # the newest baseline first: the plan itself moves along with what is late
            base = st.selectbox(t("Compared with"), list(with_what), format_func=lambda id_: with_what[id_], key=f"{key}:baseline")
        with right:
            unit = None
            if any(one.row.cost for one in view.leaves):
                unit = st.selectbox(t("Weighed by"), list(Unit), format_func=lambda one: plain(one.label), key=f"{key}:unit")
            rules = {None: plain("By the rule chosen for each task")} | {one: plain(one.label) for one in OF_PROJECT}
            rule = st.selectbox(t("A task earns its budget"), list(rules), format_func=lambda one: rules[one], key=f"{key}:rule")
            period = st.selectbox(t("Periods"), list(Period), format_func=lambda one: plain(one.label), key=f"{key}:period")
    return Asked(view.project_code, on if isinstance(on, date) else now, now, base or None, unit, rule, period)


def _head(found: Value, asked: Asked) -> None:
    """In one sentence how it stands, then the figures that people ask for first."""
    late, done = found.figures[Figure.SV_T], found.figures[Figure.EV]
    if isinstance(late, Fraction):
        days = rounded(abs(late), 1)
        said = (
            t("On {day} the work is where it was to be.", day=day(asked.day)) if not days
            else t("On {day} the work is {days} working days behind the plan.", day=day(asked.day), days=number(days)) if late < 0
            else t("On {day} the work is {days} working days ahead of the plan.", day=day(asked.day), days=number(days))
        )  # fmt: skip
        icon = ":green[:material/check_circle:]" if late >= 0 else ":orange[:material/schedule:]"
        st.markdown(f"{icon} **{said}**")
    elif isinstance(done, str):
        st.markdown(f":gray[:material/help:] {t(done)}")
    bac = found.figures[Figure.BAC]
    share = f"{percent(float(done / bac))}" if isinstance(done, Fraction) and isinstance(bac, Fraction) else "–"
    with st.container(horizontal=True, gap="medium"):
        st.metric(t("Earned of the budget"), escaped(share), width="content", help=t("Earned value divided by the budget at completion. The plan's own Done weighs tasks by their duration, so it may differ."))
        st.metric(f"{escaped(WORDS[Figure.SPI_T][0])} · {t('Pace')}", escaped(_written(Figure.SPI_T, found)), width="content")
        st.metric(f"{WORDS[Figure.CPI][0]} · {t('Cost')}", escaped(_written(Figure.CPI, found)), width="content")
        if found.finish_on is not None:
            st.metric(t("Finish at this pace"), escaped(day(found.finish_on)), width="content")


def _remarks(found: Value, asked: Asked) -> None:
    """What is in these figures and what is not."""
    lines = []
    if asked.baseline_id is None:
        lines.append(t("Compared with the plan as it stands, which moves along with what is reported late. Keep a baseline to compare with what was promised."))
    if found.least != found.most:
        low, high = _amount(found.least, found.unit), _amount(found.most, found.unit)
        lines.append(t("Earned by this day: at least {low}, at most {high}. Of some tasks nobody had reported by then how far they were. By “half at start, half at finish” or “all at finish” their dates suffice.", low=low, high=high))
    if found.unit is Unit.MONEY:
        lines.append(t("Actual cost: hours at their rates, and the expenses of the project, which belong to no task."))
    if found.unit is Unit.HOURS:
        if not found.priced:
            lines.append(t("No task has a cost, so tasks are weighed by their hours of planned work. Enter costs in the task table to weigh them by money."))
        lines.append(t("Hours of planned work: how long a task takes, for as many people as work on it. Actual hours: those that were reported."))
    if found.weightless:
        lines.append(
            tn("{count} task has no planned working time and weighs nothing.", "{count} tasks have no planned working time and weigh nothing.", found.weightless) if found.unit is Unit.HOURS
            else tn("{count} task has no cost and weighs nothing.", "{count} tasks have no cost and weigh nothing.", found.weightless)
        )  # fmt: skip
    if found.on_packages:
        lines.append(tn("{count} row that contains others has a cost of its own; it is not counted, put it on its tasks.", "{count} rows that contain others have a cost of their own; it is not counted, put it on their tasks.", found.on_packages))
    if found.cancelled:
        lines.append(tn("{count} task is cancelled and counts nowhere: {names}.", "{count} tasks are cancelled and count nowhere: {names}.", len(found.cancelled), names=_names(found.cancelled)))
    if found.effort and isinstance(bac := found.figures[Figure.BAC], Fraction):
        lines.append(t("{share} of the budget is level of effort: it is earned as time goes by, so it is never early or late.", share=percent(float(found.effort / bac))))
    if found.dropped:
        lines.append(tn("{count} task of the baseline has left the plan and counts nowhere: {names}.", "{count} tasks of the baseline have left the plan and count nowhere: {names}.", len(found.dropped), names=_names(found.dropped)))
    if found.added:
        lines.append(tn("{count} task is newer than the baseline and counts nowhere: {names}.", "{count} tasks are newer than the baseline and count nowhere: {names}.", len(found.added), names=_names(found.added)))
    for line in lines:
        st.caption(line)


def _names(names: Sequence[str]) -> str:
    return several(names[:NAMED]) + (" …" if len(names) > NAMED else "")


def _amount(value: Fraction, unit: Unit) -> str:
    return number(rounded(value), 2) if unit is Unit.MONEY else f"{number(rounded(value, 1))} {plain('h')}"


def _written(one: Figure, found: Value) -> str:
    """A figure of the project for the viewer; a dash where there is none."""
    value = found.figures[one]
    if isinstance(value, str):
        return "–"
    if one in INDEXES:
        return number(rounded(value), 2)
    return plain("{days} working days", days=number(rounded(value, 1))) if one in DAYS else _amount(value, found.unit)


def chart(found: Value, asked: Asked, ahead: Ahead | None) -> Chart:
    """The S-curve: what was planned, what is earned, what it cost, and what lies ahead."""
    lines: Rows = []
    band: Rows = []
    piece = 0  # a line breaks where nothing is known
    for point in found.points:
        at = midnight(point.day) * MS
        piece += point.least != point.most
        values = {Figure.PV: point.pv, Figure.EV: point.least if point.least == point.most else None, Figure.AC: point.ac}
        for one, value in values.items():
            if value is not None:
                code, name, *_ = WORDS[one]
                lines.append({"at": at, "value": float(value), "code": code, "name": plain(name), "piece": piece if one is Figure.EV else -1, "day": day(point.day), "text": _amount(value, found.unit)})
        if point.least is not None and point.most is not None:
            band.append({"at": at, "least": float(point.least), "most": float(point.most)})
    ends = [row for code in ("PV", "EV", "AC") for row in [one for one in lines if one["code"] == code][-1:]]
    mark = [{"at": midnight(asked.day) * MS, "label": plain("Today") if asked.day == asked.today else day(asked.day)}]
    said = plain("Planned and earned value over time; at the end {said}", said=several(f"{row['code']} {row['text']}" for row in ends))
    done, cost = (ahead.done, ahead.cost) if ahead else ([], [])
    marks = coming.estimates(found, ahead, {one: _written(one, found) for one in coming.ESTIMATES})
    return filled(_curve, {"band": band, "done": done, "cost": cost, "day": mark, "lines": lines, "ends": ends, "estimates": marks}, said, height=TALL)


def _figures(view: PlanView, found: Value) -> None:
    st.subheader(t("Figures"), anchor=False)
    how = st.toggle(t("Show how each is worked out"), key=f"value:{view.id}:how")
    sides = st.columns(2)
    for place, (title, ones) in enumerate(GROUPS.items()):
        with sides[place % 2].container(border=True, gap="xsmall"):
            lines = [_line(one, found, how) for one in ones if isinstance(found.figures[one], Fraction)]
            for reason in dict.fromkeys(value for one in ones if isinstance(value := found.figures[one], str)):
                without = [one for one in ones if found.figures[one] == reason]
                lines.append(f"- {several(_named(one, how) for one in without)} **–**  \n  :gray[:small[{t(reason)}]]")
            st.markdown(f"**{t(title)}**\n" + "\n".join(lines))


def _named(one: Figure, how: bool) -> str:
    """The name of a figure with its letters, and where wanted how it follows from others."""
    code, name, _, formula = WORDS[one]
    worked = f" `{formula}`" if "=" in formula else f" `= {formula}`" if formula else ""
    return f"{t(name)} ({escaped(code)}){worked if how else ''}"


def _line(one: Figure, found: Value, how: bool) -> str:
    on = {Figure.ES: found.planned_on, Figure.EAC_T: found.finish_on}.get(one)
    extra = f" ({escaped(day(on))})" if on else ""
    return f"- {_named(one, how)} **{escaped(_written(one, found))}**{extra}  \n  :gray[:small[{t(WORDS[one][2])}]]"


# --- by part ---------------------------------------------------------------------------------------------------------


def _parts(view: PlanView, found: Value) -> None:
    st.subheader(t("Where it comes from"), anchor=False)
    which = st.segmented_control(t("Where it comes from"), list(PARTS), format_func=lambda one: t(PARTS[one]), default=PACKAGES, key=f"value:{view.id}:parts", label_visibility="collapsed", required=True)
    rows = {one.row.uid: one.row for one in view.tasks}
    if which == OWNERS:
        named = sorted(((content(view.people.get(who)) if who else plain("Nobody answers for it"), told) for who, told in found.owners.items()), key=lambda one: one[0])
    else:
        told_of = found.packages if which == PACKAGES else found.tasks
        listed = [(rows[uid], told_of[uid]) for uid in rows if uid in told_of]
        named = [(INDENT * (row.level - 1) + row.name if which == PACKAGES else f"{view.numbers[row.uid]} {row.name}", told) for row, told in listed]
    if not named:
        nothing(N_("The plan has no row that contains others. Indent tasks under one in the task table."))
        return
    headings = {"name": N_("Owner") if which == OWNERS else N_("Task") if which == TASKS else N_("Work package")}
    shown = [one for one in COLUMNS if any(isinstance(told[one], Fraction) for _, told in named)]
    frame = pd.DataFrame([(name, *(_number(told[one]) for one in shown)) for name, told in named], columns=["name", *(one.value for one in shown)])
    columns: dict[str, object] = {one.value: st.column_config.NumberColumn(WORDS[one][0], format="%.2f", help=plain(WORDS[one][1])) for one in shown}
    headings |= {one.value: WORDS[one][1] for one in shown}
    linked_table(frame, headings, key=f"value_{which}", name=st.column_config.TextColumn(plain(headings["name"]), width=150 if on_phone() else "medium", pinned=True), **columns)
    _reasons([told for _, told in named])


def _number(value: Known) -> float | None:
    return None if isinstance(value, str) else float(rounded(value))


def _reasons(told: Sequence[Mapping[Figure, Known]]) -> None:
    """Why some fields are empty."""
    why: dict[str, list[str]] = {}
    for one in COLUMNS:
        for reason in dict.fromkeys(value for figures in told if isinstance(value := figures[one], str)):
            why.setdefault(reason, []).append(WORDS[one][0])
    if why:
        st.caption("\n".join(f"- {called(escaped(several(codes)), t(reason))}" for reason, codes in why.items()))


def _periods(view: PlanView, found: Value) -> None:
    """What each period added."""
    with st.expander(t("Period by period"), icon=":material/table_rows:", key=f"value:{view.id}:periods"):
        rows = []
        for before, point in zip(found.points, found.points[1:], strict=False):
            known = point.least == point.most and before.least == before.most and point.least is not None and before.least is not None
            earned = point.least - before.least if known and point.least is not None and before.least is not None else None
            cost = None if point.ac is None or before.ac is None else point.ac - before.ac
            sums = (point.pv, point.least if point.least == point.most else None, point.ac)
            rows.append((day(point.day), *(None if one is None else float(rounded(one)) for one in (point.pv - before.pv, earned, cost, *sums))))
        headings = {
            "day": N_("Until the end of"), "pv": N_("Planned in it"), "ev": N_("Earned in it"), "ac": N_("Spent in it"), "pv_sum": N_("Planned until then"),
            "ev_sum": N_("Earned until then"), "ac_sum": N_("Spent until then"),
        }  # fmt: skip
        frame = pd.DataFrame(rows, columns=list(headings))
        config = {name: st.column_config.NumberColumn(plain(label), format="%.2f") for name, label in headings.items() if name != "day"}
        linked_table(frame, headings, key="value_periods", **config)
