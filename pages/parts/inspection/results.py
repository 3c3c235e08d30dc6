"""The results page: filters in the address, tiles, charts, and beneath every chart the sheets behind the chosen mark.

A mark can be chosen in the chart or, without a mouse, by the links of the chart's table; such a link carries the mark
in the address (`show`), so that it opens the same view for somebody else.
"""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import streamlit as st

from core.access import Actor, Permission, Scope
from core.clock import here
from core.inspection.results import actions, queries
from core.inspection.results.league import queries as league
from core.inspection.results.queries import Board
from core.inspection.results.rows import queries as rows
from core.inspection.results.rules import UNRATABLE, Figure, Filter, Mark, Span
from core.inspection.sheets.rules import State
from core.projects import queries as projects
from core.words import N_
from pages.parts import desk, kit
from pages.parts.frame import SAME_RUN_S, fresh_actor, link
from pages.parts.inspection import charts
from pages.parts.words import NOTHING, c, content, day, escaped, language, moment, number, percent, plain, t, tn

LISTED = 10
PAGE = 20
NAMES = ("rounds", "checklist", "department", "project")
_ADDRESS = "results:address"


@dataclass(frozen=True)
class View:
    """What a run of the page shows to whom. Its parts run again by themselves, long after."""

    actor: Actor
    wanted: Filter
    board: Board
    drawn: float = field(default_factory=time.monotonic)

    @property
    def viewer(self) -> Actor:
        """Who is looking: in the page's own run the one it opened for, later whoever is there by then."""
        return self.actor if time.monotonic() - self.drawn < SAME_RUN_S else fresh_actor()


def draw(actor: Actor) -> None:
    """The whole page."""
    wanted = _wanted()
    board = desk.ask_kept("results", queries.board, actor, wanted)
    view = View(actor, wanted, board)
    _filters(actor, wanted, board)
    if not board.rounds:
        _nothing(actor)
        return
    shown = _shown()
    if shown != Mark():
        with st.container(border=True):
            _behind(view, shown)
            st.markdown(f"[{t('Back to the whole')}]({_here(wanted)})")
    if not board.overview.rounds:
        kit.nothing(N_("There are no results for this choice. Choose other rounds, or all departments and projects."))
        return
    _tiles(view)
    _checkpoints(view)
    _distribution(view)
    _trend(view)
    _heatmap(view)
    _ranking(view)
    _items(view)
    _export(actor, wanted)


def _nothing(actor: Actor) -> None:
    if actor.scope(Permission.RESULTS_READ) is Scope.PROJECT:
        kit.nothing(N_("No results of your projects are released yet. They appear here with the release of their round."))
    else:
        kit.nothing(N_("No sheet is submitted yet. Results appear here with the first one."))


# --- filters, in the address -----------------------------------------------------------------------------------------


def _wanted() -> Filter:
    """The filter: what the address says, unless a widget changed since it was written."""
    empty = Filter()
    said = {name: st.query_params.get(name, str(getattr(empty, name))) for name in NAMES}
    if said != st.session_state.get(_ADDRESS):  # came by a link, or by the browser's way back
        for name, value in said.items():
            st.session_state[f"results:{name}"] = value
    chosen = {name: st.session_state.get(f"results:{name}", said[name]) or str(getattr(empty, name)) for name in NAMES}
    if chosen != said:
        for name in ("show", *NAMES):
            st.query_params.pop(name, None)
        st.query_params.update({name: value for name, value in chosen.items() if value != getattr(empty, name)})
    st.session_state[_ADDRESS] = chosen
    return Filter(**chosen)


def _shown() -> Mark:
    """The mark that the address names: show=section:files,project:PRJ-2026-0001."""
    known = {one.name for one in fields(Mark)}
    found: dict[str, Any] = {}
    for part in st.query_params.get("show", "").split(","):
        name, _, value = part.partition(":")
        if name in ("low", "high"):
            found |= {name: int(value)} if value.isdecimal() else {}
        elif name in known:
            found[name] = value[:60]
    return Mark(**found)


