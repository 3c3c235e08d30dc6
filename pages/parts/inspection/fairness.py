"""The page Fairness: who scores how, which patterns stand out, where an item may be to blame, what the scores would be.

Nothing here accuses: marks are “worth a look”, always with n and interval, and lead to the sheets.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.access import Actor, Permission
from core.fairness import actions, queries
from core.fairness.facts import queries as facts
from core.fairness.habits import queries as habits
from core.fairness.items import queries as items
from core.fairness.rules.habits import Habit
from core.fairness.rules.limits import HABIT_ROUNDS
from core.fairness.rules.ratings import Why
from core.fairness.rules.terms import TERMS
from core.inspection.results import queries as results
from core.inspection.results.rules import Filter, Span
from core.projects import queries as projects
from core.words import N_
from pages.parts import desk, kit
from pages.parts.frame import link, on_phone
from pages.parts.inspection import against_fact
from pages.parts.inspection import fairness_charts as charts
from pages.parts.sketch import draw as draw_chart
from pages.parts.whole import whole
from pages.parts.words import NOTHING, c, content, escaped, language, moment, number, percent, plain, short, t, tn

LISTED = 40
PARTS = {"people": N_("Inspectors"), "habits": N_("Patterns"), "items": N_("Items"), "facts": N_("Against facts"), "fair": N_("Fair-adjusted scores")}
MARK = ":orange-badge[{text}]"


def draw(actor: Actor) -> None:
    """The whole page."""
    wanted = Filter(rounds=_said("rounds") or Span.LAST_FOUR, checklist=_said("checklist"), department=_said("department"))
    board = desk.ask_kept("results", queries.board, actor, wanted)
    if board.own:
        st.caption(t("These are your own figures beside those of all colleagues together. They help everybody to measure alike; nobody is ranked by them."))
    else:
        st.caption(t("Whether scores mean the same whoever gives them. A mark is a reason to look and to talk, never a verdict: every pattern has harmless reasons too."))
    _pickers(actor, board)
    if not board.chosen or not board.sheets:
        kit.nothing(N_("No sheet is submitted in this choice yet. Fairness appears here with the first ones."))
        return
    _tiles(board)
    known = {code: name for code, name in PARTS.items() if code in ("people", "habits") or not board.own}
    part = st.segmented_control(
        t("What"), list(known), format_func=lambda code: t(known[code]), default=_start(known), key="fairness:part", label_visibility="collapsed", required=True, wrap=True,
    )  # fmt: skip
    if part == "facts":
        against_fact.part(actor, wanted)
    else:
        {"people": _people, "habits": _habits, "items": _items, "fair": _fair}[part](actor, wanted, board)
    _meaning(board)
    _export(actor, wanted)


def _said(name: str) -> str:
    return st.query_params.get(name, "")[:60]


def _start(known: Mapping[str, str]) -> str:
    if _said("item") and "items" in known:
        return "items"
    if _said("part") in known:
        return _said("part")
    return "people"


def _address(wanted: Filter, **more: str) -> str:
    said = {"rounds": "" if wanted.rounds == Span.LAST_FOUR else str(wanted.rounds), "checklist": wanted.checklist, "department": wanted.department, **more}
    return link("Fairness.py", **{name: value for name, value in said.items() if value})


def _pickers(actor: Actor, board: queries.Board) -> None:
    rounds = {span.value: plain(span.label) for span in Span} | {one.code: f"{one.code} · {one.name}" for one in board.rounds}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _choice("rounds", t("Rounds"), rounds, Span.LAST_FOUR)
        checklists = {one.checklist: content(one.checklist_name) for one in board.rounds}
        if len(checklists) > 1:
            _choice("checklist", t("Checklist"), {"": plain("That of the newest round")} | checklists, "")
        if not board.own and actor.may(Permission.RESULTS_READ):
            units = {code: content(name) for code, name in desk.ask(results.departments, actor)}
            if units:
                _choice("department", t("Department of the project"), {"": plain("All departments")} | units, "")


def _choice(name: str, label: str, options: Mapping[str, str], usual: str) -> None:
    """A picker whose choice stands in the address, in codes."""
    present = _said(name) or usual
    codes = [*options] if present in options else [*options, present]

    @whole
    def keep() -> None:
        for gone in ("who", "item", "group", "inspector", "checkpoint", name):
            st.query_params.pop(gone, None)
        if (now := st.session_state[f"fairness:{name}"]) != usual:
            st.query_params[name] = now

    st.selectbox(label, codes, index=codes.index(present), format_func=lambda code: options.get(code) or code, key=f"fairness:{name}", on_change=keep, width=250)


def _tiles(board: queries.Board) -> None:
    agreed, people = board.agreed, board.inspectors
    flagged = int(sum(bool(flag) for flag in people["flag"]))
    untold = "" if agreed.why is None else t(agreed.why.label)
    with st.grid(min_column_width=165, gap="xsmall") as grid:
        with grid.cell(), st.container(border=True, height="stretch", gap="xxsmall"):
            st.metric(t("Within 5 points"), percent(agreed.close), help=t("Of the pairs of sheets that two inspectors filled in for the same project in the same round: how many totals lie within 5 points of each other."))
            st.caption(untold or t("{n} projects scored by several", n=agreed.units))
        with grid.cell(), st.container(border=True, height="stretch", gap="xxsmall"):
            st.metric(t("Krippendorff's alpha"), number(agreed.alpha, 2), help=t("Agreement beyond chance: 1 is perfect, 0 what chance gives; from 0.8 on it is good, below 0.667 poor."))
            st.caption(untold or t("Gwet's AC2 {value}", value=number(agreed.ac2, 2)))
        with grid.cell(), st.container(border=True, height="stretch", gap="xxsmall"):
            st.metric(t("Sheets counted"), number(board.sheets, 0), help=t("Rated sheets of the rounds chosen."))
            st.caption(tn("one round", "{count} rounds", len(board.chosen)))
        if not board.own:
            with grid.cell(), st.container(border=True, height="stretch", gap="xxsmall"):
                st.metric(t("Worth a look"), number(flagged, 0), help=t("Inspectors whose totals differ from those of colleagues by more than chance, with their number taken into account."))
                st.caption(t("of {count} inspectors", count=len(people)))


def _table(heads: Sequence[str], lines: Sequence[Sequence[str]], right: int) -> None:
    """A Markdown table, whose links can be reached by keyboard; the last `right` columns are numbers."""
    rule = ["---"] * (len(heads) - right) + ["--:"] * right
    st.markdown("\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rule, *lines)))


def _mark(flag: bool) -> str:
    """Beside a name; a column of its own would stand empty nearly always."""
    return " " + MARK.format(text=t("worth a look")) if flag else ""


def _wide(*cells: str) -> list[str]:
    """Cells that a phone leaves out."""
    return [] if on_phone() else list(cells)


# --- inspectors ------------------------------------------------------------------------------------------------------


def _people(actor: Actor, wanted: Filter, board: queries.Board) -> None:
    people = board.inspectors
    if people.empty:
        st.caption(t("You have no rated sheet in this choice."))
        return
    chosen: dict[str, Any] = {}
    if people["effect"].notna().any():
        chosen = draw_chart(charts.effects(people), key=f"fairness:effects:{wanted.rounds}:{wanted.department}")
        st.caption(t("Left of the line: stricter than colleagues. Right: milder. Line: 95 % interval. Orange: worth a look."))
    lines = []
    for row in people.to_dict("records")[:LISTED]:
        told = [t("too few"), NOTHING, t(Why(row["why"]).label)] if row["effect"] is None else [charts.signed(row["effect"]), f"{charts.signed(row['low'])} … {charts.signed(row['high'])}", _basis(row)]
        name = f"[{c(row['name'])}]({_address(wanted, who=row['username'])}){_mark(row['flag'])}"
        lines.append([name, *_wide(told[2]), number(row["n"], 0), *_wide(number(row["mean"])), told[0], told[1]])
    heads = [t("Inspector"), *_wide(t("Compared on")), t("Sheets"), *_wide(t("Mean score")), t("Adds to a score"), t("95 % interval")]
    _table(heads, lines, len(heads) - 1 - len(_wide("")))
    if len(people) > LISTED:
        st.caption(t("The first {shown} of {total}.", shown=LISTED, total=len(people)))
    who = str(chosen.get("who") or _said("who"))
    if who in set(people["username"]):
        _sheets(actor, wanted, who, content(dict(zip(people["username"], people["name"], strict=True))[who]))


def _basis(row: Mapping[str, Any]) -> str:
    if row["basis"] == queries.SAME:
        return t("same projects ({n})", n=row["compared"])
    return t("adjusted ({n})", n=row["compared"])


def _sheets(actor: Actor, wanted: Filter, who: str, name: str) -> None:
    """The sheets behind an inspector's figure."""
    found, total = desk.ask(queries.sheets_behind, actor, wanted, who)
    opens = actor.may(Permission.ROUND_READ)
    with st.container(border=True):
        st.markdown(f"**{t('Sheets of {name}, those furthest from colleagues first', name=name)}**")
        lines = [
            [
                f"[{row['code']}]({link('Scoring_sheet.py', sheet=row['code'])})", c(row["project"]),
                *_wide(f"[{row['round_code']}]({link('Rounds.py', round=row['round_code'])})" if opens else escaped(row["round_code"]), moment(row["submitted_at"])),
                *_wide(NOTHING if row["worked"] is None else f"{row['worked']} / {row['planned']}"), number(row["score"]),
                f"{number(row['others'])} (n {row['colleagues']})" if row["colleagues"] else NOTHING,
            ]
            for row in found.to_dict("records")
        ]  # fmt: skip
        _table([t("Sheet"), t("Project"), *_wide(t("Round"), t("Submitted at"), t("Minutes worked / planned")), t("Before veto"), t("Colleagues, same project")], lines, 2 + len(_wide("")))
        if total > len(lines):
            st.caption(t("The first {shown} of {total}.", shown=len(lines), total=total))


