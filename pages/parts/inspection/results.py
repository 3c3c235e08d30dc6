"""The results page: filters in the address, tiles, charts, and beneath every chart the sheets behind the chosen mark.

A mark can be chosen in the chart or, without a mouse, by the links of the chart's table; such a link carries the mark
in the address (`show`), so that it opens the same view for somebody else.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import pandas as pd
import streamlit as st

from core.access import Actor, Permission, Scope
from core.clock import here
from core.inspection.finals.rules import Way
from core.inspection.objects.rules import Kind
from core.inspection.results import actions, queries
from core.inspection.results.league import queries as league
from core.inspection.results.queries import Board
from core.inspection.results.rows import queries as rows
from core.inspection.results.rules import UNRATABLE, Figure, Filter, Mark
from core.inspection.sheets.rules import State
from core.projects import queries as projects
from core.words import N_
from pages.parts import desk, kit, theme
from pages.parts.followup import rising
from pages.parts.frame import SAME_RUN_S, fresh_actor, link, on_phone
from pages.parts.inspection import charts, coverage, round_files
from pages.parts.inspection import results_address as address
from pages.parts.inspection.review import several_factors
from pages.parts.sketch import draw as draw_chart
from pages.parts.words import (
    NOTHING,
    c,
    content,
    day,
    escaped,
    language,
    moment,
    number,
    percent,
    plain,
    several,
    t,
    tn,
)

LISTED = 10
PAGE = 20


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


T = TypeVar("T")
_made: WeakKeyDictionary[object, dict[Hashable, Any]] = WeakKeyDictionary()
_making = threading.Lock()


def _once(answer: object, name: str, make: Callable[[], T]) -> T:
    """What is made of a kept answer is kept as long as the answer is: per language, theme and width of the screen."""
    key = (name, language(), theme.is_dark(), on_phone())
    with _making:
        known = _made.setdefault(answer, {})
    if key not in known:
        known[key] = make()
    return known[key]


def draw(actor: Actor) -> None:
    """The whole page."""
    wanted = address.wanted()
    board = desk.ask_kept("results", queries.board, actor, wanted)
    view = View(actor, wanted, board)
    address.pickers(actor, wanted, board)
    if not board.rounds:
        _nothing(actor)
        return
    shown = address.shown()
    if shown != Mark():
        with st.container(border=True):
            _behind(view, shown)
            st.markdown(f"[{t('Back to the whole')}]({address.here(wanted)})")
    if not board.overview.rounds:
        kit.nothing(N_("There are no results for this choice. Choose other rounds, or all departments and projects."))
        return
    _tiles(view)
    _checkpoints(view)
    _distribution(view)
    _trend(view)
    _heatmap(view)
    if board.overview.rounds[0].kind is not Kind.PROJECT:
        _ranking(view, within=True)
    _ranking(view)
    _items(view)
    coverage.board(actor)
    rising.board(actor, wanted.project)
    _export(actor, wanted)
    _whole_round(view)


def _nothing(actor: Actor) -> None:
    if actor.scope(Permission.RESULTS_READ) is Scope.PROJECT:
        kit.nothing(N_("No results of your projects are released yet. They appear here with the release of their round."))
    else:
        kit.nothing(N_("No sheet is submitted yet. Results appear here with the first one."))


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
    if board.unscored:
        said = tn(
            "Until you have scored its contested items, one result is told only together with others, so that you score them without knowing it.",
            "Until you have scored their contested items, {count} results are told only together with others, so that you score them without knowing them.", board.unscored,
        )  # fmt: skip
        st.info(f"{said} [{t('My work')}]({link('My_work.py')})", icon=":material/visibility_off:")
    if any(one.trial for one in chosen):
        st.info(t("The checklist of this round is on trial. Its scores count for nothing else."), icon=":material/science:")
    counted = head.total.n + head.unratable
    period = f"{day(min(one.period_from for one in chosen))} – {day(max(one.period_to for one in chosen))}"
    delta = None if head.total.mean is None or before.mean is None else round(head.total.mean - before.mean, 1)
    with st.grid(min_column_width=165, gap="xsmall") as grid:
        _tile(
            grid, t("Mean score"), number(head.total.mean), _sure(head.total), address.here(wanted, Mark(low=0)),
            t("Mean of the final scores of the targets counted, each weighted by the part of its checklist that applied (after GB/T 27922-2011: points earned divided by the points of the items concerned, times 100). Not ratable targets are left out. The change is against the round before."),
            delta=delta,
        )
        _tile(
            grid, t("Targets counted"), number(counted, 0), t("{rounds} · {period}", rounds=_rounds_said(chosen), period=period), _sheets(wanted, board),
            t("What was inspected in the rounds chosen, each target once. What several inspected counts by its final score, once all of them have submitted."),
        )
        if head.grades:
            best, worst = head.grades[0], head.grades[-1]
            for code, name, n in (best, worst):
                _tile(
                    grid, t("Graded {grade}", grade=content(name)), number(n, 0), t("{share} of {n} rated targets", share=_share(n, head.total.n), n=head.total.n),
                    address.here(wanted, Mark(band=code)), t("Targets whose unrounded final score reaches this grade and no better one."),
                )
        _tile(
            grid, t("Not ratable"), number(head.unratable, 0), t("{share} of {n} targets", share=_share(head.unratable, counted), n=counted),
            address.here(wanted, Mark(band=UNRATABLE)), t("Too little of the checklist applied to give a number. They are counted here and nowhere else, and never as zero."),
        )
        _tile(
            grid, t("Last entry"), f"{here(head.last_entry):%m-%d}" if head.last_entry else NOTHING, moment(head.last_entry),
            _sheets(wanted, board), t("When the newest of the sheets behind these figures was submitted. Figures follow at once."),
        )  # fmt: skip


def _tile(grid: Any, label: str, value: str, beneath: str, target: str, meaning: str, *, delta: float | None = None) -> None:
    with grid.cell(), st.container(border=True, height="stretch", gap="xxsmall"):
        st.metric(label, value, delta=None if delta is None else number(delta), help=meaning)
        st.caption(f"{beneath} · [{t('Sheets')}]({target})")


def _share(part: int, whole: int) -> str:
    return percent(part / whole) if whole else NOTHING


def _rounds_said(chosen: tuple[Any, ...]) -> str:
    return chosen[0].code if len(chosen) == 1 else tn("one round", "{count} rounds", len(chosen))


# --- charts and the sheets behind their marks ------------------------------------------------------------------------


def _said(mark: Mark, board: Board) -> str:
    """A mark in the viewer's words."""
    names = {row["code"]: content(row["name"]) for frame in (board.sections, board.classes) for row in frame.to_dict("records") if row["name"]}
    names[UNRATABLE] = plain("Not ratable")
    parts = [names.get(code, code) for code in (mark.round, mark.department, mark.project, mark.target, mark.section, mark.item, mark.band) if code]
    if mark.low:
        parts.append(f"{mark.low}–{mark.high or 100}")
    return escaped(" · ".join(parts))


