"""Samples on the screen: plan and draw one, look at it with its inspectors, accept it; later, draw it again and compare."""

import json
from collections.abc import Mapping
from urllib.parse import quote

import pandas as pd
import streamlit as st

from core.access import Actor
from core.inspection.objects.queries import Target
from core.inspection.objects.rules import Kind, project_of
from core.inspection.rounds.queries import RoundRow
from core.inspection.sampling import actions, queries
from core.inspection.sampling.queries import DrawRow
from core.inspection.sampling.rules import DOUBLE_SHARE, By, Method, Plan, enough
from core.inspection.staffing import queries as staffing
from core.inspection.templates.queries import checklist
from core.people import queries as people
from core.projects import queries as projects
from core.projects.rules import CUSTOMER_TYPES, KINDS, Stage
from core.settings import queries as settings
from core.words import N_
from pages.parts.codes import code_table
from pages.parts.desk import ask, ask_kept, perform
from pages.parts.frame import link
from pages.parts.inspection.targets import called
from pages.parts.kit import linked_table
from pages.parts.words import content, escaped, labelled, moment, percent, plain, several, t, tn

MARGINS, CONFIDENCES = (5, 10, 15, 20), (90, 95, 99)


def prepare(actor: Actor, row: RoundRow) -> None:
    """For a round in preparation: the sample that waits to be accepted, and the form for drawing one."""
    drawn = ask(queries.draws, actor, row.id)
    if any(one.accepted_at for one in drawn):
        return
    targets = ask(queries.targets, actor, row.id)
    if not targets:
        return
    if drawn:
        with st.container(border=True):
            _waiting(actor, row, drawn, targets)
    with st.expander(t("Draw again") if drawn else t("Draw a sample"), icon=":material/casino:"):
        _form(actor, row, targets)


def _form(actor: Actor, row: RoundRow, targets: list[Target]) -> None:
    st.caption(t("Whoever has the seed and the list can draw the same sample again. Every draw is kept, also one that is not used."))
    key = f"sample:{row.id}"
    method = st.radio(
        t("How to choose"), [one.value for one in Method], index=1, format_func=lambda one: t(Method(one).label), key=f"{key}:method", horizontal=True,
    )  # fmt: skip
    present = sorted({one.stage for one in targets}, key=list(Stage).index)
    stages = st.multiselect(
        t("Stages"), present, [one for one in present if one != Stage.CLOSED], format_func=lambda one: plain(Stage(one).label), key=f"{key}:stages",
        help=t("Projects in other stages are not in the list that is drawn from. Empty: every stage."), placeholder=plain("Every stage"),
    )  # fmt: skip
    by = None
    if method == Method.STRATIFIED:
        offered = [one.value for one in By if (one is not By.PROJECT if row.target_kind is Kind.PROJECT else one is not By.CUSTOMER or row.target_kind is Kind.RECORD)]
        by = st.selectbox(t("Groups by"), offered, format_func=lambda one: plain(By(one).label), key=f"{key}:by")
        st.caption(t("Each group gets places in proportion to its size, at least one."))
    names = {one.code: called(one) for one in targets}
    overdue, never, below, named, vip = _must(row, names, key)
    excluded = _excluded(names, key)
    plan = Plan(
        Method(method), 0, 0, By(by) if by else None, tuple(stages), overdue, never, below, tuple(named), excluded, key=vip,
    )  # fmt: skip
    frame = ask(queries.frame, actor, row.id, plan)
    count = sum(unit.code not in excluded for unit in frame.units)
    st.markdown(
        f"**{tn('One can be drawn.', '{count} can be drawn.', count)}** "
        + (tn("One of them must be checked.", "{count} of them must be checked.", len(frame.must)) if frame.must else "")
    )
    if not count:
        return
    size = count
    if method != Method.ALL:
        size = _size(count, max(1, len(frame.must)), key)
    left, right = st.columns(2, vertical_alignment="bottom")
    double = left.number_input(
        t("Share scored twice (%)"), 0, 100, ask(settings.value, DOUBLE_SHARE, row.department_id), step=5, key=f"{key}:double",
        help=t("So many of 100 get a second, independent inspector."),
    )  # fmt: skip
    seed = right.text_input(
        t("Seed"), key=f"{key}:seed", placeholder=plain("made by the system"),
        help=t("A number drawn in public, if you like. The order of the draw follows from it."),
    )  # fmt: skip
    if st.button(t("Draw the sample"), key=f"{key}:draw", type="primary", icon=":material/casino:"):
        final = Plan(plan.method, size, 0, plan.by, plan.stages, overdue, never, below, plan.named, excluded, int(double), vip)
        if perform(actions.draw, actor, row.id, plan=final, seed=seed):
            st.rerun()