def _here(wanted: Filter, mark: Mark | None = None, **changed: str) -> str:
    """The address of this page with a filter and perhaps a mark."""
    empty, then = Filter(), replace(wanted, **changed)
    query = {name: str(getattr(then, name)) for name in NAMES if getattr(then, name) != getattr(empty, name)}
    if mark is not None:
        said = {one.name: getattr(mark, one.name) for one in fields(Mark)}
        query["show"] = ",".join(f"{name}:{value}" for name, value in said.items() if value not in ("", None))
    return link("Results.py", **query)


def _filters(actor: Actor, wanted: Filter, board: Board) -> None:
    names = {one.code: f"{one.code} · {one.name}" for one in board.rounds}
    spans = {span.value: plain(span.label) for span in Span}
    checklists = {one.checklist: content(one.checklist_name) for one in board.rounds}
    units = {code: content(name) for code, name in desk.ask(queries.departments, actor)}
    listed = {row.code: f"{row.code} · {content(row.name)}" for row in desk.ask_kept("projects", projects.projects, actor)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choice("rounds", t("Rounds"), spans | names, wanted.rounds)
        if len(checklists) > 1:
            _choice("checklist", t("Checklist"), {"": plain("That of the newest round")} | checklists, wanted.checklist)
        if units:
            _choice("department", t("Department"), {"": plain("All departments")} | units, wanted.department)
        if listed:
            _choice("project", t("Project"), {"": plain("All projects")} | listed, wanted.project)


def _choice(name: str, label: str, options: Mapping[str, str], present: str) -> None:
    codes = [*options] if present in options else [*options, present]
    st.selectbox(label, codes, format_func=lambda code: options.get(code) or code, key=f"results:{name}", width=250)


# --- tiles -----------------------------------------------------------------------------------------------------------


def _sheets(wanted: Filter, board: Board, **more: str) -> str:
    """The list of sheets behind a tile, as far as its address can say it."""
    chosen = board.overview.rounds
    query = {"round": chosen[0].code} if len(chosen) == 1 else {}
    return link("Sheets.py", **query, **({"project": wanted.project} if wanted.project else {}), **more)


def _sure(figure: Figure) -> str:
    if figure.half is None:
        return t("n {n} · too little data for an interval", n=figure.n)
    return t("n {n} · 95 % interval {low} to {high}", n=figure.n, low=number(figure.low), high=number(figure.high))


def _tiles(view: View) -> None:
    wanted, board = view.wanted, view.board
    head, before = board.overview, board.before
    chosen = head.rounds
    if any(one.trial for one in chosen):
        st.info(t("The checklist of this round is on trial. Its scores count for nothing else."), icon=":material/science:")
    counted = head.total.n + head.unratable
    period = f"{day(min(one.period_from for one in chosen))} – {day(max(one.period_to for one in chosen))}"
    delta = None if head.total.mean is None or before.mean is None else round(head.total.mean - before.mean, 1)
    with st.grid(min_column_width=165, gap="xsmall") as grid:
        _tile(
            grid, t("Mean score"), number(head.total.mean), _sure(head.total), _here(wanted, Mark(low=0)),
            t("Mean of the totals of the sheets counted, each weighted by the part of its checklist that applied (after GB/T 27922-2011: points earned divided by the points of the items concerned, times 100). Not ratable sheets are left out. The change is against the round before."),
            delta=delta,
        )
        _tile(
            grid, t("Sheets counted"), number(counted, 0), t("{rounds} · {period}", rounds=_rounds_said(chosen), period=period), _sheets(wanted, board),
            t("Submitted sheets of the rounds chosen. A correction replaces the sheet it corrects."),
        )
        if head.grades:
            best, worst = head.grades[0], head.grades[-1]
            for code, name, n in (best, worst):
                _tile(
                    grid, t("Graded {grade}", grade=content(name)), number(n, 0), t("{share} of {n} rated sheets", share=_share(n, head.total.n), n=head.total.n),
                    _sheets(wanted, board, band=code), t("Sheets whose unrounded total reaches this grade and no better one."),
                )
        _tile(
            grid, t("Not ratable"), number(head.unratable, 0), t("{share} of {n} sheets", share=_share(head.unratable, counted), n=counted),
            _here(wanted, Mark(band=UNRATABLE)), t("Too little of the checklist applied to give a number. They are counted here and nowhere else, and never as zero."),
        )
        _tile(
            grid, t("Last entry"), f"{here(head.last_entry):%m-%d}" if head.last_entry else NOTHING, moment(head.last_entry),
            _sheets(wanted, board), t("When the newest of the sheets counted was submitted. Figures follow at once."),
        )  # fmt: skip


def _tile(grid: Any, label: str, value: str, beneath: str, address: str, meaning: str, *, delta: float | None = None) -> None:
    with grid.cell(), st.container(border=True, height="stretch", gap="xxsmall"):
        st.metric(label, value, delta=None if delta is None else number(delta), help=meaning)
        st.caption(f"{beneath} · [{t('Sheets')}]({address})")


def _share(part: int, whole: int) -> str:
    return percent(part / whole) if whole else NOTHING


def _rounds_said(chosen: tuple[Any, ...]) -> str:
    return chosen[0].code if len(chosen) == 1 else tn("one round", "{count} rounds", len(chosen))


# --- charts and the sheets behind their marks ------------------------------------------------------------------------


def _said(mark: Mark, board: Board) -> str:
    """A mark in the viewer's words."""
    names = {row["code"]: content(row["name"]) for frame in (board.sections, board.classes) for row in frame.to_dict("records") if row["name"]}
    names[UNRATABLE] = plain("Not ratable")
    parts = [names.get(code, code) for code in (mark.round, mark.department, mark.project, mark.section, mark.item, mark.band) if code]
    if mark.low:
        parts.append(f"{mark.low}–{mark.high or 100}")
    return escaped(" · ".join(parts))


def _behind(view: View, mark: Mark) -> None:
    """The sheets behind a mark, the weakest first, each a link."""
    frame, total = desk.ask(rows.sheets_behind, view.viewer, view.wanted, mark, LISTED)
    st.markdown(f"**{t('Sheets behind this figure')}** {_said(mark, view.board)}")
    if not total:
        st.caption(t("No sheets."))
        return
    part = t("Points lost") if mark.item else t("Checkpoint") if mark.section else ""
    several = len(view.board.overview.rounds) > 1 and not mark.round
    heads = [t("Sheet"), t("Project"), *([t("Round")] if several else []), t("Inspector"), t("State"), t("Score"), *([part] if part else [])]
    lines = [
        [
            f"[{row['code']}]({link('Scoring_sheet.py', sheet=row['code'])})", c(row["project"]), *([escaped(row["round_code"])] if several else []),
            c(row["inspector"]), t(State(row["state"]).label), number(row["total"]), *([number(row["part"], 2 if mark.item else 1)] if part else []),
        ]
        for row in frame.to_dict("records")
    ]  # fmt: skip
    st.markdown(_table(heads, lines, right=2 if part else 1))
    if total > len(lines):
        st.caption(t("The {shown} weakest of {total} sheets.", shown=len(lines), total=total))


def _table(heads: list[str], lines: list[list[str]], *, right: int = 0) -> str:
    """A Markdown table: links in it can be reached by keyboard. The last `right` columns are numbers."""
    rule = ["---"] * (len(heads) - right) + ["--:"] * right
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rule, *lines))


