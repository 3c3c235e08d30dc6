"""Figures of fairness as a workbook: Inspectors, Habits, Items, Fair scores, Against facts, Definitions. Data only; no cell becomes a formula."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from core.exchange.voice import Voice
from core.exchange.workbook import Column, Kind, Sheet, write
from core.fairness.facts.queries import Board as Facts
from core.fairness.queries import SAME, Board
from core.fairness.rules.facts import Gap
from core.fairness.rules.habits import Habit
from core.fairness.rules.ratings import Why
from core.fairness.rules.terms import TERMS
from core.metrics.rules import MEASURES, Subject
from core.words import N_, Language


def fairness_workbook(board: Board, habits: pd.DataFrame, items: pd.DataFrame, fair: pd.DataFrame, facts: Mapping[Subject, Facts], language: Language) -> bytes:
    """The tables of the page, `facts` by kind of group, and what each figure means, in `language`."""
    voice = Voice(language)
    tables = [_inspectors(board, voice), _habits(habits, voice), _items(items, voice), _fair(fair, voice)]
    return write([*tables, *([_facts(facts, voice)] if any(one.checkpoints for one in facts.values()) else []), _terms(board, voice)])


def _sheet(voice: Voice, title: str, columns: Sequence[tuple[str, float, Kind]], rows: Sequence[tuple[object, ...]]) -> Sheet:
    return Sheet(voice.t(title), tuple(Column(voice.t(header), width, kind) for header, width, kind in columns), list(rows))


def _n(value: Any) -> float | None:
    return None if value is None else round(float(value), 3)


def _look(flag: bool, voice: Voice) -> str:
    return voice.t(N_("worth a look")) if flag else ""


def _inspectors(board: Board, voice: Voice) -> Sheet:
    columns = (
        (N_("Inspector"), 20, Kind.TEXT), (N_("Sheets"), 10, Kind.INTEGER), (N_("Mean score"), 12, Kind.NUMBER), (N_("Compared on"), 26, Kind.TEXT),
        (N_("Adds to a score"), 14, Kind.NUMBER), (N_("Lower end"), 12, Kind.NUMBER), (N_("Upper end"), 12, Kind.NUMBER), (N_("Remark"), 40, Kind.WRAPPED),
    )  # fmt: skip
    rows = [
        (
            voice.c(row["name"]), row["n"], _n(row["mean"]),
            "" if row["basis"] is None else voice.t(N_("same projects")) if row["basis"] == SAME else voice.t(N_("adjusted")),
            _n(row["effect"]), _n(row["low"]), _n(row["high"]), voice.t(Why(row["why"]).label) if row["why"] else _look(row["flag"], voice),
        )
        for row in board.inspectors.to_dict("records")
    ]  # fmt: skip
    return _sheet(voice, N_("Inspectors"), columns, rows)


def _habits(habits: pd.DataFrame, voice: Voice) -> Sheet:
    columns = (
        (N_("Inspector"), 20, Kind.TEXT), (N_("Pattern"), 34, Kind.TEXT), (N_("Sheets that show it"), 12, Kind.INTEGER), (N_("of"), 8, Kind.INTEGER),
        (N_("Share"), 10, Kind.PERCENT), (N_("Colleagues"), 12, Kind.PERCENT), (N_("Remark"), 20, Kind.TEXT),
    )  # fmt: skip
    rows = [
        (voice.c(row["name"]), voice.t(Habit(row["habit"]).label), row["k"], row["n"], _n(row["share"]), _n(row["peers"]), _look(row["flag"], voice))
        for row in habits.to_dict("records")
    ]
    return _sheet(voice, N_("Patterns"), columns, rows)


def _items(items: pd.DataFrame, voice: Voice) -> Sheet:
    columns = (
        (N_("Code"), 18, Kind.TEXT), (N_("Item"), 50, Kind.WRAPPED), (N_("Checkpoint"), 24, Kind.TEXT), (N_("Projects compared"), 12, Kind.INTEGER),
        (N_("Inspectors apart"), 12, Kind.PERCENT), (N_("Other items"), 12, Kind.PERCENT), ("alpha", 10, Kind.NUMBER), (N_("Remark"), 20, Kind.TEXT),
    )  # fmt: skip
    rows = [
        (
            row["code"], voice.c(row["text"]), voice.c(row["section"]), row["n"], *((None,) * 3 if row["few"] else (_n(row["apart"]), _n(row["others"]), _n(row["alpha"]))),
            voice.t(N_("too few")) if row["few"] else _look(row["flag"], voice),
        )
        for row in items.to_dict("records")
    ]  # fmt: skip
    return _sheet(voice, N_("Items"), columns, rows)


def _fair(fair: pd.DataFrame, voice: Voice) -> Sheet:
    columns = (
        (N_("Project code"), 18, Kind.TEXT), (N_("Project"), 40, Kind.TEXT), (N_("Sheets"), 10, Kind.INTEGER), (N_("Official score"), 14, Kind.NUMBER),
        (N_("Fair-adjusted"), 14, Kind.NUMBER), (N_("Difference"), 12, Kind.NUMBER),
    )  # fmt: skip
    rows = [(row["project_code"], voice.c(row["project"]), row["n"], *(_n(row[name]) for name in ("official", "fair", "change"))) for row in fair.to_dict("records")]
    return _sheet(voice, N_("Fair-adjusted scores"), columns, rows)


def _facts(facts: Mapping[Subject, Facts], voice: Voice) -> Sheet:
    """A row for each group or inspector and measure of a checkpoint: the measures of one checkpoint stand beneath each other."""
    columns = (
        (N_("Checkpoint"), 24, Kind.TEXT), (N_("Kind"), 14, Kind.TEXT), (N_("Code"), 18, Kind.TEXT), (N_("Name"), 36, Kind.TEXT), (N_("Sheets"), 10, Kind.INTEGER),
        (N_("Mean score"), 12, Kind.NUMBER), (N_("Measure"), 36, Kind.TEXT), (N_("Value"), 12, Kind.NUMBER), (N_("Unit"), 10, Kind.TEXT),
        (N_("Records"), 10, Kind.INTEGER), (N_("Gap"), 10, Kind.NUMBER), (N_("Lower end"), 12, Kind.NUMBER), (N_("Upper end"), 12, Kind.NUMBER),
        (N_("Remark"), 40, Kind.WRAPPED),
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for subject, board in facts.items():
        for point in board.checkpoints:
            for one in point.groups:
                for code, figure in zip(point.measures, one.facts, strict=True):
                    measure = MEASURES[code]
                    value = (voice.t(measure.name), _n(figure.value), voice.t(measure.unit.label), figure.n)
                    rows.append((voice.c(point.name), voice.t(subject.label), one.code, voice.c(one.name), one.gap.n, _n(one.score), *value, *_gap(one.gap, voice)))
    for point in next(iter(facts.values())).checkpoints:  # inspectors are compared over the finer groups
        for one in point.inspectors:
            rows.append((voice.c(point.name), voice.t(N_("Inspector")), one.code, voice.c(one.name), one.gap.n, *(None,) * 5, *_gap(one.gap, voice)))
    return _sheet(voice, N_("Against facts"), columns, rows)


def _gap(gap: Gap, voice: Voice) -> tuple[object, ...]:
    remark = voice.t(gap.side.label) if gap.side else voice.t(gap.why.label) if gap.gap is None and gap.why else ""
    return _n(gap.gap), _n(gap.low), _n(gap.high), remark


def _terms(board: Board, voice: Voice) -> Sheet:
    columns = ((N_("Term"), 28, Kind.TEXT), (N_("Definition"), 100, Kind.WRAPPED))
    rows = [(voice.t(term), voice.t(text, least=board.least)) for term, text in TERMS]
    rows += [(voice.t(habit.label), voice.t(habit.meaning)) for habit in Habit]
    rows.append((voice.t(N_("Rounds")), voice.several(f"{one.code} {one.name}" for one in board.chosen)))
    return _sheet(voice, N_("Definitions"), columns, rows)