# --- habits ----------------------------------------------------------------------------------------------------------


def _habits(actor: Actor, wanted: Filter, board: queries.Board) -> None:
    found = desk.ask_kept("results", habits.habits, actor, wanted)
    st.caption(t("Patterns of whole sheets, over the newest {rounds} of the rounds chosen. Each has harmless reasons too.", rounds=min(HABIT_ROUNDS, len(board.chosen))))
    marked = [row for row in found.to_dict("records") if row["flag"]]
    if not marked:
        st.success(t("No pattern stands out from what colleagues do."), icon=":material/check:")
    for row in marked[:LISTED]:
        st.markdown(f"{_mark(True).strip()} [{c(row['name'])}]({_address(wanted, who=row['username'])}) · {t(Habit(row['habit']).label)} · {_share(row)}")
    counted = {row["habit"] for row in found.to_dict("records")}
    options = [habit.value for habit in Habit if habit in counted]
    if not options:
        st.caption(t("No sheets to count here."))
        return
    habit = Habit(st.selectbox(t("Pattern"), options, format_func=lambda code: plain(Habit(code).label), key="fairness:habit"))
    st.caption(t(habit.meaning))
    rows = sorted((row for row in found.to_dict("records") if row["habit"] == habit), key=lambda row: (-(row["share"] or 0), row["username"]))
    lines = [
        [
            f"[{c(row['name'])}]({_address(wanted, who=row['username'])}){_mark(row['flag'])}", f"{row['k']} / {row['n']}",
            *([percent(row["share"]), *_wide(f"{percent(row['low'])} – {percent(row['high'])}")] if row["n"] >= board.least else [t("too few"), *_wide(NOTHING)]),
            percent(row["peers"]),
        ]
        for row in rows[:LISTED]
    ]  # fmt: skip
    _table([t("Inspector"), t("Sheets"), t("Share"), *_wide(t("95 % interval")), t("Colleagues")], lines, 3 + len(_wide("")))