def _behind(view: View, mark: Mark) -> None:
    """The sheets behind a mark, the weakest first, each a link; what several scored with what it counts as."""
    found = desk.ask(rows.sheets_behind, view.viewer, view.wanted, mark, LISTED)
    st.markdown(f"**{t('Sheets behind this figure')}** {_said(mark, view.board)}")
    if not found.total:
        st.caption(t("No sheets."))
        return
    told = found.sheets.to_dict("records")
    part = t("Points lost") if mark.item else t("Checkpoint") if mark.section else ""
    several = len(view.board.overview.rounds) > 1 and not mark.round
    shared = any(row["inspectors"] > 1 for row in told)
    heads = [t("Sheet"), t("Project"), *([t("Round")] if several else []), t("Inspector"), t("State"), t("Score")]
    heads += [*([part] if part else []), *([t("Counts as")] if shared else [])]
    lines = [
        [
            f"[{row['code']}]({link('Scoring_sheet.py', sheet=row['code'])})", c(row["project"]) + _weighed(row["context"]), *([escaped(row["round_code"])] if several else []),
            c(row["inspector"]), t(State(row["state"]).label), number(row["total"]), *([number(row["part"], 2 if mark.item else 1)] if part else []),
            *([_counts_as(row)] if shared else []),
        ]
        for row in told
    ]  # fmt: skip
    st.markdown(_table(heads, lines, right=1 + bool(part) + shared))
    if found.total > len(lines):
        st.caption(t("The {shown} weakest of {total} sheets.", shown=len(lines), total=found.total))
    if shared:
        st.caption(t("A target that several inspected counts once: {targets} targets, {sheets} sheets.", targets=found.targets, sheets=found.total))


