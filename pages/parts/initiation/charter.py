"""A project's charter on the screen: what it says, what differs from what was approved, the customer's confirmation, a new version."""

from datetime import date

import streamlit as st

from core.access import Actor, Permission, Reach, within
from core.clock import today
from core.initiation.charters import actions, queries, rules
from core.initiation.charters.queries import CHANNELS, Whole
from core.initiation.charters.rules import SCOPE, WORDS_OF_A_CHARTER, Content
from core.initiation.milestones import actions as following
from core.initiation.milestones import queries as milestones
from core.initiation.milestones.rules import Went
from core.initiation.rules import BUDGET_LINES
from core.projects.queries import ProjectRow
from core.words import N_
from pages.parts import comments
from pages.parts.approval.submission import changes_table
from pages.parts.codes import code_table
from pages.parts.desk import ask, form_key, perform, perform_once
from pages.parts.draft import Form
from pages.parts.frame import lead
from pages.parts.initiation import fields
from pages.parts.kit import badge_text, nothing
from pages.parts.words import c, content, day, escaped, labelled, moment, plain, several, t, tn

APART = {Went.MISSING: "open", Went.MOVED: "contested", Went.LATE: "missed"}


def draw(actor: Actor, row: ProjectRow, *, writes: bool) -> None:
    """The charter of a project, or the way to begin one."""
    whole = ask(queries.charter, actor, row.id)
    if whole is None:
        nothing(N_("This project came without an application, so it has no charter yet."))
        begin = writes and st.button(t("Begin the charter"), key=f"charter:{row.id}:begin", type="primary", icon=":material/flag:")
        if begin and perform_once(form_key(f"begin_charter_{row.id}"), actions.begin, actor, row.id):
            st.rerun()
        return
    _standing(whole)
    _apart(actor, row, whole)
    if writes:
        with st.expander(t("Change the charter"), icon=":material/edit:"):
            form = Form(actor, "charter", record=str(whole.id), version=whole.version)
            if form.opened():
                _write(actor, whole, form)
        with st.expander(t("Record the customer's confirmation of the scope"), icon=":material/handshake:"):
            _confirm(actor, whole)
    _read(whole)
    _history(whole)
    comments.thread(actor, "charter", whole.id)
    comments.timeline(actor, "charter", whole.id)


def _standing(whole: Whole) -> None:
    """Which version it is, whether it is what was approved, and whether the customer has agreed to the scope."""
    parts = [t("Version {number}", number=whole.number)]
    if whole.approved and not whole.changes:
        parts.append(f":green-badge[{t('As approved')}]")
    elif whole.approved:
        parts.append(f":orange-badge[{t('Changed since the approval')}]")
    if whole.holds:
        parts.append(f":green-badge[{t('Scope confirmed by the customer on {day}', day=day(whole.holds.on))}]")
    elif whole.agreed:
        parts.append(f":orange-badge[{t('The scope has changed since the customer confirmed it')}]")
    else:
        parts.append(f":gray-badge[{t('Scope not confirmed by the customer yet')}]")
    st.markdown(" · ".join(parts))
    if empty := list(rules.empty_scope(whole.content)):
        st.caption(t("The scope says nothing yet about: {parts}.", parts=several(plain(label) for label in empty)))


def _apart(actor: Actor, row: ProjectRow, whole: Whole) -> None:
    """Milestones that the plan does not have as the charter says, and the way to bring it there."""
    if not actor.may(Permission.PLAN_READ):
        return
    found = ask(milestones.differing, actor, row.id)
    if not found:
        return
    with st.container(border=True):
        st.markdown(f"**:material/compare_arrows: {t('The plan differs from these milestones')}**")
        for one in found:
            facts = [labelled(N_("Charter"), escaped(day(one.on)))]
            if one.uid is not None:
                facts += [labelled(N_("Asked by the plan"), escaped(day(one.asked))), labelled(N_("Expected"), escaped(day(one.expected)))]
            st.markdown(f"{badge_text(APART[one.went], one.went.label)} **{escaped(one.name)}**  \n:gray[:small[{' · '.join(facts)}]]")
        with st.container(horizontal=True):
            count = sum(one.to_follow for one in found)
            able = count and within(actor, Permission.PLAN_EDIT, Reach(project_id=row.id, department_id=row.department_id))
            if able and st.button(tn("Take {count} day over into the plan", "Take {count} days over into the plan", count), key=f"charter:{whole.id}:follow", icon=":material/event_available:") and perform_once(
                form_key(f"follow_{whole.id}"), following.follow, actor, whole.id, number=whole.number
            ):
                st.toast(t("The plan asks for the days of the charter now."))
                st.rerun()
            lead(t("Plan of {code}", code=row.code), "Plan.py", icon=":material/event_note:", project=row.code)