def _share(row: Mapping[str, Any]) -> str:
    return t(
        "{k} of {n} sheets, {share} (95 % interval {low} to {high}); colleagues {peers}", k=row["k"], n=row["n"], share=percent(row["share"]),
        low=percent(row["low"]), high=percent(row["high"]), peers=percent(row["peers"]),
    )  # fmt: skip


# --- items -----------------------------------------------------------------------------------------------------------


def _items(actor: Actor, wanted: Filter, board: queries.Board) -> None:
    found = desk.ask_kept("results", items.items, actor, wanted)
    if found.empty:
        st.caption(t("No project was scored by several inspectors in the newest rounds of this choice, so items cannot be compared."))
        return
    st.caption(t("Where several inspectors scored the same project: on how many projects they lie a quarter of the item's points or more apart. If that is so with one item only, its wording is to blame rather than people."))
    lines = [
        [
            f"[{escaped(row['code'])}]({_address(wanted, item=row['code'])}){_mark(row['flag'])}", *_wide(c(row["text"]), c(row["section"])), number(row["n"], 0),
            *([t("too few"), NOTHING, *_wide(NOTHING)] if row["few"] else [percent(row["apart"]), percent(row["others"]), *_wide(number(row["alpha"], 2))]),
        ]
        for row in found.to_dict("records")[:LISTED]
    ]  # fmt: skip
    _table([t("Item"), *_wide(t("Text"), t("Checkpoint")), t("Projects"), t("Inspectors apart"), t("Other items"), *_wide("α")], lines, 3 + len(_wide("")))
    if len(found) > LISTED:
        st.caption(t("The first {shown} of {total}.", shown=LISTED, total=len(found)))
    item = _said("item")
    if on_phone():
        for row in found.to_dict("records"):
            if row["flag"] or row["code"] == item:
                st.markdown(f"**{escaped(row['code'])}** · {c(row['text'])}")
    if item in set(found["code"]):
        _answers(actor, wanted, item)


