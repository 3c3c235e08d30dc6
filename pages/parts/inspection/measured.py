"""A measured item on a sheet: the fact with n, interval and definition, taken over by one tap; its records; whether it has moved since."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import streamlit as st

from core.access import Actor
from core.inspection.measured import queries
from core.inspection.measured.rules import Taken
from core.inspection.rules import fraction, shown
from core.inspection.sheets.queries import Answered, SheetView
from core.inspection.templates.queries import Question
from core.metrics.rules import Measured, known
from core.words import N_
from pages.parts import desk
from pages.parts.frame import fresh_actor
from pages.parts.metrics import board, said
from pages.parts.words import day, escaped, labelled, moment, number, plain, t


def asked(view: SheetView, actor: Actor, questions: Sequence[Question]) -> list[Question]:
    """`questions` with what is measured now: asked for once with the page, and only where something is measured."""
    if not any(question.draft.measured for question in questions):
        return list(questions)
    facts = desk.ask(queries.facts, actor, view.head.id)
    return [replace(question, fact=facts.get(question.id)) for question in questions]


def worth(question: Question, raw: Decimal) -> str:
    """What a measured value earns: 84 of 100 points."""
    return plain("{points} of 100 points", points=number(shown(100 * fraction(question.draft.scale, raw))))


def value_said(question: Question, raw: Decimal) -> str:
    """A measured answer in words, as it stands: 92.3% → 84 of 100 points."""
    return f"{said.value(known(question.draft.metric), raw)} → {worth(question, raw)}"


def taken_said(question: Question, kept: Answered) -> str:
    """What an answer took over, for Markdown: measured 92.3% of 41 records → 84 of 100 points."""
    one = kept.taken
    if one is None or kept.raw is None:
        return t("Set by a decision, not measured.")
    figure = Measured(one.measure, one.value, one.n, one.low, one.high)
    return t(
        "Measured: {value} → {points}. Period {first} to {last}, as of {time}.", value=said.line(figure), points=worth(question, kept.raw), first=day(one.first),
        last=day(one.last), time=moment(one.at),
    )  # fmt: skip


def labels(question: Question, kept: Answered) -> dict[str, str]:
    """What can be tapped: the value of now, and beside it the one taken over if it was another."""
    found: dict[str, str] = {}
    now = question.fact.figure.value if question.fact else None
    for raw, label in ((now, N_("Take over")), (kept.raw, N_("Taken over"))):
        if raw is not None and (code := format(raw.normalize(), "f")) not in found:
            name = N_("Taken over") if raw == kept.raw else label
            found[code] = f"**{labelled(name, escaped(value_said(question, raw)))}**"
    return found


def fact(sheet_id: int, question: Question, kept: Answered) -> None:
    """The fact with n and interval, as of when, its definition and, if wanted, its records."""
    one = question.fact
    measure = known(question.draft.metric)
    if one is not None:
        period = t("{first} to {last}", first=day(one.period.first), last=day(one.period.last))
        st.markdown(f":material/straighten: {labelled(measure.name, said.line(one.figure))}")
        told = t("Measured for {period}, as of {time}.", period=period, time=moment(one.at))
        st.caption(told + (" " + t("This is the figure of the whole project: there is none of its own for what is inspected here.") if one.wider else ""))
    if kept.taken is not None and kept.taken.moved(one):
        st.caption(f":orange[:material/update: {t('It was taken over as {value} of {n} records on {time}; it has moved since.', **_before(measure, kept.taken))}]")
    with st.popover(t("How it is computed"), icon=":material/function:", type="tertiary"):
        st.markdown(t(measure.definition))
        board.definition(measure)
    if st.toggle(t("Show the records"), key=f"records:{sheet_id}:{question.id}"):
        frame, total = desk.ask(queries.rows, fresh_actor(), sheet_id, question.id)
        if frame.empty:
            st.caption(t("There is none in this period."))
        else:
            board.rows_table(measure, frame)
        if total > len(frame):
            st.caption(t("The first {shown} of {total}.", shown=len(frame), total=total))


def _before(measure: Any, one: Taken) -> dict[str, Any]:
    return {"value": said.value(measure, one.value), "n": one.n, "time": moment(one.at)}
