"""One assessment: its clauses before, during and after the service, each with its standing, evidence and finding."""

import streamlit as st

from core.access import Actor
from core.quality.compliance import actions, queries
from core.quality.compliance.queries import ClauseRow, View
from core.quality.compliance.rules import Phase, Standing
from core.quality.nonconformities.rules import CLASSES, Severity
from core.words import N_
from pages.parts import comments, desk
from pages.parts.frame import lead
from pages.parts.quality import nonconformity_bits as bits
from pages.parts.quality.compliance_lists import COLOURS, badges
from pages.parts.words import c, content, day, escaped, labelled, plain, t


def draw(actor: Actor, code: str) -> None:
    """The whole page of one assessment."""
    view = desk.ask(queries.view, actor, code)
    row = view.row
    st.title(escaped(row.scope), anchor=False)
    st.markdown(
        f"{badges(row)}  \n**{escaped(row.code)}** · {t(row.method.label)}{' · ' + escaped(row.body) if row.body else ''} · {t('due {day}', day=day(row.due_on))}  \n"
        f"{labelled(N_('Project'), f'{escaped(row.project_code)} {c(row.project)}')} · {labelled(N_('Department'), c(row.department))} · {labelled(N_('Who assesses'), c(row.assessor))}"
    )
    if view.conclusion:
        st.markdown(f"> {escaped(view.conclusion)}".replace("\n", "\n> "))
    for phase in Phase:
        clauses = [one for one in view.clauses if one.phase is phase]
        if clauses:
            st.subheader(t(phase.label), anchor=False)
            for clause in clauses:
                _clause(actor, view, clause)
    if view.may_assess:
        _close(actor, view)
    comments.timeline(actor, queries.KIND, row.id)


def _clause(actor: Actor, view: View, one: ClauseRow) -> None:
    with st.container(border=True, key=f"clause-{one.id}", gap="small"):
        st.badge(t(one.standing.label), color=COLOURS[one.standing])
        st.markdown(f"**{one.number}. {escaped(one.text)}**")
        st.caption(f"{t(one.side.label)} · {t(one.aspect.label)} · {escaped(one.reference)}")
        if one.evidence:
            st.markdown(labelled(N_("Evidence"), escaped(one.evidence), strong=True).replace("\n", "  \n"))
        if one.finding:
            st.markdown(labelled(N_("Finding"), escaped(one.finding), strong=True).replace("\n", "  \n"))
        if one.nonconformity:
            lead(t("Nonconformity {code}", code=one.nonconformity), "Nonconformities.py", icon=":material/report:", nonconformity=one.nonconformity)
        if not view.may_assess:
            return
        with st.expander(t("Assess"), icon=":material/edit_note:", expanded=one.standing is Standing.OPEN and one.number == 1):
            key = f"{one.id}:{one.version}"
            standings = [standing.value for standing in Standing if standing is not Standing.OPEN]
            standing = st.segmented_control(t("Standing"), standings, format_func=lambda code: t(Standing(code).label), default=None if one.standing is Standing.OPEN else one.standing.value, key=f"standing:{key}", label_visibility="collapsed")
            evidence = st.text_area(t("Evidence"), one.evidence, height=80, key=f"evidence:{key}", placeholder=plain("Which records were looked at"))
            finding = st.text_area(t("Finding"), one.finding, height=80, key=f"finding:{key}")
            if st.button(t("Save"), key=f"assess:{key}", type="primary", disabled=standing is None) and desk.perform(
                actions.assess, actor, one.id, standing=Standing(standing), evidence=evidence, finding=finding, version=one.version
            ):
                st.rerun()
        if one.standing in (Standing.PARTLY, Standing.FAILS) and not one.nonconformity:
            _register(actor, one)


def _register(actor: Actor, one: ClauseRow) -> None:
    classes, severities = bits.offered(CLASSES), [severity.value for severity in Severity]
    left, right = st.columns(2)
    class_ = left.selectbox(t("Class"), list(classes), index=None, format_func=lambda code: content(classes[code]), placeholder=plain("Choose"), key=f"clause_class:{one.id}")
    severity = right.selectbox(t("Severity"), severities, format_func=lambda code: plain(Severity(code).label), key=f"clause_severity:{one.id}")
    if st.button(t("Register a nonconformity"), key=f"clause_nc:{one.id}", disabled=class_ is None) and desk.perform_once(
        f"clause-nc:{one.id}", actions.register, actor, one.id, class_=class_ or "", severity=Severity(severity)
    ):
        st.rerun()


def _close(actor: Actor, view: View) -> None:
    st.subheader(t("Finish"), anchor=False)
    conclusion = st.text_area(t("Conclusion"), height=100, key=f"conclusion:{view.row.id}")
    if st.button(t("Close the assessment"), key=f"assessment_close:{view.row.id}", type="primary") and desk.perform(actions.close, actor, view.row.id, conclusion=conclusion):
        st.toast(t("Closed."), icon=":material/task_alt:")
        st.rerun()