def _answers(actor: Actor, wanted: Filter, item: str) -> None:
    """The projects on which inspectors are furthest apart on an item."""
    found = desk.ask(items.answers_behind, actor, wanted, item)
    with st.container(border=True):
        st.markdown(f"**{t('Where inspectors are furthest apart on {item}', item=item)}**")
        if found.empty:
            st.caption(t("Nowhere."))
        lines = [
            [
                c(row["project"]), escaped(row["round_code"]),
                " · ".join(f"[{c(one.inspector)}]({link('Scoring_sheet.py', sheet=one.sheet)}) {escaped(short(one.raw)) if one.raw is not None else t('not applicable')}" for one in row["answers"]),
            ]
            for row in found.to_dict("records")
        ]  # fmt: skip
        if lines:
            _table([t("Project"), t("Round"), t("Answers")], lines, 0)


# --- fair scores and the rest ----------------------------------------------------------------------------------------


def _fair(actor: Actor, wanted: Filter, board: queries.Board) -> None:
    found = desk.ask_kept("results", queries.fair_scores, actor, wanted)
    st.caption(t("What a project's mean score would be if no inspector were stricter than another. The official score counts; this one stands beside it. The largest differences first."))
    lines = [
        [
            f"[{escaped(row['project_code'])}]({link('Results.py', rounds=str(wanted.rounds), project=row['project_code'])}) {c(row['project'])}", number(row["n"], 0),
            number(row["official"]), number(row["fair"]), charts.signed(row["change"]),
        ]
        for row in found.to_dict("records")
    ]  # fmt: skip
    _table([t("Project"), t("Sheets"), t("Official score"), t("Fair-adjusted"), t("Difference")], lines, 4)


def _meaning(board: queries.Board) -> None:
    with st.expander(t("What these figures mean")):
        for term, text in TERMS:
            st.markdown(f"**{t(term)}** — {t(text, least=board.least)}")


def _export(actor: Actor, wanted: Filter) -> None:
    if not actor.may(Permission.FAIRNESS_EXPORT):
        return
    spoken = language()  # asked here: a download is made outside the page's run

    def made() -> bytes:
        from core.exchange.fairness_workbook import fairness_workbook  # xlsxwriter is needed for this only

        now = desk.look_up(projects.person_acting, actor.username, origin=actor.origin)  # as she may at the moment of the click
        board = desk.look_up(queries.board, now, wanted)
        tables = (desk.look_up(habits.habits, now, wanted), desk.look_up(items.items, now, wanted), desk.look_up(queries.fair_scores, now, wanted, 1000))
        compared = {by: desk.look_up(facts.board, now, wanted, by.value) for by in facts.GROUPS}
        data = fairness_workbook(board, *tables, compared, spoken)
        desk.attempt(actions.export, now, wanted, inspectors=len(board.inspectors), sha256=hashlib.sha256(data).hexdigest())
        return data

    kit.download(N_("Excel workbook"), made, "fairness.xlsx", kit.XLSX, f"fairness:export:{wanted.rounds}:{wanted.department}")
    st.caption(t("Inspectors, patterns, items, fair-adjusted scores and the comparison with facts of this choice. The export is written into the audit trail."))
