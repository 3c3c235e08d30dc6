"""Project updates on the screen: judge the project beside its figures, and read how it was judged before."""

from datetime import date

import streamlit as st

from core.access import Actor
from core.planning.queries import PlanView
from core.progress.updates import actions, queries, rules
from core.progress.updates.queries import Given
from core.progress.updates.rules import Figures, Health, Sign
from core.words import N_
from pages.parts.desk import ask, ask_kept, form_key, perform_once
from pages.parts.draft import Form
from pages.parts.kit import badge_text, nothing
from pages.parts.kit import row as framed
from pages.parts.words import c, day, escaped, labelled, moment, number, plain, several, t

COLOURS = {Health.ON_TRACK: "released", Health.AT_RISK: "contested", Health.OFF_TRACK: "missed", Health.ON_HOLD: "planned", Health.DONE: "open"}
SHOWN = 20


def draw(actor: Actor, view: PlanView) -> None:
    """The part of the page."""
    found: Figures | None = ask(queries.figures, actor, view.project_code)
    told = ask_kept(("updates", "people"), queries.history, actor, view.project_code)
    if found is None:
        nothing(N_("The plan has no task yet. A project is judged beside the figures of its plan."))
    elif view.editable:
        _form(actor, view, found)
    else:
        with st.container(border=True):
            _figures(found)
    if not told:
        nothing(N_("Nobody has said yet how the project stands."))
        return
    st.subheader(t("Earlier updates"), anchor=False)
    for one in told[:SHOWN]:
        _given(one)
    if len(told) > SHOWN:
        with st.expander(t("Older ones"), key=f"updates:{view.id}:older"):
            for one in told[SHOWN:]:
                _given(one)


def badge(health: Health) -> str:
    """A judgement as a coloured word."""
    return badge_text(COLOURS[health], health.label)


def newest(actor: Actor, code: str) -> str:
    """The newest update of a project in one line, empty where there is none: the judgement, its day, and the figures where they contradict it."""
    found = ask_kept("updates", queries.newest, actor).get(code)
    if found is None:
        return ""
    health, measured, on = found
    beside = f" · {labelled(N_('By the figures'), badge(measured))}" if rules.contradicts(health, measured) else ""
    return f"{badge(health)} {escaped(day(on))}{beside}"


def plainly(found: tuple[Health, Health, date] | None) -> str:
    """The newest update in a cell of a table."""
    return "" if found is None else f"{plain(found[0].label)} · {day(found[2])}"


def _form(actor: Actor, view: PlanView, found: Figures) -> None:
    key, form, measured = f"update:{view.project_id}", Form(actor, "project_update", record=view.project_code), rules.computed(found)
    with st.container(border=True):
        _figures(found)
        if not form.opened():
            return
        states = [one.value for one in Health]
        said = st.segmented_control(t("How the project stands"), states, format_func=lambda one: t(Health(one).label), **form.field(f"{key}:health", measured.value, states))
        text = st.text_area(
            t("What is to be said of it"), height=110, placeholder=plain("What was reached, what hinders, what happens next"), **form.field(f"{key}:text", "")
        )
        reason = ""
        if said and rules.contradicts(Health(said), measured):
            st.warning(t("The figures say otherwise: {state}.", state=plain(measured.label)), icon=":material/compare_arrows:")
            reason = st.text_area(t("Why you judge it better"), height=80, **form.field(f"{key}:reason", ""))
        form.note()
        if st.button(t("Give this update"), key=f"{key}:save", type="primary", icon=":material/send:", disabled=not said) and said:
            done = perform_once(
                form_key(f"update_{view.project_id}"), actions.give, actor, view.project_id, health=Health(said), seen=measured, text=text, reason=reason
            )
            if done:
                form.done()
                st.toast(t("The update is kept, with the figures of this moment."))
                st.rerun()


def _figures(found: Figures) -> None:
    measured = rules.computed(found)
    st.markdown(labelled(N_("By the figures"), badge(measured)) + (f" · {_against(found)}" if rules.signs(found) else ""))
    st.markdown(_in_words(found))
    if found.silent:
        st.caption(f":material/notifications_paused: {t('People who owe reports: {count}. The figures may be older than they look.', count=found.silent)}")


def _against(found: Figures) -> str:
    """What speaks against the project being on track."""
    counts = {Sign.OVERDUE: found.overdue, Sign.HELD_UP: found.held_up, Sign.OWED: found.owed}
    return several(f"{t(one.label)} ({counts[one]})" if one in counts else t(one.label) for one in rules.signs(found))


def _in_words(found: Figures) -> str:
    """The figures, as few words as they need."""
    late = None if found.late is None else t("{days} working days", days=number(found.late))
    facts = [
        (N_("Done"), "–" if found.percent is None else f"{found.percent}%"), (N_("Tasks finished"), t("{done} of {all}", done=found.finished, all=found.tasks)),
        (N_("Planned finish"), escaped(day(found.finish))), (N_("Expected"), escaped(day(found.forecast))),
        (N_("By the baseline"), escaped(day(found.baseline)) if found.baseline else t("no baseline")), *([(N_("Later by"), late)] if late else []),
        (N_("Schedule performance index"), "–" if found.spi is None else number(found.spi, 2)), (N_("Cost performance index"), "–" if found.cpi is None else number(found.cpi, 2)),
        (N_("Overdue"), str(found.overdue)), (N_("Held up"), str(found.held_up)), (N_("Deviations"), str(found.deviations)),
    ]  # fmt: skip
    why = [labelled(name, t(reason)) for name, reason in ((N_("Schedule performance index"), found.spi_why), (N_("Cost performance index"), found.cpi_why)) if reason]
    return " · ".join(labelled(name, f"**{text}**") for name, text in facts) + ("  \n:gray[:small[" + "  \n".join(why) + "]]" if why else "")


def _given(one: Given) -> None:
    with framed(f"update_{one.id}"):
        st.markdown(f"{badge(one.health)} **{escaped(day(one.on))}** · {c(one.by)} :gray[:small[{escaped(moment(one.at, short=True))}]]  \n{escaped(one.text)}")
        otherwise = rules.contradicts(one.health, one.measured)
        beside = labelled(N_("By the figures"), badge(one.measured)) + (f" · {_against(one.figures)}" if rules.signs(one.figures) else "")
        st.markdown(f":gray[:small[{beside}]]" + (f"  \n{labelled(N_('Why judged better'), escaped(one.reason))}" if otherwise else ""))
        with st.expander(t("Figures of that day"), key=f"update:{one.id}:figures"):
            st.markdown(_in_words(one.figures))
