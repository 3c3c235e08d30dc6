"""One check, made for a thumb: its points one below the other, each answer kept as it is given; what fails is dealt with on the spot."""

import streamlit as st

from core.access import Actor, Permission
from core.clock import today
from core.quality.checks import actions, queries, rules
from core.quality.checks.queries import View
from core.quality.checks.rules import Kind, Mark, State
from core.words import N_
from pages.parts import about, comments, desk
from pages.parts.followup.opening import colleagues
from pages.parts.frame import lead
from pages.parts.kit import confirm
from pages.parts.quality import check_list, check_points
from pages.parts.quality.check_form import USUAL
from pages.parts.words import c, escaped, labelled, plain, several, t, tn

SHOWN = 60


def draw(actor: Actor, code: str) -> None:
    """The whole page of one check."""
    view = desk.ask(queries.view, actor, code)
    st.title(escaped(view.row.title), anchor=False)
    _facts(view)
    _sample(actor, view)
    if view.draw is None and view.row.kind is Kind.SPOT and view.row.state is State.PLANNED:
        _draw(actor, view)
    drawable = view.row.kind is not Kind.SPOT or view.draw is not None
    if drawable:
        _points(actor, view)
    if view.may_record and drawable:
        _finish(actor, view)
    if view.may_repeat:
        _repeat(actor, view)
    if view.may_steer:
        _steer(actor, view)
    about.links(about.NONCONFORMITIES, actor, queries.KIND, view.row.id)
    comments.timeline(actor, queries.KIND, view.row.id)


def _facts(view: View) -> None:
    row = view.row
    st.markdown(
        f"{check_list.badges(row)}  \n**{escaped(row.code)}** · {t(row.kind.label)} · {check_list.when(row)} · {t(view.principle.label)}  \n"
        f"{labelled(N_('Project'), f'{escaped(row.project_code)} {c(row.project)}')} · {labelled(N_('Checked department'), c(row.department))} · {labelled(N_('Who checks'), c(row.checker))}"
    )
    with st.container(horizontal=True, gap="small"):
        for code, label in ((view.repeats, t("looks again at")), (view.repeated, t("looked at again by"))):
            if code:
                lead(f"{label} {escaped(code)}", "Quality_checks.py", icon=":material/replay:", check=code)
    if view.summary:
        st.markdown(f"> {escaped(view.summary)}".replace("\n", "\n> "))


def _sample(actor: Actor, view: View) -> None:
    if (draw := view.draw) is None:
        return
    title = tn("Sample: one of {all} records", "Sample: {count} of {all} records", len(draw.chosen), all=len(draw.frame))
    with st.expander(title, icon=":material/casino:"):
        st.markdown(f"{labelled(N_('Drawn'), several(escaped(one) for one in draw.chosen))}  \n{labelled(N_('Seed'), f'`{draw.seed}`')} · {c(draw.by)}")
        if draw.listed:
            st.caption(t("The records to draw from were written down by whoever planned the check."))
        st.markdown(f":small[{labelled(N_('Fingerprint of the frame'), f'`{draw.frame_hash}`')}]")
        st.caption(t("Anybody can draw it again: sort the records by the SHA-256 of “seed:number”; the first ones are the sample."))
        with st.container(height=120, border=True):
            st.text("\n".join(draw.frame))
        if st.button(t("Draw it again"), key=f"redraw:{view.row.id}", icon=":material/casino:"):
            again = desk.ask(queries.redrawn, actor, view.row.code)
            if again.frame_holds and again.same:
                st.success(t("The same records come out in the same order, and the frame has its fingerprint."), icon=":material/verified:")
            else:
                st.error(t("What is kept does not give this sample."), icon=":material/error:")


def _draw(actor: Actor, view: View) -> None:
    st.info(t("A spot check looks at a sample that is drawn. It has none yet."), icon=":material/casino:")
    if not view.may_steer:
        return
    known = desk.ask(queries.records_of, actor, view.row.project_id)
    text = st.text_area(t("Or other records, one number a line"), height=100, key=f"draw_listed:{view.row.id}") if not known else ""
    listed = [line.strip() for line in text.splitlines() if line.strip()]
    most = min(rules.MOST_UNITS, len(set(listed)) or len(known))
    size = st.number_input(t("Records in the sample"), 1, max(1, most), min(3, max(1, most)), key=f"draw_size:{view.row.id}")
    if st.button(t("Draw the sample"), key=f"draw:{view.row.id}", type="primary", disabled=not most):
        _done(desk.perform_once(f"check-draw:{view.row.id}", actions.draw, actor, view.row.id, size=int(size), listed=listed), N_("Drawn."))