def _counts_as(row: Mapping[str, Any]) -> str:
    """The final of a target that several scored; nothing beside a sheet that is its own final."""
    return f"{number(row['final'])} ({several((t(Way(row['way']).label), str(row['inspectors'])))})" if row["inspectors"] > 1 else ""


def _weighed(codes: tuple[str, ...]) -> str:
    """What weighed on the work that a score is about."""
    return f" :gray[:small[:material/balance: {escaped(several_factors(codes))}]]" if codes else ""


def _table(heads: list[str], lines: list[list[str]], *, right: int = 0) -> str:
    """A Markdown table: links in it can be reached by keyboard. The last `right` columns are numbers."""
    rule = ["---"] * (len(heads) - right) + ["--:"] * right
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rule, *lines))


def _as_table(name: str, make: Callable[[], list[list[str]]], *, left: int = 1) -> None:
    """A chart's numbers as a table (heads first) whose links show the sheets behind each; made when it is opened."""
    panel = st.expander(t("As a table, with links"), on_change="rerun", key=f"results:table:{name}")
    if panel.open:
        heads, *lines = make()
        panel.markdown(_table(heads, lines, right=len(heads) - left))


def _figure_cells(row: Mapping[str, Any]) -> list[str]:
    sure = t("too little data") if row["half"] is None else f"{number(row['low'])} – {number(row['high'])}"
    return [number(row["mean"]), sure if row["n"] else NOTHING, number(row["n"], 0)]


def _figure_heads() -> list[str]:
    return [t("Mean score"), t("95 % interval"), t("Targets")]


def _key(chart: str, wanted: Filter) -> str:
    """A chart's key: another filter is another chart, with nothing chosen in it."""
    return ":".join((chart, *(str(getattr(wanted, name)) for name in address.NAMES)))


@st.fragment
def _checkpoints(view: View) -> None:
    wanted, board = view.wanted, view.board
    st.subheader(t("Checkpoints"), anchor=False)
    left, right = st.columns([5, 6], gap="medium")
    with left, st.container(horizontal_alignment="center"):
        chosen = {}
        if len(board.sections) > 2:
            radar = _once(board, "radar", lambda: charts.radar(board.sections, board.compared))
            chosen = draw_chart(radar, key=_key("radar", wanted), width="content")
        if board.compared is not None:
            dashed = t("everything you see") if board.compared_with == "everything" else t("the round before")
            st.caption(t("Solid: this choice. Dashed: {other}.", other=dashed))
    with right:
        intervals = _once(board, "intervals", lambda: charts.intervals(board.sections))
        chosen = draw_chart(intervals, key=_key("intervals", wanted)) or chosen
        st.caption(t("Point: mean. Line: 95 % interval, from {least} targets on. n: number of targets.", least=charts.N_MIN))
    if chosen:
        _behind(view, Mark(section=str(chosen["section"])))

    def lines() -> list[list[str]]:
        found = [
            [f"[{c(row['name'])}]({address.here(wanted, Mark(section=row['code']))})", *_figure_cells(row)] for row in board.sections.to_dict("records")
        ]
        return [[t("Checkpoint"), *_figure_heads()], *found]

    _as_table("checkpoints", lines)