def _as_table(name: str, heads: list[str], make: Callable[[], list[list[str]]], *, right: int) -> None:
    """A chart's numbers as a table whose links show the sheets behind each; made when it is opened."""
    panel = st.expander(t("As a table, with links"), on_change="rerun", key=f"results:table:{name}")
    if panel.open:
        panel.markdown(_table(heads, make(), right=right))


def _figure_cells(row: Mapping[str, Any]) -> list[str]:
    sure = t("too little data") if row["half"] is None else f"{number(row['low'])} – {number(row['high'])}"
    return [number(row["mean"]), sure if row["n"] else NOTHING, number(row["n"], 0)]


def _figure_heads() -> list[str]:
    return [t("Mean score"), t("95 % interval"), t("Sheets")]


def _figure_said(row: Mapping[str, Any], name: str) -> str:
    return f"{name} {NOTHING if row['mean'] is None else number(row['mean'])} (n {row['n']})"


def _key(chart: str, wanted: Filter) -> str:
    """A chart's key: another filter is another chart, with nothing chosen in it."""
    return ":".join((chart, *(str(getattr(wanted, name)) for name in NAMES)))


@st.fragment
def _checkpoints(view: View) -> None:
    wanted, board = view.wanted, view.board
    sections = board.sections
    st.subheader(t("Checkpoints"), anchor=False)
    said = "; ".join(_figure_said(row, content(row["name"])) for row in sections.to_dict("records"))
    left, right = st.columns([5, 6], gap="medium")
    with left, st.container(horizontal_alignment="center"):
        chosen = {}
        if len(sections) > 2:
            text = plain("Radar chart of the mean score by checkpoint: {said}", said=said)
            chosen = charts.draw(charts.radar(sections, board.compared), text, key=_key("radar", wanted), width="content")
        if board.compared is not None:
            dashed = t("everything you see") if board.compared_with == "everything" else t("the round before")
            st.caption(t("Solid: this choice. Dashed: {other}.", other=dashed))
    with right:
        text = plain("Mean score by checkpoint with 95 % intervals: {said}", said=said)
        chosen = charts.draw(charts.intervals(sections), text, key=_key("intervals", wanted)) or chosen
        st.caption(t("Point: mean. Line: 95 % interval, from {least} sheets on. n: number of sheets.", least=charts.N_MIN))
    if chosen:
        _behind(view, Mark(section=str(chosen["section"])))

    def lines() -> list[list[str]]:
        return [
            [f"[{c(row['name'])}]({_here(wanted, Mark(section=row['code']))})", *_figure_cells(row)] for row in sections.to_dict("records")
        ]

    _as_table("checkpoints", [t("Checkpoint"), *_figure_heads()], lines, right=3)