def _must(row: RoundRow, names: Mapping[str, str], key: str) -> tuple[bool, bool, str, list[str], bool]:
    """What must be checked whatever the draw."""
    with st.popover(t("Must be checked"), icon=":material/priority_high:"):
        overdue = st.toggle(t("With an overdue follow-up"), key=f"{key}:overdue")
        never = st.toggle(t("Never inspected before"), key=f"{key}:never")
        vip = row.target_kind is not Kind.PERSON and st.toggle(t("Of key customers"), key=f"{key}:key")
        bands = {band.code: content(band.name) for band in sorted(ask(checklist, row.template_version_id).bands, key=lambda one: -one.floor) if band.floor > 0}
        below = st.selectbox(
            t("Last result below"), ["", *bands], format_func=lambda one: bands.get(one, plain("No such rule")), key=f"{key}:below",
        )  # fmt: skip
        named = st.multiselect(t("These"), list(names), format_func=lambda one: names[one], key=f"{key}:named", placeholder=plain("Choose"))
    return overdue, never, below, named, bool(vip)


def _excluded(names: Mapping[str, str], key: str) -> dict[str, str]:
    """What is left out, each with its reason."""
    with st.popover(t("Leave out"), icon=":material/block:"):
        chosen = st.multiselect(t("Left out"), list(names), format_func=lambda one: names[one], key=f"{key}:excluded", placeholder=plain("Choose"))
        return {
            code: st.text_input(t("Reason for {target}", target=names[code]), key=f"{key}:reason:{code}") for code in chosen
        }


def _size(count: int, least: int, key: str) -> int:
    """How many projects, with a helper that says how many are enough."""
    field = f"{key}:size"
    st.session_state[field] = min(max(1, st.session_state.get(field, max(least, min(count, 10)))), count)
    left, right = st.columns([1, 1], vertical_alignment="bottom")
    size = left.number_input(t("How many to draw"), 1, count, key=field)
    with right.popover(t("How many are enough?"), icon=":material/calculate:"):
        margin = st.select_slider(t("Precise to (points of a hundred)"), MARGINS, 10, format_func=lambda one: f"±{one}", key=f"{key}:margin")
        confidence = st.segmented_control(
            t("Confidence"), CONFIDENCES, default=95, format_func=lambda one: percent(one / 100), key=f"{key}:confidence", required=True,
        )  # fmt: skip
        needed = enough(count, margin=margin, confidence=confidence)
        st.markdown(t("**{needed} of {count}** are enough to tell a share of all of them so precisely.", needed=needed, count=count))
        st.caption(t("Cochran's formula with the finite-population correction, for the worst case of one half."))
        st.button(t("Use this number"), key=f"{key}:use", on_click=lambda: st.session_state.update({field: needed}))
    return int(size)


HEADINGS = {"address": N_("Code"), "name": N_("Name"), "group": N_("Group"), "why": N_("Why"), "who": N_("Inspectors")}


