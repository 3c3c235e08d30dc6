"""Results as a workbook: Overview, Ranking, Checkpoints, Sheets, Definitions. Data only; no cell becomes a formula."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from core.clock import here
from core.config import settings
from core.exchange.voice import Voice
from core.exchange.workbook import Column, Kind, Sheet, write
from core.inspection.finals.rules import Way
from core.inspection.results.rows.queries import Export
from core.inspection.results.rules import Figure, Span
from core.inspection.sheets.rules import State
from core.inspection.tally.rules import N_MIN
from core.words import N_, Language

DEFINITIONS = (
    (N_("Mean score"), N_("Mean of the final scores of the targets counted, each weighted by the part of its checklist that applied.")),
    (N_("95 % interval"), N_("Mean plus and minus the half-width: where the mean would lie in 95 of 100 such inspections (Student's t).")),
    (N_("Too little data"), N_("Fewer than {least} targets: no interval and no rank, because chance would decide them.")),
    (N_("Rank"), N_("Order by the lower end of the interval, so that a few lucky results do not lead.")),
    (N_("Not ratable"), N_("Too little of the checklist applied to give a number; counted apart and never as zero.")),
    (N_("Applicable weight"), N_("The part of the checklist's weight that applied to the project.")),
    (N_("Before veto"), N_("The score without the effect of failed critical items.")),
    (N_("Targets counted"), N_("What was inspected, each target once; what several inspected counts once all of them have submitted.")),
    (N_("Counts as"), N_("The final score of a target that several inspected: the median or mean of their sheets, or the total that the round's leader set in consensus.")),
)


def results_workbook(export: Export, language: Language) -> bytes:
    """`export` as a workbook in `language`."""
    voice = Voice(language)
    return write([*figure_sheets(export, voice), definitions_sheet(voice)])


def figure_sheets(export: Export, voice: Voice) -> list[Sheet]:
    """Overview, ranking, checkpoints and the result of every sheet."""
    return [_overview(export, voice), _ranking(export, voice), _checkpoints(export, voice), _scored(export, voice)]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def columns_of(voice: Voice, *columns: tuple[str, float, Kind]) -> tuple[Column, ...]:
    return tuple(Column(voice.t(header), width, kind) for header, width, kind in columns)


def _figure_columns() -> tuple[tuple[str, float, Kind], ...]:
    return (
        (N_("Targets"), 10, Kind.INTEGER), (N_("Mean score"), 12, Kind.NUMBER), (N_("Half-width"), 12, Kind.NUMBER),
        (N_("Lower end"), 12, Kind.NUMBER), (N_("Upper end"), 12, Kind.NUMBER), (N_("Remark"), 20, Kind.TEXT),
    )  # fmt: skip


def _figures(row: dict[str, Any], voice: Voice) -> tuple[object, ...]:
    return (*_five(row), voice.t(N_("Too little data")) if row["n"] < N_MIN else "")


def _five(row: dict[str, Any]) -> tuple[object, ...]:
    return (row["n"], *(_rounded(row[name]) for name in ("mean", "half", "low", "high")))


def _overview(export: Export, voice: Voice) -> Sheet:
    view, wanted = export.overview, export.wanted
    span = voice.t(Span(wanted.rounds).label) if wanted.rounds in set(Span) else wanted.rounds
    rows: list[tuple[object, object]] = [
        (voice.t(N_("Rounds")), span),
        (voice.t(N_("Rounds put together")), voice.several(f"{one.code} {one.name}" for one in view.rounds)),
        (voice.t(N_("Checklist")), voice.c(view.rounds[0].checklist_name) if view.rounds else ""),
        (voice.t(N_("Department")), wanted.department or voice.t(N_("All departments"))),
        (voice.t(N_("Project")), wanted.project or voice.t(N_("All projects"))),
        (voice.t(N_("Mean score")), _rounded(view.total.mean)),
        (voice.t(N_("95 % interval")), _interval(view.total, voice)),
        (voice.t(N_("Targets counted")), view.total.n + view.unratable),
        *((voice.labelled(voice.t(N_("Grade")), voice.c(name)), n) for _, name, n in view.grades),
        (voice.t(N_("Not ratable")), view.unratable),
        (voice.t(N_("Last entry")), voice.moment(view.last_entry)),
    ]
    if export.left_out:
        rows.append((voice.t(N_("Sheets that did not fit in")), export.left_out))
    columns = (Column(voice.t(N_("Figure")), 32), Column(voice.t(N_("Value")), 60, Kind.WRAPPED))
    return Sheet(voice.t(N_("Overview")), columns, rows)


def _interval(total: Figure, voice: Voice) -> str:
    if total.half is None:
        return voice.t(N_("Too little data"))
    return f"{voice.number(total.low)} – {voice.number(total.high)}"


def _ranking(export: Export, voice: Voice) -> Sheet:
    columns = columns_of(
        voice, (N_("Rank"), 8, Kind.INTEGER), (N_("Project code"), 18, Kind.TEXT), (N_("Project"), 36, Kind.TEXT),
        (N_("Department"), 24, Kind.TEXT), *_figure_columns(),
    )  # fmt: skip
    rows = [
        (row["rank"], row["project_code"], voice.c(row["project"]), voice.c(row["department"]), *_figures(row, voice))
        for frame in (export.ranking.ranked, export.ranking.thin)
        for row in frame.to_dict("records")
    ]
    return Sheet(voice.t(N_("Ranking")), columns, rows)


def _checkpoints(export: Export, voice: Voice) -> Sheet:
    columns = columns_of(voice, (N_("Code"), 18, Kind.TEXT), (N_("Checkpoint"), 30, Kind.TEXT), *_figure_columns())
    rows = [(row["code"], voice.c(row["name"]), *_figures(row, voice)) for row in export.sections.to_dict("records")]
    return Sheet(voice.t(N_("Checkpoints")), columns, rows)


def _scored(export: Export, voice: Voice) -> Sheet:
    parts = export.sections.to_dict("records")
    columns = columns_of(
        voice, (N_("Sheet"), 18, Kind.TEXT), (N_("Project code"), 18, Kind.TEXT), (N_("Project"), 36, Kind.TEXT),
        (N_("Department"), 24, Kind.TEXT), (N_("Round"), 16, Kind.TEXT), (N_("Name of the round"), 28, Kind.TEXT),
        (N_("Inspector"), 16, Kind.TEXT), (N_("State"), 14, Kind.TEXT), (N_("Submitted at"), 18, Kind.MOMENT),
        (N_("Score"), 10, Kind.NUMBER), (N_("Before veto"), 12, Kind.NUMBER), (N_("Grade"), 16, Kind.TEXT),
        (N_("Applicable weight"), 16, Kind.PERCENT), (N_("Counts as"), 12, Kind.NUMBER), (N_("Combined by"), 14, Kind.TEXT),
        (N_("Inspectors"), 12, Kind.INTEGER),
    )  # fmt: skip
    scores = tuple(Column(voice.c(part["name"]) or part["code"], 16, Kind.NUMBER) for part in parts)
    link = Column(voice.t(N_("Address")), 60)
    grades = {code: voice.c(name) for code, name, _ in export.overview.grades}
    rows = [_sheet(row, [part["code"] for part in parts], grades, voice) for row in export.sheets.to_dict("records")]
    return Sheet(voice.t(N_("Scoring sheets")), (*columns, *scores, link), rows)


def _sheet(row: dict[str, Any], parts: Sequence[str], grades: dict[str, str], voice: Voice) -> tuple[object, ...]:
    submitted = row["submitted_at"]
    band = voice.t(N_("Not ratable")) if row["total"] is None else grades.get(row["band"], row["band"])
    return (
        row["code"], row["project_code"], voice.c(row["project"]), voice.c(row["department"]), row["round_code"], row["round"],
        voice.c(row["inspector"]), voice.t(State(row["state"]).label), None if pd.isna(submitted) else here(submitted),
        row["total"], row["before_veto"], band, row["share"], row["final"] if (row["inspectors"] or 1) > 1 else row["total"],
        voice.t(Way(row["way"]).label) if row["way"] else "", row["inspectors"], *(row[part] for part in parts),
        f"{settings().cockpit_url.split(',')[0]}/Scoring_sheet?sheet={row['code']}",
    )  # fmt: skip


def definitions_sheet(voice: Voice) -> Sheet:
    columns = (Column(voice.t(N_("Term")), 24), Column(voice.t(N_("Definition")), 100, Kind.WRAPPED))
    return Sheet(voice.t(N_("Definitions")), columns, [(voice.t(term), voice.t(text, least=N_MIN)) for term, text in DEFINITIONS])