@st.fragment
def _distribution(view: View) -> None:
    wanted, board = view.wanted, view.board
    st.subheader(t("Grades and distribution"), anchor=False)
    counts = board.classes.to_dict("records")
    named = {row["code"]: plain("Not ratable") if row["code"] == UNRATABLE else content(row["name"]) for row in counts if row["measure"] == "band"}
    graded = "; ".join(f"{named[row['code']]} {row['n']}" for row in counts if row["measure"] == "band")
    spread = "; ".join(f"{int(row['code'])}–{int(row['code']) + 5}: {row['n']}" for row in counts if row["measure"] == "bucket" and row["n"])
    left, right = st.columns([5, 6], gap="medium")
    with left:
        by_band = charts.draw(charts.grades(board.classes), plain("Number of sheets by grade: {said}", said=graded), key=_key("grades", wanted))
    with right:
        text = plain("Number of sheets by five-point class: {said}", said=spread)
        by_class = charts.draw(charts.classes(board.classes), text, key=_key("classes", wanted))
    if by_band:
        _behind(view, Mark(band=str(by_band["band"])))
    elif by_class:
        _behind(view, _class(int(by_class["low"])))

    def lines() -> list[list[str]]:
        bands = [
            [f"[{escaped(named[row['code']])}]({_here(wanted, Mark(band=row['code']))})", number(row["n"], 0)] for row in counts if row["measure"] == "band"
        ]
        buckets = [
            [f"[{int(row['code'])}–{int(row['code']) + 5}]({_here(wanted, _class(int(row['code'])))})", number(row["n"], 0)]
            for row in counts
            if row["measure"] == "bucket" and row["n"]
        ]
        return bands + buckets

    _as_table("classes", [t("Grade or score"), t("Sheets")], lines, right=1)


def _class(low: int) -> Mark:
    """A five-point class; the last one holds 95 to 100."""
    return Mark(low=low, high=None if low >= 95 else low + 5)