@st.fragment
def _distribution(view: View) -> None:
    wanted, board = view.wanted, view.board
    st.subheader(t("Grades and distribution"), anchor=False)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        by_band = draw_chart(_once(board, "grades", lambda: charts.grades(board.classes)), key=_key("grades", wanted))
    with right:
        by_class = draw_chart(_once(board, "classes", lambda: charts.classes(board.classes)), key=_key("classes", wanted))
    if by_band:
        _behind(view, Mark(band=str(by_band["band"])))
    elif by_class:
        _behind(view, _class(int(by_class["low"])))

    def lines() -> list[list[str]]:
        found = [[t("Grade or score"), t("Targets")]]
        for row in board.classes.to_dict("records"):
            if row["measure"] == "band":
                name = t("Not ratable") if row["code"] == UNRATABLE else c(row["name"])
                found.append([f"[{name}]({address.here(wanted, Mark(band=row['code']))})", number(row["n"], 0)])
            elif row["n"]:
                low = int(row["code"])
                found.append([f"[{low}–{low + 5}]({address.here(wanted, _class(low))})", number(row["n"], 0)])
        return found

    _as_table("classes", lines)


def _class(low: int) -> Mark:
    """A five-point class; the last one holds 95 to 100."""
    return Mark(low=low, high=None if low >= 95 else low + 5)


