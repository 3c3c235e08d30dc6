"""The first page by role: sheets to score, results to answer, contests to decide, rounds to lead, and how it stands."""

from datetime import date

import streamlit as st

from core.access import Actor, Permission, Role, Scope
from core.approval import queries as approvals
from core.clock import today
from core.inspection.feedback import queries as feedback
from core.inspection.rounds import queries as rounds
from core.inspection.rounds.rules import State as RoundState
from core.inspection.sheets.queries import SheetHead
from core.inspection.sheets.waiting import queries as waiting_sheets
from core.inspection.vetoes.waiting import queries as vetoes
from core.words import N_
from pages.parts.cost import claims, my_hours
from pages.parts.desk import ask, ask_kept
from pages.parts.followup import today as followups
from pages.parts.frame import lead, page_of
from pages.parts.inspection import results
from pages.parts.inspection.rounds import feedback_said
from pages.parts.kit import badge_text, nothing, row
from pages.parts.notice import inbox
from pages.parts.planning import today as tasks
from pages.parts.quality import checks_today as quality
from pages.parts.review import board as reviews
from pages.parts.service import today as service
from pages.parts.team import today as team
from pages.parts.words import c, day, escaped, t, tn


def draw(actor: Actor) -> None:
    """Everything that waits for the viewer, the most pressing first; then the overview for those who lead."""
    scored = Role.INSPECTOR in actor.roles
    waiting = inbox.newest(actor)
    if scored:
        waiting |= _to_score(actor)
    if actor.may(Permission.SHEET_RESPOND) and actor.project_ids:
        waiting |= _list("respond", ask(waiting_sheets.to_respond, actor), N_("Results to answer"), N_("Acknowledge or contest"))
    if actor.may(Permission.SHEET_DECIDE):
        waiting |= _list("decide", ask(waiting_sheets.to_decide, actor), N_("Contests to decide"), N_("Decide"))
    if actor.may(Permission.SHEET_SETTLE_VETO):
        waiting |= _list("veto", ask(vetoes.to_settle, actor), N_("Vetoes to confirm"), N_("Look"))
    if actor.may(Permission.APPROVAL_DECIDE):
        waiting |= _approvals(actor)
    if actor.may(Permission.FOLLOWUP_READ):
        waiting |= followups.draw(actor)
    waiting |= claims.waiting(actor)
    if actor.may(Permission.REQUEST_READ):
        waiting |= service.draw(actor)
    waiting |= quality.draw(actor)
    waiting |= reviews.mine(actor)
    if actor.may(Permission.TEAM_READ):
        waiting |= team.draw(actor)
    if actor.may(Permission.PLAN_READ):
        waiting |= tasks.draw(actor)
    if actor.may(Permission.HOURS_ENTER):
        my_hours.draw(actor)
    if actor.may(Permission.EXPENSE_CLAIM):
        claims.own(actor)
    if actor.may(Permission.ROUND_READ):
        waiting |= _rounds(actor)
    if not waiting:
        nothing(N_("Nothing waits for you. New sheets, results and contests appear here by themselves."), icon=":material/task_alt:")
    if actor.may(Permission.RESULTS_READ) and (actor.scope(Permission.RESULTS_READ) or Scope.OWN) >= Scope.PROJECT:
        results.at_a_glance(actor)


def _to_score(actor: Actor) -> bool:
    waiting = ask(waiting_sheets.to_score, actor)
    st.subheader(t("To score"), anchor=False)
    if not waiting:
        st.caption(t("No sheet is open for you."))
        return False
    now = today()
    for head in waiting:
        with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(
                f"**{c(head.target)}**  \n"
                f"{escaped(head.code)} · {escaped(head.round_name)} · {_due(head.due_on, now)}  \n"
                + t("{answered} of {items} items answered", answered=head.answered, items=head.items)
            )
            label = t("Go on") if head.answered else t("Start")
            if st.button(label, key=f"score:{head.id}", type="primary"):
                st.switch_page(page_of("Scoring_sheet.py"), query_params={"sheet": head.code})
    return True


def _due(due: date, now: date) -> str:
    days = (due - now).days
    if days < 0:
        return f":red[{tn('one day overdue', '{count} days overdue', -days)}]"
    if days == 0:
        return f":orange[{t('due today')}]"
    return tn("due tomorrow", "due in {count} days", days) if days <= 14 else t("due {day}", day=day(due))


def _list(key: str, heads: list[SheetHead], title: str, label: str) -> bool:
    if not heads:
        return False
    st.subheader(t(title), anchor=False)
    for head in heads[:10]:
        with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(
                f"**{c(head.target)}**  \n{escaped(head.code)} · {escaped(head.round_name)} · {badge_text(head.state, head.state.label)}"
            )
            if st.button(t(label), key=f"{key}:{head.id}"):
                st.switch_page(page_of("Scoring_sheet.py"), query_params={"sheet": head.code})
    if len(heads) > 10:
        st.caption(tn("and one more", "and {count} more", len(heads) - 10))
    return True


def _approvals(actor: Actor) -> bool:
    rows = ask(approvals.waiting, actor)
    if not rows:
        return False
    st.subheader(t("Approvals"), anchor=False)
    with row("approvals"):
        lead(f"**{tn('One approval waits for you', '{count} approvals wait for you', len(rows))}**", "Approvals.py", icon=":material/approval:")
        late = sum(row.overdue for row in rows)
        if late:
            st.caption(f":red[{tn('one of them is overdue', '{count} of them are overdue', late)}]")
    return True


def _rounds(actor: Actor) -> bool:
    running = ask_kept("rounds", rounds.rounds, actor)
    open_ = [row for row in running if row.state in (RoundState.RUNNING, RoundState.DRAFT)]
    ripe = [row for row in running if row.state is RoundState.CLOSED and actor.may(Permission.ROUND_LEAD)]
    if not open_ and not ripe:
        return False
    st.subheader(t("Rounds in progress"), anchor=False)
    owed = ask_kept("rounds", feedback.due_dates, actor) if ripe or open_ else {}
    for one in ripe:
        said = f"**{escaped(one.name)}** · {t('closed, its results wait to be released')}{feedback_said(owed.get(one.id))}"
        lead(said, "Rounds.py", icon=":material/publish:", round=one.code)
    with st.container(gap="xsmall"):
        for one in open_:
            late = f" · :red[{t('overdue')}]" if one.overdue else ""
            text = t("{submitted} of {sheets} sheets submitted", submitted=one.submitted, sheets=one.sheets)
            with row(f"round-{one.id}"):
                lead(f"**{escaped(one.name)}**", "Rounds.py", round=one.code)
                st.markdown(f"{badge_text(one.state, one.state.label)} :small[{t('due {day}', day=day(one.due_on))}{late}]{feedback_said(owed.get(one.id))}")
                st.progress(one.submitted / one.sheets if one.sheets else 0.0, text=text)
    return True