@st.fragment
def _trend(view: View) -> None:
    wanted, board = view.wanted, view.board
    st.subheader(t("Trend by round"), anchor=False)
    names = {"": plain("Total")} | {row["code"]: content(row["name"]) for row in board.sections.to_dict("records")}
    section = st.segmented_control(
        t("Of what"), list(names), format_func=lambda code: escaped(names[code]), default="", key="results:trend", label_visibility="collapsed", required=True,
        wrap=True,
    )  # fmt: skip
    section = section if section in names else ""
    frame = board.trend if not section else desk.ask_kept("results", queries.trend, view.viewer, wanted, section)
    said = "; ".join(_figure_said(row, row["round_code"]) for row in frame.to_dict("records"))
    text = plain("Mean score by round with 95 % intervals: {said}", said=said)
    chosen = charts.draw(charts.trend(frame), text, key=_key(f"trend:{section}", wanted))
    st.caption(t("Band: 95 % interval. Hollow points: fewer than {least} sheets, too little data for an interval.", least=charts.N_MIN))
    if chosen:
        _behind(view, Mark(round=str(chosen["round"]), section=section))

    def lines() -> list[list[str]]:
        return [
            [
                f"[{escaped(row['round_code'])}]({_here(wanted, Mark(round=row['round_code'], section=section))})", escaped(row["round"]),
                f"{day(row['period_from'])} – {day(row['period_to'])}", *_figure_cells(row),
            ]
            for row in reversed(frame.to_dict("records"))
        ]  # fmt: skip

    _as_table("trend", [t("Round"), t("Name"), t("Period"), *_figure_heads()], lines, right=3)


