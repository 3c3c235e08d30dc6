"""The page Clauses: figures and a chart on top, every clause below, narrowed by what the address says; or one clause."""

import hashlib
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from core.access import Actor, Permission, Scope
from core.clock import now
from core.insight.clauses import actions, queries
from core.insight.clauses.proofs import EVIDENCE
from core.insight.clauses.queries import Map
from core.insight.clauses.rules import Choice, Document, Standing, State, chosen, counted, proven_by_project
from core.projects import queries as projects
from core.words import N_, SEMICOLON
from pages.parts import desk, kit
from pages.parts.clauses import charts, one
from pages.parts.frame import BY_FILE, lead, link, on_phone
from pages.parts.sketch import draw as draw_chart
from pages.parts.whole import whole
from pages.parts.words import NOTHING, content, day, escaped, language, moment, number, percent, plain, t, tn

LISTED, TALL, FURTHEST = 20, 560, 200
FEW, AGE_S = 100, 300
"""Up to so many projects are counted anew after every deed; more of them go through every record of the house, and their answer is kept for some minutes."""
MARKS = {State.PROVEN: "●", State.PARTLY: "◐", State.NONE: "○", State.UNCOVERED: "–"}


def draw(actor: Actor) -> None:
    """The map, or the clause that the address names."""
    seen = {project.code: project.name for project in desk.ask_kept(("projects",), queries.projects, actor)}
    project = _said("project") if _said("project") in seen else ""
    few = bool(project) or len(seen) <= FEW
    found = desk.ask_kept((), queries.clause_map, actor, project, desk.ask(queries.mark) if few else -int(now().timestamp() // AGE_S))
    number_ = _said("clause")
    standing = next((each for each in found.standings if str(each.clause.number) == number_), None)
    if standing is not None:
        one.draw(actor, found, standing, project, back=_query())
    else:
        _map(actor, found, seen, project)
    if not few:
        st.caption(t("Counted at {time}. What was done since may be missing for some minutes; one project is always counted as it is.", time=moment(found.at, short=True)))


def _said(name: str) -> str:
    return st.query_params.get(name, "")[:60]


def _query(**more: str) -> dict[str, str]:
    here = {name: _said(name) for name in ("project", "document", "chapter", "state", "q")} | more
    return {name: value for name, value in here.items() if value}


def _map(actor: Actor, found: Map, seen: Mapping[str, Mapping[str, str]], project: str) -> None:
    st.caption(t("Each clause asks for records of certain kinds. It is proven by live records alone: what the application does not keep counts as not covered, and what nobody has recorded as without a record."))
    choice = _choice(actor, seen)
    shown = chosen(found.standings, choice)
    _figures(shown)
    if not shown:
        kit.nothing(N_("No clause fits. Choose another filter."), ":material/search_off:")
        return
    draw_chart(charts.by_document(shown, queries.names().documents))
    if on_phone():
        _cards(found, shown, project)
    else:
        _table(found, shown, project)
    if not project and len(found.projects) > 1:
        _projects(found)
    _export(actor, found, project)


# --- what is looked at -----------------------------------------------------------------------------------------------


def _choice(actor: Actor, seen: Mapping[str, Mapping[str, str]]) -> Choice:
    """What is looked at, picked here and kept in the address."""
    known = queries.names()
    everything = N_("The whole organisation") if actor.scope(Permission.CLAUSE_READ) is Scope.ALL else N_("All my projects")
    chapters = [code for code in known.chapters if code.startswith(_said("document"))]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _pick("project", t("Project"), {"": plain(everything)} | {code: f"{code} · {content(name)}" for code, name in seen.items()}, width=300)
    narrowed = any(_said(name) for name in ("document", "chapter", "state", "q"))
    with st.expander(t("Filters"), icon=":material/filter_list:", expanded=narrowed or not on_phone()), st.container(horizontal=True, vertical_alignment="bottom"):
        document = _pick("document", t("Document"), {"": plain("All documents")} | {one.value: content(known.documents[one.value]) for one in Document}, width=200)
        chapter = _pick("chapter", t("Chapter"), {"": plain("All chapters")} | {code: f"{code} {content(known.chapters[code])}" for code in chapters}, width=230)
        state = _pick("state", t("State"), {"": plain("Any state")} | {one.value: plain(one.label) for one in State}, width=180)
        words = _words()
    return Choice(document, chapter, state, words)


def _pick(name: str, label: str, options: Mapping[str, str], *, width: int) -> str:
    """A picker whose choice stands in the address, in codes. An address that asks for what there is not asks for nothing."""
    key, present = f"clauses:{name}", _said(name) if _said(name) in options else ""

    @whole
    def keep() -> None:
        st.query_params.pop(name, None)
        if st.session_state[key]:
            st.query_params[name] = st.session_state[key]
        st.session_state["clauses:page"] = 1

    if st.session_state.get(key) != present:
        st.session_state[key] = present
    st.selectbox(label, list(options), format_func=lambda code: options.get(code) or code, key=key, on_change=keep, width=width)
    return present


def _words() -> str:
    @whole
    def keep() -> None:
        st.query_params.pop("q", None)
        if st.session_state["clauses:q"].strip():
            st.query_params["q"] = st.session_state["clauses:q"].strip()[:60]
        st.session_state["clauses:page"] = 1

    if st.session_state.get("clauses:q", "").strip()[:60] != _said("q"):
        st.session_state["clauses:q"] = _said("q")
    st.text_input(t("Search"), key="clauses:q", placeholder=plain("Number, section or term"), on_change=keep, width=200, max_chars=60)
    return _said("q")


# --- what is seen ----------------------------------------------------------------------------------------------------


def _figures(shown: tuple[Standing, ...]) -> None:
    counts = counted(shown)
    if on_phone():
        told = [f"{t('Clauses')} **{number(len(shown), 0)}**", *(f"{MARKS[state]} {t(state.label)} **{number(counts[state], 0)}**" for state in State)]
        st.markdown("  \n".join(told))
        return
    with st.container(horizontal=True, gap="small"):
        for label, count in ((N_("Clauses"), len(shown)), *((state.label, counts[state]) for state in State)):
            share = percent(count / len(shown)) if shown else NOTHING
            st.metric(t(label), number(count, 0), share, delta_color="off", delta_arrow="off", border=True, width=155)


def gap(found: Map, standing: Standing) -> str:
    """What is missing of a clause, as a sentence, not for Markdown; empty where nothing is."""
    if standing.state is State.UNCOVERED:
        return plain("The application has no evidence for it yet.")
    if standing.lacks:
        return plain("No record yet: {evidence}", evidence=SEMICOLON[language()].join(plain(EVIDENCE[name].label) for name in standing.lacks))
    if standing.state is State.PARTLY:
        return plain("There are records of each kind, but no project has all of them.")
    if len(found.projects) > 1 and (holds := standing.projects.bit_count()) < len(found.projects):
        return plain("In {holds} of {total} projects", holds=holds, total=len(found.projects))
    return ""


def _table(found: Map, shown: tuple[Standing, ...], project: str) -> None:
    spoken = language()
    titles = {file.removesuffix(".py"): plain(door.title) for file, door in BY_FILE.items()}
    frame = pd.DataFrame(
        [
            (
                each.clause.number, each.clause.section, each.clause.term[spoken.value], f"{MARKS[each.state]} {plain(each.state.label)}",
                _address(each, project), each.count if each.clause.evidence else None, each.latest, gap(found, each),
            )
            for each in shown
        ],
        columns=["number", "section", "clause", "state", "page", "records", "latest", "gap"],
    )  # fmt: skip
    heads = {
        "number": N_("No."), "section": N_("Section"), "clause": N_("Clause"), "state": N_("State"), "page": N_("Page"), "records": N_("Records"), "latest": N_("Latest"), "gap": N_("Gap"),
    }  # fmt: skip
    config: dict[str, object] = {name: st.column_config.Column(plain(label)) for name, label in heads.items()}
    config["number"] = st.column_config.NumberColumn(plain("No."), width=60, format="%d")
    config["section"] = st.column_config.Column(plain("Section"), width=70)
    config["clause"] = st.column_config.Column(plain("Clause"), width=240)
    config["records"] = st.column_config.NumberColumn(plain("Records"), width=80, format="localized")
    config["latest"] = st.column_config.DateColumn(plain("Latest"), width=100, format="YYYY-MM-DD")
    config["gap"] = st.column_config.Column(plain("Gap"), width=420)
    frame["records"] = frame["records"].astype("Int64")
    config["page"] = st.column_config.LinkColumn(plain("Page"), display_text=r"#(.*)$")
    frame["page"] = [f"{address}#{titles[each.clause.page]}" if address else "" for address, each in zip(frame["page"], shown, strict=True)]
    st.caption(t("Mark a row at its left edge to open the clause."))
    picked = st.dataframe(frame, column_config=config, hide_index=True, key="clauses:table", on_select="rerun", selection_mode="single-row", height=min(TALL, 38 + 35 * len(frame)), placeholder="")
    if rows := picked["selection"]["rows"]:
        st.query_params["clause"] = str(shown[rows[0]].clause.number)
        st.rerun()


PROJECT_PAGES = frozenset({"Plan", "Progress", "Costs", "Initiation", "Board", "Projects"})
"""Pages that show a project by its code."""


def _address(each: Standing, project: str) -> str:
    page = each.clause.page
    if not page:
        return ""
    return link(f"{page}.py", **({"project": project} if project and page in PROJECT_PAGES else {}))


def _cards(found: Map, shown: tuple[Standing, ...], project: str) -> None:
    """The same on a phone: a card a clause, twenty at a time."""
    pages = -(-len(shown) // LISTED)
    page = min(max(1, st.session_state.get("clauses:page", 1)), pages)
    spoken = language()
    with st.container(gap="xsmall"):
        for each in shown[(page - 1) * LISTED : page * LISTED]:
            with kit.row(f"clause-{each.clause.number}"):
                lead(f"**{each.clause.number} · {escaped(each.clause.term[spoken.value])}**", "Clauses.py", **_query(clause=str(each.clause.number)))
                latest = f" · {t('latest {day}', day=day(each.latest))}" if each.latest else ""
                records = f" · {tn('one record', '{count} records', each.count)}" if each.clause.evidence else ""
                st.markdown(f"{MARKS[each.state]} {t(each.state.label)} :gray[:small[{escaped(each.clause.section)}{records}{latest}]]")
                if told := gap(found, each):
                    st.caption(escaped(told))
    st.caption(tn("one clause", "{count} clauses", len(shown)))
    if pages > 1:
        st.number_input(t("Page {page} of {pages}", page=page, pages=pages), 1, pages, page, key="clauses:page", width=160)


def _projects(found: Map) -> None:
    """How many clauses each project has every record for; those furthest behind first."""
    covered = sum(bool(each.clause.evidence) for each in found.standings)
    with st.expander(t("By project"), icon=":material/work:"):
        st.caption(t("Of {covered} clauses that the application covers, how many a project has every record for. Those furthest behind come first; records of the organisation count for every project.", covered=covered))
        ranked = sorted(zip(proven_by_project(found.standings, len(found.projects)), found.projects, strict=True), key=lambda pair: (pair[0], pair[1].code))
        frame = pd.DataFrame(
            [(link("Clauses.py", project=project.code), content(project.name), proven, round(100 * proven / covered) if covered else 0) for proven, project in ranked[:FURTHEST]],
            columns=["address", "name", "proven", "share"],
        )
        heads = {"address": N_("Code"), "name": N_("Project"), "proven": N_("Proven"), "share": N_("Share of those covered")}
        kit.linked_table(
            frame, heads, links={"address": r"project=(.*)$"}, key="clauses:projects",
            share=st.column_config.ProgressColumn(plain("Share of those covered"), min_value=0, max_value=100, format="%d%%"),
        )  # fmt: skip
        if len(ranked) > FURTHEST:
            st.caption(t("The first {shown} of {total}.", shown=FURTHEST, total=len(ranked)))


def _export(actor: Actor, found: Map, project: str) -> None:
    """Every clause with its evidence as a workbook, of what is looked at at the moment of the click."""
    if not actor.may(Permission.CLAUSE_EXPORT):
        return
    spoken = language()  # asked here: a download is made outside the page's run

    def made() -> bytes:
        from core.exchange import clauses_workbook as files  # xlsxwriter is needed for this only

        now = desk.look_up(projects.person_acting, actor.username, origin=actor.origin)  # as she may at the moment of the click
        data = files.workbook(desk.look_up(queries.clause_map, now, project), project, spoken)
        sha256 = hashlib.sha256(data).hexdigest()
        desk.attempt(actions.export, now, project=project, rows=len(found.standings), sha256=sha256)
        return data

    kit.download(N_("Excel workbook"), made, f"clauses-{project}.xlsx" if project else "clauses.xlsx", kit.XLSX, "clauses:xlsx")
    st.caption(t("The export is written into the audit trail."))


