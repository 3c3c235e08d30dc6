"""The coverage board: who was inspected how often in the last twelve months, and who too rarely to be judged."""

import streamlit as st

from core.access import Actor, Permission, Scope
from core.clock import here
from core.inspection.objects.rules import Kind
from core.inspection.results.coverage import queries, rules
from core.inspection.results.coverage.queries import Coverage, Row
from core.inspection.results.coverage.rules import Standing
from core.inspection.tally.rules import N_MIN
from core.words import N_
from pages.parts import desk
from pages.parts.frame import fresh_actor, link
from pages.parts.kit import badge_text
from pages.parts.words import c, content, day, escaped, labelled, plain, several, t

PAGE = 20
ROUNDS = 4
COLOURS = {Standing.NEVER: "coverage_never", Standing.FEW: "coverage_few", Standing.WIDE: "coverage_wide", Standing.ENOUGH: "coverage_enough"}


@st.fragment
def board(actor: Actor) -> None:
    """Asked only when it is opened. Its links lead to the list of sheets, and from there to each sheet."""
    panel = st.expander(t("Coverage in the last twelve months"), icon=":material/checklist:", on_change="rerun", key="results:coverage")
    if not panel.open:
        return
    with panel:
        viewer = fresh_actor()
        names = {"project": plain("Projects, the least inspected first")}
        if viewer.scope(Permission.RESULTS_READ) in (Scope.ALL, Scope.DEPARTMENT):
            names = {"department": plain("Departments")} | names
        names |= {kind.value: plain(kind.label) for kind in desk.ask_kept("results", queries.kinds, viewer)}
        by = next(iter(names))
        if len(names) > 1:
            by = st.segmented_control(
                t("Rows"), list(names), format_func=lambda code: names[code], default=by, key="results:coverage_by", label_visibility="collapsed", required=True,
            )  # fmt: skip
        if by == "department":
            _departments(viewer)
        elif by == "project":
            _projects(viewer)
        elif by == Kind.RECORD:
            _records(viewer)
        else:
            _within(viewer, Kind(by))


def _margin() -> int:
    return st.segmented_control(
        t("Wanted margin of error, in points"), list(rules.MARGINS), default=rules.MARGIN, format_func=lambda points: f"± {points}", key="results:margin", required=True
    )


def _records(actor: Actor) -> None:
    """Service records project by project: one by one they are too many."""
    margin = _margin()
    found = desk.ask_kept("results", queries.records, actor, margin)
    _summary(found)
    _lines(
        [
            f"**{escaped(row.code)} {c(row.name)}** {_standing(row)}  \n"
            + t("{inspected} of {records} service records inspected, {need} needed for ± {margin}", inspected=row.inspected, records=row.projects, need=row.need.need, margin=margin)
            + f" · {_told(row)}"
            for row in found.rows
        ]
    )
    st.caption(t("Service records of the last twelve months. Needed: how many of them tell a share within the margin at 95 %."))


def _within(actor: Actor, kind: Kind) -> None:
    """People or teams, the least inspected first."""
    page = max(1, int(st.session_state.get(f"results:coverage_page_{kind}") or 1))
    found = desk.ask_kept("results", queries.within, actor, kind, page, PAGE)
    _summary(found)
    _lines([f"**{c(row.name)}** {_standing(row)}  \n{c(row.department)} · {_told(row, row.code.partition('/')[0])}" for row in found.rows])
    if found.total > PAGE:
        st.pagination(-(-found.total // PAGE), key=f"results:coverage_page_{kind}")


def _departments(actor: Actor) -> None:
    margin = _margin()
    found = desk.ask_kept("results", queries.departments, actor, margin)
    _summary(found)
    _lines(
        [
            f"**{c(row.name)}** {_standing(row)}  \n"
            + t("{inspected} of {projects} projects inspected, {need} needed for ± {margin}", inspected=row.inspected, projects=row.projects, need=row.need.need, margin=margin)
            + f" · {_told(row)}"
            for row in found.rows
        ]
    )
    st.caption(t("Needed: how many of so small a number of projects tell a share within the margin at 95 % (Cochran, with finite-population correction)."))


def _projects(actor: Actor) -> None:
    page = max(1, int(st.session_state.get("results:coverage_page") or 1))
    found = desk.ask_kept("results", queries.projects, actor, page, PAGE)
    _summary(found)
    _lines([
        f"**[{escaped(row.code)} {c(row.name)}]({link('Sheets.py', project=row.code)})** {_standing(row)}  \n{c(row.department)} · {_told(row, row.code)}"
        for row in found.rows
    ])  # fmt: skip
    if found.total > PAGE:
        st.pagination(-(-found.total // PAGE), key="results:coverage_page")


def _summary(found: Coverage) -> None:
    counts = found.counts
    st.markdown(" ".join(f"{badge_text(COLOURS[one], one.label)} {counts[one]}" for one in Standing if counts[one]) or t("Nothing to inspect."))
    if found.few:
        more = counts[Standing.NEVER] + counts[Standing.FEW] - len(found.few)
        names = several(content(name) for name in found.few)
        st.caption(
            t("Fewer than {least} sheets, too few to be judged: {names} and {count} more.", least=N_MIN, names=names, count=more) if more > 0
            else t("Fewer than {least} sheets, too few to be judged: {names}.", least=N_MIN, names=names)
        )  # fmt: skip


def _standing(row: Row) -> str:
    lacking = f" {t('{count} more needed', count=row.need.lacking)}" if row.need.lacking else ""
    return badge_text(COLOURS[row.need.standing], row.need.standing.label) + f":small[{lacking}]"


def _told(row: Row, project: str = "") -> str:
    """What was done, with links to the sheets of each round."""

    def sheets(code: str, n: int) -> str:
        query = {"round": code, **({"project": project} if project else {})}
        return f"[{escaped(code)}]({link('Sheets.py', **query)}) ({n})"

    parts = [t("{n} rated sheets, {planned} planned, {missed} missed", n=row.n, planned=row.planned, missed=row.missed)]
    if row.last:
        parts.append(labelled(N_("Last"), day(here(row.last).date())))
    if row.rounds:
        parts.append(" ".join(sheets(code, n) for code, n in row.rounds[:ROUNDS]) + (" …" if len(row.rounds) > ROUNDS else ""))
    return " · ".join(parts)


def _lines(lines: list[str]) -> None:
    """A list that reads on a phone as well as on a desk."""
    st.markdown("\n".join("- " + line.replace("\n", "\n  ") for line in lines))