def _points(actor: Actor, view: View) -> None:
    answered = len(view.answers) - view.unanswered
    if view.row.state in rules.OPEN:
        st.progress(answered / len(view.answers) if view.answers else 0.0, text=t("{answered} of {all} answered", answered=answered, all=len(view.answers)))
    unit = view.units[0]
    if view.units != ("",):
        left = {one: sum(view.answers[point.id, one].mark is None for point in view.points) for one in view.units}
        failed = {one: sum(view.answers[point.id, one].mark is Mark.FAILS for point in view.points) for one in view.units}
        unit = st.selectbox(
            t("Record"), list(view.units), key=f"unit:{view.row.id}",
            format_func=lambda one: f"{'✗' if failed[one] else '○' if left[one] else '✓'} {one}" + (f" · {plain('{count} open', count=left[one])}" if left[one] else ""),
        )  # fmt: skip
    for point in view.points[:SHOWN]:
        check_points.draw(actor, view, point, unit)


def _finish(actor: Actor, view: View) -> None:
    row = view.row
    st.subheader(t("Finish"), anchor=False)
    summary = st.text_area(t("Summary"), height=80, key=f"finish_summary:{row.id}")
    if st.button(t("Finish the check"), key=f"finish:{row.id}", type="primary", icon=":material/task_alt:"):
        _done(desk.perform_once(f"check-finish:{row.id}:{row.version}", actions.finish, actor, row.id, summary=summary), N_("Finished."))


def _repeat(actor: Actor, view: View) -> None:
    row = view.row
    with st.container(border=True):
        st.markdown(f"**{t('Look again at what failed')}**")
        people = colleagues(actor, Permission.CHECK_RECORD)
        left, right = st.columns(2)
        checker = left.selectbox(t("Who checks"), list(people), index=list(people).index(row.checker_id) if row.checker_id in people else None, format_func=people.__getitem__, key=f"repeat_who:{row.id}")
        due_on = right.date_input(t("Due"), today() + USUAL, key=f"repeat_due:{row.id}")
        if st.button(t("Plan the re-check"), key=f"repeat:{row.id}", type="primary", disabled=checker is None or due_on is None):
            made = desk.perform_once(f"check-repeat:{row.id}", actions.repeat, actor, row.id, checker_id=checker, due_on=due_on)
            _done(made, N_("Planned."))


def _steer(actor: Actor, view: View) -> None:
    row = view.row
    with st.expander(t("Give it to somebody else, or another day"), icon=":material/swap_horiz:"):
        people = colleagues(actor, Permission.CHECK_RECORD)
        left, right = st.columns(2)
        checker = left.selectbox(t("Who checks"), list(people), index=list(people).index(row.checker_id) if row.checker_id in people else None, format_func=people.__getitem__, key=f"assign_who:{row.id}:{row.version}")
        due_on = right.date_input(t("Due"), row.due_on, key=f"assign_due:{row.id}:{row.version}")
        if st.button(t("Save"), key=f"assign:{row.id}", disabled=checker is None or due_on is None):
            _done(desk.perform(actions.reassign, actor, row.id, checker_id=checker, due_on=due_on, version=row.version), N_("Saved."))
    with st.expander(t("Cancel the check"), icon=":material/cancel:"):
        reason = st.text_input(t("Reason"), key=f"cancel:{row.id}")
        confirm(
            f"cancel_go:{row.id}", N_("Cancel the check"), N_("It is not carried out; what was answered stays readable."), N_("Cancel the check"),
            lambda: _done(desk.perform(actions.cancel, actor, row.id, reason=reason), N_("Cancelled.")),
        )  # fmt: skip


def _done(done: object, message: str) -> None:
    if done:
        st.toast(t(message), icon=":material/task_alt:")
        st.rerun()

