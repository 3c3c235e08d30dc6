"""Everything of a round as one workbook: results, every answer, evidence, appeals, follow-ups, what was drawn from.

Answers are written as they are read, so that a million of them never stand in the memory at once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

import pandas as pd
from sqlalchemy.orm import Session

from core.access import Actor
from core.clock import here
from core.config import settings
from core.exchange.answer_words import answer_said
from core.exchange.results_workbook import columns_of, definitions_sheet, figure_sheets
from core.exchange.round_words import appeal_kind, outcome, position_said
from core.exchange.voice import Voice
from core.exchange.workbook import Kind, Sheet, stream
from core.followup.rules import Effect, Priority
from core.followup.rules import State as FollowUpState
from core.inspection.results.dossier import queries
from core.inspection.results.dossier.queries import OfInstance, Said, Whole
from core.inspection.results.rules import Filter
from core.inspection.rules import Mark, part_at
from core.words import N_, Language

EVERY = 5000
Told = Callable[[float], object]
"""Told the finished part, 0 to 1, while the workbook is made."""


def round_workbook(session: Session, actor: Actor, wanted: Filter, language: Language, told: Told = lambda part: None) -> tuple[bytes, int]:
    """Everything of the round that `wanted` names, as far as `actor` may take it along, and of how many sheets.

    Refuses as `dossier.queries.whole`.
    """
    found, voice = queries.whole(session, actor, wanted), Voice(language)
    told(0.1)
    answers = _counted(queries.answers(session, actor, found), found.answers, told)
    sheets = [
        *figure_sheets(found.export, voice), _answers(found, answers, voice),
        *([_repeated(found, queries.instance_answers(session, actor, found), voice)] if found.of_instances else []), _evidence(found, voice), _appeals(found, voice),
        _followups(found, voice), _missed(found, voice), *([_frame(found, voice)] if found.frame else []), definitions_sheet(voice),
    ]  # fmt: skip
    return stream(sheets), len(found.export.sheets)


def _counted(answers: Iterable[Said], whole: int, told: Told) -> Iterator[Said]:
    for number, one in enumerate(answers):
        if number % EVERY == 0:
            told(0.1 + 0.8 * number / max(1, whole))
        yield one
    told(0.9)


def _answers(found: Whole, answers: Iterable[Said], voice: Voice) -> Sheet:
    columns = columns_of(
        voice, (N_("Sheet"), 18, Kind.TEXT), (N_("Project code"), 18, Kind.TEXT), (N_("Project"), 30, Kind.TEXT), (N_("Department"), 22, Kind.TEXT),
        (N_("Inspector"), 16, Kind.TEXT), (N_("Checkpoint"), 22, Kind.TEXT), (N_("Item"), 14, Kind.TEXT), (N_("Text"), 40, Kind.TEXT),
        (N_("Answer"), 22, Kind.TEXT), (N_("Value"), 10, Kind.NUMBER), (N_("Checked"), 10, Kind.INTEGER), (N_("Not applicable because"), 24, Kind.TEXT),
        (N_("Points of 100"), 12, Kind.NUMBER), (N_("Points lost"), 12, Kind.NUMBER), (N_("Bonus points"), 12, Kind.NUMBER), (N_("Note"), 50, Kind.TEXT),
    )  # fmt: skip
    checklist = found.dossier.checklist
    points = {one.id: (voice.c(one.name)) for one in checklist.checkpoints}
    items = {one.id: (points[one.section_id], one.code, voice.c(one.draft.text), one.draft) for one in checklist.questions}
    reasons = {choice.code: voice.c(choice.name) for choice in checklist.na_reasons}
    waiting = voice.t(N_("to be scored blind by you first"))
    said: dict[tuple[object, ...], str] = {}  # the same few answers come again and again

    def rows() -> Iterator[Sequence[object]]:
        for one in answers:
            point, code, text, draft = items[one.item_id]
            given, head = one.given, one.sheet
            key = (one.item_id, given, one.na_reason)
            if key not in said:
                said[key] = answer_said(draft, given, reasons.get(one.na_reason or "", ""), voice)
            rated = given is not None and given.mark is Mark.RATED and given.raw is not None
            raw, checked = (given.raw, given.checked) if given is not None and rated else (None, None)
            earned = part_at(draft.scale, raw, checked) * 100 if raw is not None and not draft.bonus else None
            yield (
                head.code, head.project_code, voice.c(head.project), voice.c(head.department), voice.c(head.inspector), point, code, text,
                waiting if one.closed else said[key], raw, checked, reasons.get(one.na_reason or "", "") if given is not None and not rated else "",
                None if earned is None else float(earned), one.loss, one.gain, one.note,
            )  # fmt: skip

    return Sheet(voice.t(N_("All answers")), columns, rows())


def _repeated(found: Whole, answers: Iterable[OfInstance], voice: Voice) -> Sheet:
    """The answers behind those that stand for several instances: a row for each service record, call or site and item."""
    columns = columns_of(
        voice, (N_("Sheet"), 18, Kind.TEXT), (N_("Project code"), 18, Kind.TEXT), (N_("Project"), 30, Kind.TEXT), (N_("Inspector"), 16, Kind.TEXT),
        (N_("Checkpoint"), 22, Kind.TEXT), (N_("Answered for"), 24, Kind.TEXT), (N_("Remark"), 24, Kind.TEXT), (N_("Item"), 14, Kind.TEXT),
        (N_("Text"), 40, Kind.TEXT), (N_("Answer"), 22, Kind.TEXT), (N_("Value"), 10, Kind.NUMBER), (N_("Checked"), 10, Kind.INTEGER),
        (N_("Points of 100"), 12, Kind.NUMBER), (N_("Note"), 50, Kind.TEXT),
    )  # fmt: skip
    checklist = found.dossier.checklist
    points = {one.id: (voice.c(one.name)) for one in checklist.checkpoints}
    items = {one.id: (points[one.section_id], one.code, voice.c(one.draft.text), one.draft) for one in checklist.questions}
    reasons = {choice.code: voice.c(choice.name) for choice in checklist.na_reasons}
    waiting = voice.t(N_("to be scored blind by you first"))

    def rows() -> Iterator[Sequence[object]]:
        for one in answers:
            point, code, text, draft = items[one.said.item_id]
            given, head = one.said.given, one.said.sheet
            rated = given is not None and given.mark is Mark.RATED and given.raw is not None
            raw, checked = (given.raw, given.checked) if given is not None and rated else (None, None)
            told = waiting if one.said.closed else answer_said(draft, given, reasons.get(one.said.na_reason or "", ""), voice)
            yield (
                head.code, head.project_code, voice.c(head.project), voice.c(head.inspector), point, one.label, one.remark, code, text, told, raw, checked,
                None if raw is None else float(part_at(draft.scale, raw, checked) * 100), one.said.note,
            )  # fmt: skip

    return Sheet(voice.t(N_("Repeated checkpoints")), columns, rows())


def _evidence(found: Whole, voice: Voice) -> Sheet:
    columns = columns_of(
        voice, (N_("Sheet"), 18, Kind.TEXT), (N_("Item"), 14, Kind.TEXT), (N_("Shown for"), 18, Kind.TEXT), (N_("File"), 40, Kind.TEXT),
        (N_("Kind"), 10, Kind.TEXT), (N_("Bytes"), 14, Kind.INTEGER), (N_("Added at"), 18, Kind.MOMENT), (N_("Address"), 50, Kind.TEXT),
    )  # fmt: skip
    base = settings().cockpit_url.split(",")[0]
    uses = {"answer": voice.t(N_("the answer")), "contest": voice.t(N_("the contest"))}
    rows = [
        (row["sheet"], row["item"], uses[row["of"]], row["name"], row["kind"], row["size"], _moment(row["at"]), f"{base}/files/{row['file_id']}")
        for row in found.evidence.to_dict("records")
    ]
    return Sheet(voice.t(N_("Evidence")), columns, rows)


def _appeals(found: Whole, voice: Voice) -> Sheet:
    columns = columns_of(
        voice, (N_("Sheet"), 18, Kind.TEXT), (N_("Project code"), 18, Kind.TEXT), (N_("Project"), 30, Kind.TEXT), (N_("Kind"), 16, Kind.TEXT),
        (N_("Item"), 14, Kind.TEXT), (N_("Contested by"), 16, Kind.TEXT), (N_("Contested at"), 18, Kind.MOMENT), (N_("Reason"), 50, Kind.WRAPPED),
        (N_("Proposed"), 20, Kind.TEXT), (N_("Outcome"), 24, Kind.TEXT), (N_("New answer"), 20, Kind.TEXT), (N_("Decision"), 50, Kind.WRAPPED),
        (N_("Decided by"), 16, Kind.TEXT), (N_("Decided at"), 18, Kind.MOMENT),
    )  # fmt: skip
    rows = []
    for row in found.dossier.appeals.to_dict("records"):
        proposed, ruled = (position_said(found.dossier.checklist, row["item"], row[name], voice) for name in ("proposed", "ruled"))
        rows.append((
            row["sheet"], row["project_code"], voice.c(row["project"]), appeal_kind(row, voice), row["item"] or voice.t(N_("the whole sheet")), voice.c(row["by"]),
            _moment(row["at"]), row["reason"], proposed, outcome(row, voice), ruled, row["decision"], voice.c(row["decided_by"]), _moment(row["decided_at"]),
        ))  # fmt: skip
    return Sheet(voice.t(N_("Appeals")), columns, rows)


def _followups(found: Whole, voice: Voice) -> Sheet:
    columns = columns_of(
        voice, (N_("Follow-up"), 16, Kind.TEXT), (N_("Sheet"), 18, Kind.TEXT), (N_("Project code"), 18, Kind.TEXT), (N_("Project"), 30, Kind.TEXT),
        (N_("What it is about"), 40, Kind.WRAPPED), (N_("Finding"), 40, Kind.WRAPPED), (N_("Measure"), 40, Kind.WRAPPED), (N_("Owner"), 16, Kind.TEXT),
        (N_("State"), 12, Kind.TEXT), (N_("Priority"), 10, Kind.TEXT), (N_("Due"), 12, Kind.DATE), (N_("Overdue"), 10, Kind.TEXT),
        (N_("Opened at"), 18, Kind.MOMENT), (N_("Closed at"), 18, Kind.MOMENT), (N_("Effect"), 20, Kind.TEXT),
    )  # fmt: skip
    rows = [
        (
            row["code"], row["sheet"], row["project_code"], voice.c(row["project"]), voice.c(row["title"]), row["finding"], row["measure"],
            voice.c(row["owner"]), voice.t(FollowUpState(row["state"]).label), voice.t(Priority(row["priority"]).label), row["due_on"],
            voice.t(N_("Yes")) if row["overdue"] else "", _moment(row["opened_at"]), _moment(row["closed_at"]),
            voice.t(Effect(row["effect"]).label) if row["effect"] else "",
        )
        for row in found.dossier.followups.to_dict("records")
    ]  # fmt: skip
    return Sheet(voice.t(N_("Follow-ups")), columns, rows)


def _missed(found: Whole, voice: Voice) -> Sheet:
    columns = columns_of(
        voice, (N_("Sheet"), 18, Kind.TEXT), (N_("Project code"), 18, Kind.TEXT), (N_("Project"), 36, Kind.TEXT), (N_("Department"), 24, Kind.TEXT),
        (N_("Inspector"), 16, Kind.TEXT),
    )  # fmt: skip
    rows = [
        (row["code"], row["project_code"], voice.c(row["project"]), voice.c(row["department"]), voice.c(row["inspector"]))
        for row in found.dossier.missed.to_dict("records")
    ]
    return Sheet(voice.t(N_("Missed sheets")), columns, rows)


def _frame(found: Whole, voice: Voice) -> Sheet:
    columns = columns_of(
        voice, (N_("Project code"), 20, Kind.TEXT), (N_("Group"), 20, Kind.TEXT), (N_("Drawn or named"), 16, Kind.TEXT), (N_("Left out because"), 40, Kind.TEXT)
    )
    drawn = found.dossier.drawn
    left_out, chosen, yes = drawn.plan.excluded if drawn else {}, found.chosen, voice.t(N_("Yes"))
    rows = [(unit.code, unit.stratum, yes if unit.code in chosen else "", left_out.get(unit.code, "")) for unit in found.frame]
    return Sheet(voice.t(N_("Sampling frame")), columns, rows)


def _moment(value: object) -> datetime | None:
    return None if pd.isna(value) else here(value)  # type: ignore[arg-type, call-overload]