def _waiting(actor: Actor, row: RoundRow, drawn: list[DrawRow], targets: list[Target]) -> None:
    """The newest sample with proposed inspectors, to be accepted."""
    sample = drawn[0]
    st.subheader(t("Sample {number}: {count} of {all}", number=sample.number, count=len(sample.chosen), all=len(sample.frame)), anchor=False)
    _told(sample)
    listed = ask(staffing.inspectors, actor, row.id)
    names = {one.id: content(one.name) for one in listed}
    without = [names[one.id] for one in listed if not one.qualified]
    pool = st.multiselect(
        t("Inspectors"), list(names), list(names), format_func=lambda one: names[one], key=f"sample:{row.id}:pool", placeholder=plain("Choose inspectors"),
        help=t("The sheets are spread so that nobody has much more to do than the others. Nobody is proposed for the own department, the own projects or the own work."),
    )  # fmt: skip
    wanted = {code: 2 if code in sample.doubled else 1 for code in sample.chosen}
    proposal = ask(staffing.proposal, actor, row.id, wanted=wanted, pool=pool)
    _table(actor, row, sample, targets, {code: several(names[one] for one in some) for code, some in proposal.given.items()})
    busy = [f"{names[one]} {plain('{count} min', count=proposal.minutes[one])}" for one in pool if one in proposal.minutes]
    if busy:
        st.caption(labelled(N_("Planned time, with what waits already"), escaped(several(busy))))
    if without:
        st.caption(f":material/workspace_premium: {labelled(N_('Without a valid qualification for this checklist'), escaped(several(without)))}")
    if proposal.short:
        st.warning(
            t("No inspector without a conflict of interest is left for: {targets}", targets=several(sorted(proposal.short))), icon=":material/person_off:",
        )  # fmt: skip
    if st.button(t("Accept the sample and assign the sheets"), key=f"sample:{row.id}:accept:{sample.id}", type="primary"):
        made = perform(actions.accept, actor, sample.id, given=proposal.given)
        if made is not None:
            st.toast(tn("One sheet assigned.", "{count} sheets assigned.", made))
            st.rerun()


def _told(sample: DrawRow) -> None:
    """How a sample was drawn, in one line or two."""
    plan = sample.plan
    said = [t(plan.method.label)]
    if plan.by:
        said.append(labelled(N_("Groups by"), t(plan.by.label)))
    said += [
        labelled(N_("Seed"), f"`{sample.seed}`" if sample.seed.isalnum() else escaped(sample.seed)),
        t("drawn by {name} on {time}", name=content(sample.drawn_by), time=moment(sample.drawn_at)),
    ]
    st.markdown(" · ".join(said))
    if plan.excluded:
        left_out = [f"{code} {content(sample.names.get(code))} ({reason})" for code, reason in plan.excluded.items()]
        st.caption(labelled(N_("Left out"), escaped(several(left_out))))


def _groups(actor: Actor, by: By | None) -> dict[str, str]:
    """What the groups of a sample are called, by their codes."""
    if by is By.STAGE:
        return {one.value: plain(one.label) for one in Stage}
    if by is By.DEPARTMENT:
        return {one.code: content(one.name) for one in ask(people.departments, actor)}
    return {code: content(name) for code, name in code_table(KINDS).names.items()} if by is By.KIND else _customers_or_projects(actor, by)


def _customers_or_projects(actor: Actor, by: By | None) -> dict[str, str]:
    if by is By.CUSTOMER:
        return {code: content(name) for code, name in code_table(CUSTOMER_TYPES).names.items()}
    return {row.code: content(row.name) for row in ask_kept("projects", projects.projects, actor)} if by is By.PROJECT else {}


