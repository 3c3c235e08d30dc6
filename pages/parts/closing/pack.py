"""The pack of an acceptance: four parts, each with its files and somebody's judgement."""

import streamlit as st

from core.access import Actor
from core.closing.acceptance import actions
from core.closing.acceptance.queries import OfProject, PaperRow, Whole
from core.closing.acceptance.rules import State
from core.words import N_
from pages.parts.closing import uploads
from pages.parts.desk import perform
from pages.parts.draft import Form
from pages.parts.words import c, day, escaped, t

ASPECTS = (("complete", N_("Complete")), ("whole", N_("Whole")), ("correct", N_("Correct")))
HELP = {"complete": N_("Everything that belongs to it is there."), "whole": N_("No part of it has gaps."), "correct": N_("It agrees with the facts.")}


def draw(actor: Actor, found: OfProject, shown: Whole) -> None:
    """The part of the page."""
    for one in shown.papers:
        with st.container(border=True, key=f"row-paper:{shown.id}:{one.paper}"):
            marks = " ".join(_mark(getattr(one, name), label) for name, label in ASPECTS)
            st.markdown(f"**{t(one.paper.label)}** {marks}")
            if one.judged:
                said = f" · {escaped(one.remark)}" if one.remark else ""
                st.caption(f"{c(one.by)} · {day(one.at.date()) if one.at else ''}{said}")
            st.markdown(uploads.links([(file.id, file.name) for file in one.files]) or f":gray[{t('No file yet.')}]")
            if found.editable and shown.state is State.PREPARING:
                _edit(actor, shown, one)


def _mark(value: bool | None, label: str) -> str:
    colour, sign = ("gray", "○") if value is None else ("green", "✓") if value else ("red", "✗")
    return f":{colour}-badge[{sign} {t(label)}]"


def _edit(actor: Actor, shown: Whole, one: PaperRow) -> None:
    key, form = f"paper:{shown.id}:{one.paper}", Form(actor, "acceptance_paper", record=f"{shown.code}:{one.paper}")
    with st.expander(t("Add files and judge"), icon=":material/fact_check:", expanded=form.waiting):
        if not form.opened():
            return
        chosen = uploads.field(N_("Files that show it"), f"{key}:files:{len(one.files)}")
        columns = st.columns(3)
        said = {
            name: column.checkbox(t(label), help=t(HELP[name]), **form.field(f"{key}:{name}", bool(getattr(one, name)))) for column, (name, label) in zip(columns, ASPECTS, strict=True)
        }
        remark = st.text_input(t("Remark"), **form.field(f"{key}:remark", one.remark))
        form.note()
        if st.button(t("Save the judgement"), key=f"{key}:save", type="primary"):
            kept = uploads.accepted(chosen)
            if kept is None:
                return
            for data, kind, name in kept:
                if perform(actions.attach, actor, shown.id, one.paper, data=data, kind=kind, name=name) is None:
                    return
            if perform(actions.judge, actor, shown.id, one.paper, remark=remark, **said) is not None:
                form.done()
                st.rerun()