@st.fragment
def _heatmap(view: View) -> None:
    wanted, actor = view.wanted, view.viewer
    st.subheader(t("Teams by checkpoint"), anchor=False)
    by = league.BY_PROJECT
    if not wanted.project and actor.scope(Permission.RESULTS_READ) in (Scope.ALL, Scope.DEPARTMENT):
        names = {league.BY_DEPARTMENT: plain("Departments"), league.BY_PROJECT: plain("Projects, the weakest first")}
        by = st.segmented_control(
            t("Rows"), list(names), format_func=lambda code: names[code], default=league.BY_DEPARTMENT, key="results:heat", label_visibility="collapsed", required=True,
        )  # fmt: skip
    page = max(1, int(st.session_state.get("results:heat_page") or 1)) if by == league.BY_PROJECT else 1
    cells, total = desk.ask_kept("results", league.heatmap, actor, wanted, by, page, PAGE)
    if cells.empty:
        st.caption(t("No results here."))
        return
    said = "; ".join(_figure_said(row, content(row["name"])) for row in cells.to_dict("records") if not row["section"])
    text = plain("Heat map of mean scores by team and checkpoint. Totals: {said}", said=said)
    chosen = charts.draw(charts.heatmap(cells), text, key=_key(f"heat:{by}:{page}", wanted))
    st.caption(t("Each cell: mean score and number of sheets. Red is below 60 to 70, green from 95; the number decides, not the colour."))
    if by == league.BY_PROJECT and total > PAGE:
        st.pagination(-(-total // PAGE), key="results:heat_page")
    if chosen:
        _behind(view, _cell(by, str(chosen["subject"]), str(chosen["section"])))

    def lines() -> list[list[str]]:
        teams: dict[str, list[str]] = {}
        for row in cells.to_dict("records"):
            line = teams.setdefault(row["code"], [c(row["name"])])
            line.append(f"[{number(row['mean'])}]({_here(wanted, _cell(by, row['code'], row['section']))}) n {row['n']}")
        return list(teams.values())

    columns = list(dict.fromkeys((row["section"], c(row["section_name"])) for row in cells.to_dict("records")))
    _as_table("heat", [t("Team"), *(name or t("Total") for _, name in columns)], lines, right=len(columns))


def _cell(by: str, subject: str, section: str) -> Mark:
    return Mark(department=subject, section=section) if by == league.BY_DEPARTMENT else Mark(project=subject, section=section)


@st.fragment
def _ranking(view: View) -> None:
    wanted, actor = view.wanted, view.viewer
    st.subheader(t("Ranking of projects"), anchor=False)
    page = max(1, int(st.session_state.get("results:rank_page") or 1))
    found = desk.ask_kept("results", league.ranking, actor, wanted, page, PAGE)
    st.caption(t("By the lower end of the 95 % interval, so that a few lucky sheets do not lead. From {least} sheets on.", least=charts.N_MIN))
    chosen = {}
    if len(found.ranked):
        said = "; ".join(_figure_said(row, f"{row['rank']}. {content(row['project'])}") for row in found.ranked.to_dict("records"))
        text = plain("Ranking of projects by the lower end of their 95 % interval: {said}", said=said)
        chosen = charts.draw(charts.ranking(found.ranked), text, key=_key(f"ranking:{page}", wanted))
    else:
        st.caption(t("No project has enough sheets for a rank in this choice. More rounds together give more."))
    if found.total > PAGE:
        st.pagination(-(-found.total // PAGE), key="results:rank_page")
    if chosen:
        _behind(view, Mark(project=str(chosen["project"])))

    def lines() -> list[list[str]]:
        return [_ranked(wanted, row, number(row["rank"], 0)) for row in found.ranked.to_dict("records")]

    if len(found.ranked):
        _as_table("ranking", [t("Rank"), t("Project"), t("Department"), *_figure_heads()], lines, right=3)
    if found.thin_total:
        with st.expander(t("Too little data: {count} projects", count=found.thin_total)):
            st.caption(t("Fewer than {least} sheets each: no rank, because chance would decide it.", least=charts.N_MIN))
            thin = [_ranked(wanted, row, NOTHING) for row in found.thin.to_dict("records")]
            st.markdown(_table([t("Rank"), t("Project"), t("Department"), *_figure_heads()], thin, right=3))
            if found.thin_total > len(thin):
                st.caption(t("The first {shown} of {total}.", shown=len(thin), total=found.thin_total))


def _ranked(wanted: Filter, row: Mapping[str, Any], rank: str) -> list[str]:
    address = _here(wanted, Mark(project=row["project_code"]))
    return [rank, f"[{escaped(row['project_code'])} {c(row['project'])}]({address})", c(row["department"]), *_figure_cells(row)]


@st.fragment
def _items(view: View) -> None:
    """Reads the answers of one round, so it is asked only when it is opened."""
    wanted, newest = view.wanted, view.board.overview.rounds[0]
    panel = st.expander(t("Items that cost most points, {round}", round=newest.code), on_change="rerun", key="results:items")
    if not panel.open:
        return
    with panel:
        costs = desk.ask_kept("results", rows.items, view.viewer, wanted)
        if costs.empty:
            st.caption(t("No item lost points."))
            return
        said = "; ".join(f"{row['code']} {number(row['lost'], 2)}" for row in costs.to_dict("records"))
        chosen = charts.draw(charts.items(costs), plain("Points lost per sheet by item: {said}", said=said), key=_key("items", wanted))
        st.caption(t("Mean loss in points of the total among the sheets that rated the item, and the share of them that lost anything."))
        if chosen:
            _behind(view, Mark(round=newest.code, item=str(chosen["item"])))
        lines = [
            [
                f"[{escaped(row['code'])}]({_here(wanted, Mark(round=newest.code, item=row['code']))})", c(row["text"]), c(row["section_name"]),
                number(row["lost"], 2), percent(row["often"]), number(row["n"], 0),
            ]
            for row in costs.to_dict("records")
        ]  # fmt: skip
        st.markdown(_table([t("Item"), t("Text"), t("Checkpoint"), t("Points lost"), t("How often"), t("Sheets")], lines, right=3))


# --- export ----------------------------------------------------------------------------------------------------------


def _export(actor: Actor, wanted: Filter) -> None:
    if not actor.may(Permission.RESULTS_EXPORT):
        return
    spoken = language()  # asked here: a download is made outside the page's run

    def made() -> bytes:
        from core.exchange.results_workbook import results_workbook  # xlsxwriter is needed for this only

        now = desk.look_up(projects.person_acting, actor.username, origin=actor.origin)  # as she may at the moment of the click
        found = desk.look_up(rows.exported, now, wanted)
        data = results_workbook(found, spoken)
        desk.attempt(actions.export, now, wanted, sheets=len(found.sheets), sha256=hashlib.sha256(data).hexdigest())
        return data

    kit.download(N_("Excel workbook"), made, "results.xlsx", kit.XLSX, _key("export", wanted))
    st.caption(t("Overview, ranking, checkpoints and every sheet of this choice. The export is written into the audit trail."))


def at_a_glance(actor: Actor) -> None:
    """The head of the results and the heat map, for the first page of those who lead."""
    wanted = Filter()
    board = desk.ask_kept("results", queries.board, actor, wanted)
    if not board.rounds or not board.overview.rounds:
        return
    st.subheader(t("How it stands"), anchor=False)
    view = View(actor, wanted, board)
    _tiles(view)
    _heatmap(view)
