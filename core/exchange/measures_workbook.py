"""Measures as a workbook or CSV: the dictionary with its values, or one measure with its parts and records. No cell becomes a formula."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from core.exchange.voice import Voice
from core.exchange.workbook import Column, Kind, Sheet, write, write_csv
from core.metrics.queries import Of
from core.metrics.rules import MEASURES, Asked, Measure, Measured, Statistic, Subject
from core.words import N_, Language

DEFINED = (
    (N_("Name"), 36, Kind.WRAPPED), (N_("Value"), 12, Kind.NUMBER), (N_("Unit"), 10, Kind.TEXT), (N_("Records"), 10, Kind.INTEGER),
    (N_("Lower end"), 12, Kind.NUMBER), (N_("Upper end"), 12, Kind.NUMBER), (N_("Why not computable"), 36, Kind.WRAPPED),
    (N_("Direction"), 18, Kind.TEXT), (N_("Definition"), 60, Kind.WRAPPED), (N_("Formula"), 60, Kind.WRAPPED), (N_("Computed as"), 36, Kind.WRAPPED),
    (N_("Belongs to a period by"), 24, Kind.TEXT), (N_("Smallest number of records"), 12, Kind.INTEGER), (N_("Serves requirements"), 20, Kind.TEXT),
    (N_("Code"), 24, Kind.TEXT),
)  # fmt: skip


def dictionary(values: Mapping[str, Measured], asked: Asked, language: Language) -> bytes:
    """Every measure with its definition and its value."""
    voice = Voice(language)
    return write([_defined(voice, [(MEASURES[code], figure) for code, figure in values.items()]), _asked(voice, asked)])


def measure_workbook(
    measure: Measure, figure: Measured, parts: Mapping[Subject, Sequence[Of]], rows: pd.DataFrame, asked: Asked, language: Language
) -> bytes:
    """One measure: definition and value, its departments and projects, and its records (`metrics.queries.ROWS`)."""
    voice = Voice(language)
    heads = ((N_("Code"), 18, Kind.TEXT), (N_("Name"), 40, Kind.TEXT), *DEFINED[1:7])
    sheets = [_defined(voice, [(measure, figure)])]
    for subject, found in parts.items():
        lines = [(one.code, voice.c(one.name), *_figure(voice, measure, one.figure)) for one in found]
        sheets.append(_sheet(voice, subject.label, heads, lines))
    return write([*sheets, _sheet(voice, N_("Records"), ROW_HEADS, _records(measure, rows, voice)), _asked(voice, asked)])


ROW_HEADS = (
    (N_("Source record"), 18, Kind.TEXT), (N_("Day"), 12, Kind.DATE), (N_("Counts as"), 12, Kind.TEXT), (N_("Project code"), 18, Kind.TEXT),
    (N_("Project"), 40, Kind.TEXT), (N_("Person"), 20, Kind.TEXT),
)  # fmt: skip


def rows_csv(measure: Measure, rows: pd.DataFrame, language: Language) -> bytes:
    """The records behind a measure (`metrics.queries.ROWS`) as CSV."""
    voice = Voice(language)
    return write_csv([voice.t(header) for header, _, _ in ROW_HEADS], _records(measure, rows, voice))


def _records(measure: Measure, rows: pd.DataFrame, voice: Voice) -> list[tuple[object, ...]]:
    def counts(value: int) -> object:
        if measure.statistic is Statistic.SHARE:
            return voice.t(N_("yes")) if value else voice.t(N_("no"))
        return str(value)

    return [
        (row["code"], row["on"], counts(row["value"]), row["project_code"], voice.c(row["project"]), voice.c(row["person"]) if row["person"] else "")
        for row in rows.to_dict("records")
    ]


def _sheet(voice: Voice, title: str, heads: Sequence[tuple[str, float, Kind]], rows: Sequence[Sequence[object]]) -> Sheet:
    return Sheet(voice.t(title), tuple(Column(voice.t(header), width, kind) for header, width, kind in heads), list(rows))


def _figure(voice: Voice, measure: Measure, figure: Measured) -> tuple[Any, ...]:
    why = voice.t(figure.why, **figure.facts) if figure.why else ""
    return figure.value, voice.t(measure.unit.label), figure.n, figure.low, figure.high, why


def _defined(voice: Voice, found: Sequence[tuple[Measure, Measured]]) -> Sheet:
    rows = [
        (
            voice.t(measure.name), *_figure(voice, measure, figure), voice.t(measure.direction), voice.t(measure.definition), voice.t(measure.formula),
            voice.t(measure.statistic.label), voice.t(measure.dated), measure.least, voice.several(str(one) for one in measure.sources), measure.code,
        )
        for measure, figure in found
    ]  # fmt: skip
    return _sheet(voice, N_("Measures"), DEFINED, rows)


def _asked(voice: Voice, asked: Asked) -> Sheet:
    rows = [
        (voice.t(N_("From")), asked.first.isoformat()), (voice.t(N_("To")), asked.last.isoformat()),
        (voice.t(N_("Department")), asked.department), (voice.t(N_("Project")), asked.project),
    ]  # fmt: skip
    return _sheet(voice, N_("Choice"), ((N_("Term"), 28, Kind.TEXT), (N_("Value"), 30, Kind.TEXT)), rows)