def _table(actor: Actor, row: RoundRow, sample: DrawRow, targets: list[Target], who: Mapping[str, str]) -> None:
    groups, group_of = _groups(actor, sample.plan.by), {unit.code: unit.stratum for unit in sample.frame}
    named = {one.code: called(one, code=False) for one in targets}
    rows = [
        {
            "address": f"{link('Projects.py', project=project_of(code))}&target={quote(code, safe='/')}",
            "name": named.get(code) or content(sample.names.get(code)),
            "group": groups.get(group_of.get(code, ""), group_of.get(code, "")),
            "why": several([*(plain(why.label) for why in sample.must.get(code, ())), *([plain("scored twice")] if code in sample.doubled else [])]) or plain("drawn"),
            "who": who.get(code, ""),
        }
        for code in sorted(sample.chosen)
    ]
    headings = {name: label for name, label in HEADINGS.items() if (name != "group" or sample.plan.by) and (name != "who" or who)}
    linked_table(pd.DataFrame(rows, columns=list(HEADINGS)), headings, links={"address": r"target=(.*)$"}, key=f"sample_rows:{sample.id}")


def history(actor: Actor, row: RoundRow) -> None:
    """How the targets of a round were chosen, with the button that draws the sample again."""
    drawn = ask(queries.draws, actor, row.id)
    if not drawn:
        return
    with st.expander(t("How the sample was drawn"), icon=":material/casino:"):
        for sample in drawn:
            with st.container(border=True):
                state = t("used") if sample.accepted_at else t("not used")
                st.markdown(f"**{t('Sample {number}: {count} of {all}', number=sample.number, count=len(sample.chosen), all=len(sample.frame))}** · {state}")
                _told(sample)
                with st.container(horizontal=True):
                    again = st.button(t("Draw it again and compare"), key=f"redraw:{sample.id}", icon=":material/replay:")
                    st.download_button(
                        t("Everything for a redraw"), _recipe(row, sample), f"{row.code}-sample-{sample.number}.json", "application/json",
                        key=f"recipe:{sample.id}", icon=":material/download:", on_click="ignore",
                    )  # fmt: skip
                if again:
                    _compared(actor, sample)


def _compared(actor: Actor, sample: DrawRow) -> None:
    found = ask(queries.redrawn, actor, sample.id)
    if found.holds:
        st.success(t("The draw came out the same: the list has its old fingerprint, and the same ones were chosen."), icon=":material/verified:")
    elif not found.frame_holds:
        st.error(t("The list that was drawn from is not what it was: its fingerprint differs."), icon=":material/gpp_bad:")
    else:
        st.error(t("The same list and seed give another sample than the one that is kept."), icon=":material/gpp_bad:")
    said = [
        (N_("New since then: {codes}"), found.since.came),
        (N_("Gone since then: {codes}"), found.since.went),
        (N_("In another group now: {codes}"), found.since.moved),
        (N_("Would have to be checked now: {codes}"), tuple(sorted(found.now_must))),
    ]
    lines = [f"- {t(message, codes=several(codes))}" for message, codes in said if codes]
    st.markdown("\n".join(lines) or t("The list would be the same today."))
    for group in found.sample.strata:
        name = _groups(actor, sample.plan.by).get(group.name, group.name)
        told = [escaped(name)] if name else []
        told.append(t("{taken} of {size}, {must} of them had to be checked", taken=group.taken, size=group.size, must=group.must))
        if group.chance is not None:
            told.append(t("chance of each other one: {chance}", chance=percent(float(group.chance), 1)))
        st.caption(" · ".join(told))


def _recipe(row: RoundRow, sample: DrawRow) -> str:
    """Everything that a redraw by anybody needs, as a file."""
    facts = {
        "round": row.code, "sample": sample.number, "algorithm": sample.algorithm, "order": "SHA-256 of seed:code as hexadecimal digits, smallest first",
        "seed": sample.seed, "plan": sample.plan.kept, "frame_sha256": sample.frame_hash, "frame": [[unit.code, unit.stratum] for unit in sample.frame],
        "must": {code: [why.value for why in rules] for code, rules in sample.must.items()}, "chosen": sample.chosen, "doubled": sample.doubled,
    }  # fmt: skip
    return json.dumps(facts, ensure_ascii=False, indent=1)