def _read(whole: Whole) -> None:
    one = whole.content
    st.subheader(t("Charter"), anchor=False)
    st.markdown(f"{day(one.starts_on)} – {day(one.ends_on)}")
    fields.paragraph(N_("Background"), one.background)
    fields.read_objectives(one.objectives)
    fields.paragraph(N_("Expected results"), one.results)
    fields.read_budget(one.budget, code_table(BUDGET_LINES).names, f"charter:{whole.id}")
    fields.read_milestones(one.milestones, one.objectives)
    st.subheader(t("Scope"), anchor=False)
    for key, label in SCOPE.items():
        fields.paragraph(label, getattr(one, key))


def _history(whole: Whole) -> None:
    """What differs from the first version, the versions, and the customer's confirmations."""
    if whole.changes:
        st.subheader(t("What differs from what was approved") if whole.approved else t("What differs from the first version"), anchor=False)
        changes_table(WORDS_OF_A_CHARTER, whole.changes, f"charter:{whole.id}:changes")
    channels = code_table(CHANNELS).names
    with st.expander(t("Versions and confirmations"), icon=":material/history:"):
        for one in whole.agreed:
            how = content(channels.get(one.channel)) or one.channel
            said = t("Version {number} confirmed by {who} on {day}, {how}", number=one.number, who=one.who, day=day(one.on), how=how)
            st.markdown(f":material/handshake: {said}" + (f"  \n{escaped(one.remark)}" if one.remark else ""))
        for version in whole.versions:
            st.markdown(f"**{t('Version {number}', number=version.number)}** · {c(version.by)} · {escaped(moment(version.at))}" + (f"  \n{escaped(version.reason)}" if version.reason else ""))


def _write(actor: Actor, whole: Whole, form: Form) -> None:
    """Everything the charter says, to be saved as a new version with its reason."""
    key, one = f"charter:{whole.id}", whole.content
    background = fields.text(form, f"{key}:background", N_("Background"), one.background)
    aims = fields.objectives(form, key, one.objectives)
    results = fields.text(form, f"{key}:results", N_("Expected results"), one.results)
    st.markdown(f"#### {t('Scope')}")
    scope = {name: fields.text(form, f"{key}:{name}", label, getattr(one, name), height=90) for name, label in SCOPE.items()}
    st.markdown(f"#### {t('Budget')}")
    budget = fields.budget(form, key, code_table(BUDGET_LINES), one.budget)
    left, right = st.columns(2)
    starts = left.date_input(t("Starts"), value=None, **form.field(f"{key}:starts", one.starts_on))
    ends = right.date_input(t("Ends"), value=None, **form.field(f"{key}:ends", one.ends_on))
    stones = fields.milestones(form, key, one.milestones, aims)
    reason = st.text_input(t("Reason for the change"), **form.field(f"{key}:reason", ""))
    form.note()
    typed = Content(
        background, aims, results, *(scope[name] for name in SCOPE), budget=budget, starts_on=starts if isinstance(starts, date) else None,
        ends_on=ends if isinstance(ends, date) else None, milestones=stones,
    )  # fmt: skip
    save = st.button(t("Save as a new version"), key=f"{key}:save", type="primary", icon=":material/save:")
    if save and perform(actions.revise, actor, whole.id, typed, version=whole.version, reason=reason):
        form.done()
        st.rerun()


def _confirm(actor: Actor, whole: Whole) -> None:
    key, table = f"confirm:{whole.id}:{whole.number}", code_table(CHANNELS)
    offered = {entry.code: content(entry.name) for entry in table.offered()}
    st.caption(t("It holds for version {number} and for later ones as long as the scope stays as it is.", number=whole.number))
    left, middle, right = st.columns(3)
    who = left.text_input(t("Who confirmed"), key=f"{key}:who", placeholder=plain("Name and position at the customer's"))
    on = middle.date_input(t("Confirmed on"), value=today(), key=f"{key}:on")
    channel = right.selectbox(t("Channel"), list(offered), format_func=lambda code: offered[code], key=f"{key}:channel")
    remark = st.text_input(t("Remark"), key=f"{key}:remark")
    save = st.button(t("Record the confirmation"), key=f"{key}:save", type="primary")
    if save and perform(actions.confirm, actor, whole.id, number=whole.number, confirmed_by=who, on=on, channel=channel, remark=remark):
        st.rerun()
