"""Opening follow-ups for what a released sheet found wanting, and taking them back when a correction lifts the item."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.access import Actor
from core.clock import today
from core.followup import actions as engine
from core.followup import queries as engine_queries
from core.followup.rules import OPEN, YOURS, Kind, Opening, State, Step, verifier
from core.inspection.followups import queries, rules
from core.inspection.objects.queries import Named
from core.inspection.objects.rules import Kind as ObjectKind
from core.inspection.objects.rules import beside
from core.inspection.rounds.records import Round
from core.inspection.rules import Demand, Given, Mark
from core.inspection.sheets.queries import instance_answers
from core.inspection.sheets.records import Answer, InstanceAnswer, Sheet
from core.inspection.templates.queries import Checklist, checklist
from core.notice.actions import tell
from core.projects.records import Project
from core.subjects import Place
from core.words import N_, Content, Language, pick


def open_for_round(session: Session, actor: Actor, row: Round) -> list[str]:
    """Open a follow-up for every item that a released round found wanting; again changes nothing. Returns their codes.

    Refuses NobodyToVerify. # house: part of another deed, which requires and notes
    """
    return _open(session, actor, row, queries.published(session, row.id))


def after_correction(session: Session, actor: Actor, row: Round, sheet: Sheet, replaced: Sheet | None) -> dict[str, list[str]]:
    """A sheet of a released round was submitted: what it lifts is cancelled, what it lowers is opened, the rest stays.

    # house: part of another deed, which requires and notes
    """
    cancelled = []
    if replaced is not None:
        whole = checklist(session, sheet.template_version_id)
        still = {one.item_id for one in _wanting(session, whole, [sheet.id], queries.low(session, sheet.department_id))}
        for one in engine_queries.of_source(session, queries.KIND, replaced.id):
            if one.source_item in still:
                engine.move(session, actor, one, source_id=sheet.id, source_code=sheet.code)
            elif State(one.state) in OPEN:
                engine.end(session, actor, one, sheet.code, step=Step.CORRECTED)
                cancelled.append(one.code)
        session.flush()  # house: what has moved to the correction must not be opened for it again
    return {"opened": _open(session, actor, row, [sheet]), "cancelled": cancelled}


def after_voiding(session: Session, actor: Actor, sheet: Sheet) -> list[str]:
    """A sheet was about the wrong object: what it called for and is not closed is cancelled. Returns the codes.

    # house: part of another deed, which requires and notes
    """
    still = [one for one in engine_queries.of_source(session, queries.KIND, sheet.id) if State(one.state) in OPEN]
    for one in still:
        engine.end(session, actor, one, sheet.code, step=Step.CORRECTED)
    return [one.code for one in still]


def _open(session: Session, actor: Actor, row: Round, sheets: Collection[Sheet]) -> list[str]:
    if not sheets:
        return []
    grounds = queries.projects_of(session, {sheet.project_id for sheet in sheets})
    people = {one for sheet in sheets for one in (sheet.inspector_id, row.leader_id, actor.id)}
    people |= {one for project, head in grounds.values() for one in (project.manager_id, head) if one}
    able = queries.active(session, people)
    before = queries.earlier(session, list(grounds), row.id)
    openings = list(_openings(session, actor, row, sheets, grounds, able, before))
    codes = engine.open_many(session, actor, openings)
    for project_id in sorted({one.project_id for one in openings}):
        project, mine = grounds[project_id][0], [one for one in openings if one.project_id == project_id]
        about = Place("project", project.id, project.code, project.name, f"Follow_ups?project={project.code}&tab=all", project_id=project.id)
        message = N_("{count} follow-ups were opened for {project} after {round}")
        tell(session, actor, YOURS.code, {one.owner_id for one in mine}, about=about, message=message, count=len(mine), project=project.name, round=row.name)
    return codes


def _openings(
    session: Session,
    actor: Actor,
    row: Round,
    sheets: Collection[Sheet],
    grounds: Mapping[int, tuple[Project, int | None]],
    able: frozenset[int],
    before: Mapping[tuple[int, str], tuple[int, int]],
) -> Iterator[Opening]:
    known = queries.known(session, [sheet.id for sheet in sheets])
    by_id = {sheet.id: sheet for sheet in sheets}
    things = queries.named(session, sheets)
    whole = checklist(session, row.template_version_id)
    for department_id in sorted({sheet.department_id for sheet in sheets}):
        low, due_on = queries.low(session, department_id), queries.due_on(session, today(), department_id)
        ids = [sheet.id for sheet in sheets if sheet.department_id == department_id]
        for wanting in _wanting(session, whole, ids, low):
            if (wanting.sheet_id, wanting.item_id) in known:
                continue
            sheet, cause = by_id[wanting.sheet_id], wanting.cause
            project, head_id = grounds[sheet.project_id]
            candidates = tuple(one if one in able else None for one in (sheet.inspector_id, row.leader_id, actor.id, head_id))
            # A manager who has left mends nothing: the head of the department has it until there is another one.
            owner = next((one for one in (project.manager_id, head_id) if one in able), project.manager_id)
            looks = verifier(owner, candidates)
            if looks is None:
                raise rules.NobodyToVerify(project=pick(project.name, actor.language or Language.ENGLISH))
            question = whole.question(wanting.item_id)
            thing = things.get(sheet.object_id)
            about = rules.topic(whole.code, question.code, sheet.object_id if thing and thing.kind is not ObjectKind.RECORD else 0)
            earlier_id, recurrences = before.get((project.id, about), (None, -1))
            yield Opening(
                Kind.RECTIFICATION, project.id, owner, looks, due_on, _title(question.draft.text, thing), queries.KIND, sheet.id, sheet.code,
                source_item=wanting.item_id, topic=about, finding="" if thing and thing.kind is ObjectKind.PERSON else wanting.finding, said=cause.message,
                said_values={"points": wanting.points, "round": row.name}, priority=cause.priority,
                evidence_needed=cause is rules.Cause.VETO or question.draft.evidence_required or Demand.EVIDENCE in question.draft.demands,
                earlier_id=earlier_id, recurrences=recurrences + 1,
            )  # fmt: skip


def _title(text: Content, thing: Named | None) -> dict[str, str]:
    """What has to be mended, and of which team or record; who was inspected stands on the sheet only."""
    if thing is None or thing.kind is ObjectKind.PERSON:
        return dict(text)
    return beside(text, thing.name, thing.number)


@dataclass(frozen=True)
class _Wanting:
    """An item of a sheet that calls for a follow-up: why, at how many points of 100, and what was found."""

    sheet_id: int
    item_id: int
    cause: rules.Cause
    points: str
    finding: str


def _wanting(session: Session, whole: Checklist, sheet_ids: Collection[int], low: int) -> Iterator[_Wanting]:
    """The items of some sheets that call for a follow-up, and why. One is enough for all instances of an item: it names them."""
    drafts = whole.drafts
    said = instance_answers(session, sheet_ids) if whole.repeated else {}
    for answer in queries.rated(session, sheet_ids):
        draft = drafts[answer.item_id]
        given = [(label, row.note or "", _given(row)) for label, row in said.get(answer.sheet_id, {}).get(answer.item_id, ())]
        if given:
            found = rules.of_instances(draft, given, low)
        else:
            cause = rules.cause(draft, _given(answer), low)
            found = cause and (cause, rules.points(draft, _given(answer)), answer.note or "")
        if found is not None:
            yield _Wanting(answer.sheet_id, answer.item_id, *found)


def _given(row: Answer | InstanceAnswer) -> Given:
    return Given(Mark(row.mark), row.raw, row.checked) if row.mark else Given(Mark.NOT_APPLICABLE)


