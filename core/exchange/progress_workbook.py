"""The progress of a project as a workbook: every row of the plan beside its newest baseline and its newest report, and all reports. No cell becomes a formula."""

from collections.abc import Mapping, Sequence
from datetime import date

from core.exchange.voice import Voice
from core.exchange.workbook import Column, Kind, Sheet, write
from core.planning.queries import Planned, PlanView
from core.planning.rules.moments import day_of
from core.progress.queries import Told
from core.words import N_, Language

INDENT = "    "
ROWS = (
    (N_("Number"), 10, Kind.TEXT), (N_("Task"), 44, Kind.TEXT), (N_("Owner"), 16, Kind.TEXT), (N_("Start in the baseline"), 14, Kind.DATE),
    (N_("Finish in the baseline"), 14, Kind.DATE), (N_("Start"), 14, Kind.DATE), (N_("Finish"), 14, Kind.DATE), (N_("Calendar days later"), 12, Kind.INTEGER),
    (N_("Begun on"), 14, Kind.DATE), (N_("Finished on"), 14, Kind.DATE), (N_("Done %"), 10, Kind.INTEGER), (N_("Critical path"), 10, Kind.TEXT),
    (N_("Last report"), 14, Kind.DATE), (N_("Reported by"), 16, Kind.TEXT), (N_("Expected on"), 14, Kind.DATE), (N_("What holds it up"), 44, Kind.WRAPPED),
)  # fmt: skip
REPORTS = (
    (N_("Day"), 14, Kind.DATE), (N_("Task"), 44, Kind.TEXT), (N_("Reported by"), 16, Kind.TEXT), (N_("Before %"), 10, Kind.INTEGER), (N_("Done %"), 10, Kind.INTEGER),
    (N_("Hours worked"), 12, Kind.NUMBER), (N_("Expected on"), 14, Kind.DATE), (N_("What holds it up"), 60, Kind.WRAPPED),
)  # fmt: skip


def progress_workbook(view: PlanView, told: Sequence[Told], stood: Mapping[int, tuple[int, int]], language: Language) -> bytes:
    """`told`: the reports, the newest first; `stood`: start and end of each task in the newest baseline, in ticks, by its uid."""
    voice = Voice(language)
    newest: dict[int, Told] = {}
    for one in told:
        newest.setdefault(one.uid, one)
    rows = [_row(one, view, stood.get(one.row.uid), newest.get(one.row.uid), voice) for one in view.tasks]
    reports = [(one.on, one.task, voice.c(one.by), one.was, one.percent, one.minutes / 60 if one.minutes else None, one.expected_on, one.blocker) for one in told]
    return write([
        Sheet(voice.t(N_("Progress")), tuple(Column(voice.t(head), width, kind) for head, width, kind in ROWS), rows),
        Sheet(voice.t(N_("Reports")), tuple(Column(voice.t(head), width, kind) for head, width, kind in REPORTS), reports),
    ])  # fmt: skip


def _row(one: Planned, view: PlanView, was: tuple[int, int] | None, said: Told | None, voice: Voice) -> tuple[object, ...]:
    row = one.row
    finish = day_of(one.ends, ends=True)
    then: tuple[date | None, date | None] = (None, None) if was is None else (day_of(was[0]), day_of(was[1], ends=True))
    held = said.blocker if said is not None and row.actual_finish is None else ""
    return (
        view.numbers[row.uid], INDENT * (row.level - 1) + row.name, voice.c(view.people.get(row.owner or 0)), *then, day_of(one.starts), finish,
        None if then[1] is None else (finish - then[1]).days, None if row.actual_start is None else day_of(row.actual_start),
        None if row.actual_finish is None else day_of(row.actual_finish, ends=True), view.done[row.uid], voice.t(N_("yes")) if one.critical else "",
        said.on if said else None, voice.c(said.by) if said else "", said.expected_on if said else None, held,
    )  # fmt: skip