@st.fragment
def _trend(view: View) -> None:
    wanted, board = view.wanted, view.board
    st.subheader(t("Trend by round"), anchor=False)
    names = _once(board, "names", lambda: {"": plain("Total")} | {row["code"]: content(row["name"]) for row in board.sections.to_dict("records")})
    section = st.segmented_control(
        t("Of what"), list(names), format_func=lambda code: escaped(names[code]), default="", key="results:trend", label_visibility="collapsed", required=True,
        wrap=True,
    )  # fmt: skip
    section = section if section in names else ""
    frame = board.trend if not section else desk.ask_kept("results", queries.trend, view.viewer, wanted, section)
    trend = charts.trend(frame) if section else _once(board, "trend", lambda: charts.trend(frame))
    chosen = draw_chart(trend, key=_key(f"trend:{section}", wanted))
    st.caption(t("Band: 95 % interval. Hollow points: fewer than {least} targets, too little data for an interval.", least=charts.N_MIN))
    if chosen:
        _behind(view, Mark(round=str(chosen["round"]), section=section))

    def lines() -> list[list[str]]:
        found = [
            [
                f"[{escaped(row['round_code'])}]({address.here(wanted, Mark(round=row['round_code'], section=section))})", escaped(row["round"]),
                f"{day(row['period_from'])} – {day(row['period_to'])}", *_figure_cells(row),
            ]
            for row in reversed(frame.to_dict("records"))
        ]  # fmt: skip
        return [[t("Round"), t("Name"), t("Period"), *_figure_heads()], *found]

    _as_table("trend", lines, left=3)


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
    heat = desk.ask_kept("results", league.heatmap, actor, wanted, by, page, PAGE)
    cells = heat.cells
    if cells.empty:
        st.caption(t("No results here."))
        return
    chosen = draw_chart(_once(heat, "heat", lambda: charts.heatmap(cells)), key=_key(f"heat:{by}:{page}", wanted))
    st.caption(t("Each cell: mean score and number of targets. Red is below 60 to 70, green from 95; the number decides, not the colour."))
    if by == league.BY_PROJECT and heat.total > PAGE:
        st.pagination(-(-heat.total // PAGE), key="results:heat_page")
    if chosen:
        _behind(view, _cell(by, str(chosen["subject"]), str(chosen["section"])))

    def lines() -> list[list[str]]:
        told = cells.to_dict("records")
        columns = list(dict.fromkeys((row["section"], c(row["section_name"])) for row in told))
        teams: dict[str, list[str]] = {}
        for row in told:
            line = teams.setdefault(row["code"], [c(row["name"])])
            line.append(f"[{number(row['mean'])}]({address.here(wanted, _cell(by, row['code'], row['section']))}) n {row['n']}")
        return [[t("Team"), *(name or t("Total") for _, name in columns)], *teams.values()]

    _as_table("heat", lines)


def _cell(by: str, subject: str, section: str) -> Mark:
    return Mark(department=subject, section=section) if by == league.BY_DEPARTMENT else Mark(project=subject, section=section)


@st.fragment
def _ranking(view: View, within: bool = False) -> None:
    """Projects by their figures, or what was inspected `within` them."""
    wanted, actor, kind = view.wanted, view.viewer, view.board.overview.rounds[0].kind if within else Kind.PROJECT
    name = f"ranking:{kind}" if within else "ranking"
    title = {Kind.PROJECT: N_("Ranking of projects"), Kind.PERSON: N_("Ranking of people"), Kind.TEAM: N_("Ranking of teams"), Kind.RECORD: N_("Service records by score")}
    st.subheader(t(title[kind]), anchor=False)
    page_key = "results:rank_page_within" if within else "results:rank_page"
    page = max(1, int(st.session_state.get(page_key) or 1))
    found = desk.ask_kept("results", league.ranking_within if within else league.ranking, actor, wanted, page, PAGE)
    st.caption(t("By the lower end of the 95 % interval, so that a few lucky results do not lead. From {least} targets on.", least=charts.N_MIN))
    chosen = {}
    if len(found.ranked):
        chosen = draw_chart(_once(found, name, lambda: charts.ranking(found.ranked)), key=_key(f"{name}:{page}", wanted))
    else:
        st.caption(t("Nothing has enough inspected targets for a rank in this choice. More rounds together give more."))
    if found.total > PAGE:
        st.pagination(-(-found.total // PAGE), key=page_key)
    if chosen:
        _behind(view, _mark(within, str(chosen["project"])))

    def lines(frame: pd.DataFrame) -> list[list[str]]:
        heads = [t("Rank"), t(kind.one), t("Department"), *_figure_heads()]
        return [heads, *(_ranked(wanted, row, within) for row in frame.to_dict("records"))]

    if len(found.ranked):
        _as_table(name, lambda: lines(found.ranked), left=3)
    if found.thin_total:
        panel = st.expander(t("Too little data for a rank: {count}", count=found.thin_total), on_change="rerun", key="results:thin_within" if within else "results:thin")
        if panel.open:
            heads, *thin = lines(found.thin)
            panel.caption(t("Fewer than {least} targets each: no rank, because chance would decide it.", least=charts.N_MIN))
            panel.markdown(_table(heads, thin, right=3))
            if found.thin_total > len(thin):
                panel.caption(t("The first {shown} of {total}.", shown=len(thin), total=found.thin_total))


def _mark(within: bool, code: str) -> Mark:
    return Mark(target=code) if within else Mark(project=code)


def _ranked(wanted: Filter, row: Mapping[str, Any], within: bool) -> list[str]:
    target = address.here(wanted, _mark(within, row["project_code"]))
    return [number(row["rank"], 0), f"[{escaped(row['project_code'])} {c(row['project'])}]({target})", c(row["department"]), *_figure_cells(row)]


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
        chosen = draw_chart(charts.items(costs), key=_key("items", wanted))
        st.caption(t("Mean loss in points of the total among the sheets that rated the item, and the share of them that lost anything."))
        if chosen:
            _behind(view, Mark(round=newest.code, item=str(chosen["item"])))
        lines = [
            [
                f"[{escaped(row['code'])}]({address.here(wanted, Mark(round=newest.code, item=row['code']))})", c(row["text"]), c(row["section_name"]),
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


def _whole_round(view: View) -> None:
    """Everything of the one round on the page, once its scoring is over."""
    chosen = view.board.overview.rounds
    if len(chosen) == 1 and chosen[0].closed:
        round_files.panel(view.actor, replace(view.wanted, rounds=chosen[0].code, checklist=""))


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
