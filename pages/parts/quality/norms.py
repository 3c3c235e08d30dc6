"""Service norms: what they say now and said before, who was trained on which version, who is missing."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.errors import Refusal
from core.people import queries as people
from core.quality.compliance import actions, queries, rules
from core.quality.compliance.queries import NormRow
from core.quality.compliance.rules import NormText
from core.words import N_
from pages.parts import desk, kit
from pages.parts.draft import Form
from pages.parts.quality import norm_flow
from pages.parts.words import c, content, day, escaped, moment, plain, t, tn

FIELDS = {"process": N_("Service process"), "standard": N_("Service standards"), "promise": N_("Service promises"), "feedback": N_("Feedback")}
HEADINGS = {"person": N_("Person"), "trained": N_("Trained on"), "trainer": N_("Trainer"), "confirmed": N_("Confirmed")}


def draw(actor: Actor) -> None:
    """All norms, and the form for a new one."""
    found = desk.ask(queries.norms, actor)
    if not found:
        kit.nothing(N_("No service norm is written yet."))
    names = desk.ask(queries.standards_named, actor, frozenset(code for norm in found for one in norm.versions for step in one.text.steps for code in step.standards))
    for norm in found:
        _norm(actor, norm, names)
    if actor.may(Permission.NORM_EDIT):
        _write(actor, None)


def _norm(actor: Actor, norm: NormRow, names: Mapping[str, str]) -> None:
    held = next((one for one in norm.versions if one.number == norm.in_force), None)
    with st.container(border=True, key=f"norm-{norm.id}"):
        st.markdown(f"**{escaped(norm.code)} {escaped(norm.name)}** · {c(norm.department)}")
        if held is None:
            st.caption(t("Takes effect on {day}", day=day(norm.versions[0].effective_on)))
        else:
            missing = f" · :orange-badge[{tn('one is not trained', '{count} are not trained', len(norm.missing))}]" if norm.missing else f" · :green-badge[{t('everybody is trained')}]"
            st.markdown(t("Version {number}, in force since {day}", number=held.number, day=day(held.effective_on)) + (missing if norm.people else ""))
        shown = held or norm.versions[0]
        with st.expander(t("What it says")):
            for name, label in FIELDS.items():
                if said := getattr(shown.text, name):
                    st.markdown(f"**{t(label)}**  \n" + escaped(said).replace("\n", "  \n"))
        with st.expander(t("Flow chart: steps, duty and standards"), icon=":material/account_tree:"):
            norm_flow.draw(shown.text.steps, names)
        if len(norm.versions) > 1:
            with st.expander(t("Versions")):
                for one in norm.versions:
                    st.markdown(f"**{one.number}** · {escaped(day(one.effective_on))} · {c(one.by)} · {escaped(one.reason)}")
        if norm.may_confirm and st.button(t("I was trained on this version"), key=f"norm_confirm:{norm.id}", type="primary", icon=":material/verified:") and desk.perform(actions.confirm, actor, norm.id):
            st.rerun()
        if norm.may_edit and held is not None:
            _trained(actor, norm)
            _write(actor, norm)


def _trained(actor: Actor, norm: NormRow) -> None:
    with st.expander(t("Training"), icon=":material/school:"):
        if norm.people:
            rows = [(content(one.name), day(one.trained_on) if one.trained_on else plain("missing"), one.trainer, moment(one.confirmed_at) if one.confirmed_at else "") for one in norm.people]
            kit.linked_table(pd.DataFrame(rows, columns=list(HEADINGS)), HEADINGS, key=f"trained:{norm.id}")
        names = {one.person_id: content(one.name) for one in norm.people}
        chosen = st.multiselect(t("Who was trained"), list(names), format_func=names.__getitem__, default=[], key=f"train_who:{norm.id}", placeholder=plain("Choose people"))
        left, right = st.columns(2)
        trained_on = left.date_input(t("Trained on"), today(), key=f"train_on:{norm.id}")
        trainer = right.text_input(t("Trainer"), max_chars=rules.NAME_LIMIT, key=f"trainer:{norm.id}")
        if st.button(t("Record the training"), key=f"train:{norm.id}", disabled=not chosen or trained_on is None) and desk.perform(actions.train, actor, norm.id, people=chosen, trained_on=trained_on, trainer=trainer):
            st.toast(t("Saved."), icon=":material/task_alt:")
            st.rerun()


def _write(actor: Actor, norm: NormRow | None) -> None:
    form = Form(actor, "norm", record=norm.code if norm else "", version=norm.version if norm else 0)
    key = f"norm:{norm.id if norm else 'new'}"
    with st.expander(t("Write the next version") if norm else t("Write a norm"), icon=":material/edit_note:", expanded=form.waiting):
        if not form.opened():
            return
        name, unit = "", None
        if norm is None:
            name = st.text_input(t("Name"), max_chars=rules.NAME_LIMIT, **form.field(f"{key}:name", ""))
            units = {one.id: one.name for one in desk.ask(people.departments, actor)}
            unit = st.selectbox(t("Whose people have to know it"), list(units), format_func=lambda one: content(units[one]), **form.field(f"{key}:unit", next(iter(units), None), units))
        present = norm.versions[0].text if norm else NormText("", "")
        said = {
            field: st.text_area(t(label), max_chars=rules.TEXT_LIMIT, height=100, **form.field(f"{key}:{field}", getattr(present, field))) for field, label in FIELDS.items()
        }  # fmt: skip
        steps = st.text_area(
            t("Flow chart: a step a line"), height=150, placeholder=plain("Answer the call | Hotline agent | STD-2026-0001\nSolved on the spot? | Hotline agent | | 4\nTell the customer | Hotline agent | | 5\nHand over | Team lead\nAsk the customer whether it is solved | Hotline agent"),
            help=t("step | who has the duty | codes of standards | number of the step to go to instead of the next; of a question, where “no” leads"), **form.field(f"{key}:steps", rules.written(present.steps)),
        )  # fmt: skip
        effective_on = st.date_input(t("In force from"), **form.field(f"{key}:from", today()))
        reason = st.text_input(t("What changes, and why"), max_chars=rules.REASON_LIMIT, **form.field(f"{key}:reason", "")) if norm else ""
        form.note()
        if st.button(t("Save the version"), key=f"{key}:save", type="primary", disabled=effective_on is None):
            text = _text(said, steps)
            if text is None:
                return
            if norm is None:
                done = desk.perform_once(desk.form_key(key), actions.write, actor, name=name, department_id=unit, text=text, effective_on=effective_on)
            else:
                done = desk.perform(actions.revise, actor, norm.id, text=text, effective_on=effective_on, reason=reason, version=norm.version)
            if done:
                form.done()
                st.toast(t("Saved."), icon=":material/task_alt:")
                st.rerun()


def _text(said: Mapping[str, str], steps: str) -> NormText | None:
    """What is typed; None where the flow chart is not understood, which is said."""
    try:
        return NormText(**said, steps=rules.steps_of(steps))
    except Refusal as refusal:
        desk.say(refusal)
        return None
