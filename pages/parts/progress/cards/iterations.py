"""The iterations of a project: what is in each, how it burns down and up, how much the team finishes."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import altair as alt
import pandas as pd
import streamlit as st

from core.access import Actor
from core.clock import today
from core.planning.rules.worktime import TICKS
from core.progress.cards.queries import BoardView
from core.progress.cards.rules import State
from core.progress.iterations import actions, queries, rules
from core.progress.iterations.queries import Burn, IterationRow
from core.progress.iterations.rules import Draft, Point, Velocity
from core.words import N_
from pages.parts import sketch, theme
from pages.parts.desk import ask_kept, form_key, perform, perform_once
from pages.parts.kit import linked_table, nothing
from pages.parts.sketch import FAINT, HEIGHT, INK, LINE, Chart, Rows, filled, say
from pages.parts.sketch import rows as sketch_rows
from pages.parts.words import content, day, escaped, labelled, number, plain, several, short, t, tn

MS, TALL, HOUR = 86_400_000, 260, 60 * TICKS
TASKS, WORK = "tasks", "work"
UNITS = {TASKS: N_("Tasks"), WORK: N_("Hours of planned work")}
USUAL_DAYS = 14
HEADINGS = {"on": N_("Day"), "task": N_("Task"), "why": N_("What"), "hours": N_("Hours"), "by": N_("Who")}


def _burn_sketch() -> alt.LayerChart:
    x = alt.X("at:T", title=None, axis=alt.Axis(format="%m-%d", labelOverlap=True, grid=False), scale=alt.Scale(type="utc"))
    y = alt.Y("value:Q", title=None, axis=alt.Axis(grid=True))
    look = alt.Color("code:N", legend=None, scale=alt.Scale(domain=["left", "done", "scope", "ideal"], range=[LINE, theme.SERIES[4], theme.SERIES[1], FAINT]))
    told = [alt.Tooltip("day:N", title=say(N_("Until the end of"))), alt.Tooltip("name:N", title=say(N_("Figure"))), alt.Tooltip("text:N", title=say(N_("Value")))]
    return alt.layer(
        sketch_rows("ideal").mark_line(strokeDash=[5, 4], strokeWidth=1.5).encode(x=x, y=y, color=look),
        sketch_rows("lines").mark_line(strokeWidth=2.5, interpolate="linear").encode(x=x, y=y, color=look, detail="code:N"),
        sketch_rows("lines").mark_circle(size=40, opacity=1).encode(x=x, y=y, color=look, tooltip=told),
        sketch_rows("ends").mark_text(align=alt.ExprRef("datum.late ? 'right' : 'left'"), dx=alt.ExprRef("datum.late ? -8 : 8"), dy=-9, fontSize=12, fontWeight="bold", color=INK).encode(x=x, y=y, text="name:N"),
    ).properties(height=HEIGHT)  # fmt: skip


SKETCHES = (_burn_sketch,)


def draw(actor: Actor, view: BoardView) -> None:
    """The part of the page."""
    every: list[IterationRow] = ask_kept("iterations", queries.iterations, actor, view.project_code)
    if not every:
        nothing(N_("No iteration yet. An iteration is some days in which the team finishes some of the plan's tasks."))
        if view.editable:
            _create(actor, view, every)
        return
    by_id = {one.id: one for one in every}
    now = today()
    usual = next((one.id for one in every if one.closed_on is None and one.starts_on <= now), every[0].id)
    chosen = st.selectbox(t("Iteration"), list(by_id), index=list(by_id).index(usual), format_func=lambda one: _called(by_id[one]), key=f"iterations:{view.project_id}:which")
    one = by_id[chosen]
    _head(one)
    burn: Burn = ask_kept(("iterations", "calendar"), queries.burn, actor, one.id, now)
    if not one.tasks and not burn.changes:
        nothing(N_("No task is in this iteration yet. Put some in below."))
    else:
        unit = st.segmented_control(t("Shown in"), list(UNITS), format_func=lambda each: t(UNITS[each]), default=TASKS, key="burn_unit", required=True)
        _charts(burn.tasks if unit == TASKS else burn.work, unit)
        _unfinished(burn)
    if view.editable and one.closed_on is None:
        _tasks(actor, view, one)
        _change(actor, one)
        _close(actor, view, one, every)
    _changes(view, burn)
    _velocity(every)
    if view.editable:
        _create(actor, view, every)


def _called(one: IterationRow) -> str:
    return f"{one.name} · {day(one.starts_on)} – {day(one.ends_on)}" + (f" · {plain('closed')}" if one.closed_on else "")


def _head(one: IterationRow) -> None:
    if one.goal:
        st.markdown(labelled(N_("Goal"), f"**{escaped(one.goal)}**"))
    figures = [labelled(N_("Done"), f"**{number(one.done_tasks, 0)} / {number(one.tasks, 0)}** {t('tasks')}"), labelled(N_("Planned work"), f"**{_hours(one.done_work)} / {_hours(one.work)}** {t('hours')}")]
    if one.capacity is not None:
        figures.append(labelled(N_("Capacity"), f"**{short(one.capacity)}** {t('hours')}"))
    st.markdown(" · ".join(figures))
    if one.capacity is not None and Decimal(one.work) / HOUR > one.capacity:
        st.warning(t("More work is planned than the team has hours. Take something out, or move the end."), icon=":material/warning:")
    if one.closed_on:
        st.caption(t("Closed on {day}; what it was stays as it is.", day=day(one.closed_on)))
    elif one.ends_on < today():
        st.caption(t("It ended on {day} and is not closed yet.", day=day(one.ends_on)))


def _hours(ticks: int) -> str:
    return short(round(Decimal(ticks) / HOUR, 1))


def _charts(points: Sequence[Point], unit: str) -> None:
    if not any(one.scope is not None for one in points):
        st.caption(t("Its first day is still to come. From then on it is told here day by day what is left."))
        return
    down, up = st.tabs([t("Burn-down"), t("Burn-up")])
    with down:
        sketch.draw(chart(points, unit, {"left": N_("Left")}, ideal=True))
        st.caption(t("What is left at the end of each day. Dashed: the same amount done on each working day. A task counts when it is finished."))
    with up:
        sketch.draw(chart(points, unit, {"done": N_("Finished"), "scope": N_("All of it")}))
        st.caption(t("What is finished, and all there is to do: where the upper line rises, something was added."))
    more, fewer = sum(one.more for one in points), sum(one.fewer for one in points)
    if more or fewer:
        shown = (lambda one: number(one, 0)) if unit == TASKS else _hours
        st.markdown(t("Since it began: **{more}** added, **{fewer}** taken out.", more=shown(more), fewer=shown(fewer)))


def chart(points: Sequence[Point], unit: str, series: dict[str, str], *, ideal: bool = False) -> Chart:
    """The days of an iteration as lines; days that are not known or to come have no point."""
    lines: Rows = []
    ends: Rows = []

    def sized(value: int | Fraction) -> float:
        return float(value if unit == TASKS else value / Fraction(HOUR))

    for code, label in series.items():
        for one in points:
            value = getattr(one, code)
            if value is not None:
                size = sized(value)
                lines.append({"at": _ms(one.on), "value": size, "code": code, "day": day(one.on), "name": plain(label), "text": number(size, 0 if unit == TASKS else 1)})
        last = next((one for one in reversed(lines) if one["code"] == code), None)
        if last:
            late = last["at"] > (_ms(points[0].on) + _ms(points[-1].on)) / 2
            ends.append(last | {"name": f"{last['name']} {last['text']}", "late": late})
    dashed = [{"at": _ms(one.on), "value": sized(one.ideal), "code": "ideal"} for one in points if ideal and one.ideal is not None]
    if not dashed:  # the whole of the days all the same
        dashed = [{"at": _ms(one.on), "value": None, "code": "ideal"} for one in (points[0], points[-1])]
    said = plain("Day by day until now: {ends}", ends=several(one["name"] for one in ends))
    return filled(_burn_sketch, {"lines": lines, "ends": ends, "ideal": dashed}, said, height=TALL)


def _ms(on: date) -> int:
    return (on - date(1970, 1, 1)).days * MS


def _unfinished(burn: Burn) -> None:
    if burn.unfinished:
        st.markdown(labelled(N_("Not finished when it was closed"), several(escaped(one) for one in burn.unfinished)))


def _tasks(actor: Actor, view: BoardView, one: IterationRow) -> None:
    inside: dict[int, int] = ask_kept("iterations", queries.members, actor, view.project_code)
    cards = {card.uid: card for card in view.cards}
    here = [uid for uid, it in inside.items() if it == one.id and uid in cards]
    done = {column.number for column in view.columns if column.means is State.DONE}
    free = [uid for uid, card in cards.items() if uid not in here and card.column not in done]
    with st.expander(t("Tasks of this iteration"), icon=":material/checklist:", key=f"iteration:{one.id}:tasks"):
        add = st.multiselect(t("Put in"), free, format_func=lambda uid: cards[uid].task, key=f"iteration:{one.id}:{len(here)}:add", placeholder=plain("Open tasks of the plan"), help=t("A task that is in another open iteration leaves it."))
        if st.button(t("Put them in"), key=f"iteration:{one.id}:assign", disabled=not add) and perform_once(form_key(f"assign_{one.id}"), actions.assign, actor, one.id, add):
            st.rerun()
        out = st.multiselect(t("Take out"), here, format_func=lambda uid: cards[uid].task, key=f"iteration:{one.id}:{len(here)}:out", placeholder=plain("Tasks of this iteration"))
        if st.button(t("Take them out"), key=f"iteration:{one.id}:take", disabled=not out) and perform_once(form_key(f"take_{one.id}"), actions.take_out, actor, one.id, out):
            st.rerun()


def _fields(key: str, one: Draft) -> Draft | None:
    """What is said of an iteration; None while a day is missing."""
    name = st.text_input(t("Name"), one.name, key=f"{key}:name")
    goal = st.text_input(t("Goal"), one.goal, key=f"{key}:goal")
    left, middle, right = st.columns(3)
    starts = left.date_input(t("First day"), one.starts_on, key=f"{key}:starts")
    ends = middle.date_input(t("Last day"), one.ends_on, key=f"{key}:ends")
    hours = right.number_input(t("Capacity in hours"), 0.0, float(rules.MOST_HOURS), None if one.capacity is None else float(one.capacity), 1.0, key=f"{key}:capacity", placeholder=plain("Not said"))
    if not isinstance(starts, date) or not isinstance(ends, date):
        return None
    return Draft(name, starts, ends, goal, None if hours is None else round(Decimal(str(hours)), 1))


def _create(actor: Actor, view: BoardView, every: Sequence[IterationRow]) -> None:
    last = max((one.ends_on for one in every), default=None)
    first = today() if last is None else max(last + timedelta(days=1), today())
    key = f"iterations:{view.project_id}:{len(every)}"
    with st.expander(t("A new iteration"), icon=":material/add:", key=f"{key}:new"):
        said = _fields(key, Draft(plain("Iteration {number}", number=len(every) + 1), first, first + timedelta(days=USUAL_DAYS - 1)))
        if st.button(t("Make the iteration"), key=f"{key}:create", type="primary") and said and perform_once(form_key(f"iteration_{view.project_id}"), actions.create, actor, view.project_id, said):
            st.rerun()


def _change(actor: Actor, one: IterationRow) -> None:
    key = f"iteration:{one.id}:{one.version}"
    with st.expander(t("Change this iteration"), icon=":material/edit:", key=f"{key}:change"):
        said = _fields(key, Draft(one.name, one.starts_on, one.ends_on, one.goal, one.capacity))
        if st.button(t("Save"), key=f"{key}:save") and said and perform(actions.change, actor, one.id, said, version=one.version):
            st.rerun()


def _close(actor: Actor, view: BoardView, one: IterationRow, every: Sequence[IterationRow]) -> None:
    key, left = f"iteration:{one.id}:{one.version}:close", one.tasks - one.done_tasks
    others = {each.id: each.name for each in reversed(every) if each.closed_on is None and each.id != one.id}
    with st.expander(t("Close this iteration"), icon=":material/flag:", key=f"{key}:panel"):
        st.markdown(tn("{count} task is not finished.", "{count} tasks are not finished.", left) if left else t("Everything is finished."))
        into = st.radio(t("What is not finished goes"), [0, *others], format_func=lambda it: t("into {name}", name=others[it]) if it else t("back to the plan, in no iteration"), index=len(others) and 1, key=f"{key}:into") if left else 0
        if st.button(t("Close it"), key=f"{key}:go", type="primary") and perform_once(form_key(f"close_{one.id}"), actions.close, actor, one.id, version=one.version, into=into or None):
            st.rerun()


def _changes(view: BoardView, burn: Burn) -> None:
    if not burn.changes:
        return
    with st.expander(t("What changed in it"), icon=":material/history:", key=f"iteration:{view.project_id}:changes"):
        rows = [(day(one.on), one.task, plain(one.why.label), _hours(one.work) if one.work else "", content(one.by)) for one in burn.changes]
        linked_table(pd.DataFrame(rows, columns=list(HEADINGS)), HEADINGS, key="iteration_changes", task=st.column_config.TextColumn(plain("Task"), pinned=True))


def _velocity(every: Sequence[IterationRow]) -> None:
    tasks, work = queries.velocity(every)
    if tasks is None or work is None:
        return
    st.subheader(t("How much the team finishes"), anchor=False)
    st.markdown(tn("In the last closed iteration: {tasks}, {hours}.", "In each of the last {count} closed iterations: {tasks}, {hours}.", tasks.iterations, tasks=_range(tasks, Fraction(1), N_("{amount} tasks")), hours=_range(work, Fraction(HOUR), N_("{amount} hours of planned work"))))
    if tasks.mean is None:
        st.caption(t("A mean is told of {count} closed iterations and more.", count=rules.LEAST_FOR_MEAN))
    else:
        st.caption(t("On average {tasks} tasks, {hours} hours.", tasks=number(float(tasks.mean)), hours=number(float((work.mean or 0) / HOUR))))


def _range(one: Velocity, unit: Fraction, label: str) -> str:
    least, most = (number(float(value / unit), 0 if unit == 1 else 1) for value in (one.least, one.most))
    return plain(label, amount=least if least == most else plain("{least} to {most}", least=least, most=most))
