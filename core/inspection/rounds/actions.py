"""Deeds on rounds."""

from datetime import date

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Reach, Role, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import NotFound, WrongState
from core.inspection.feedback import queries as feedback
from core.inspection.feedback.actions import tell_results
from core.inspection.finals import actions as finals
from core.inspection.finals.queries import held_beside, held_open, held_target
from core.inspection.finals.rules import COMBINING
from core.inspection.finals.rules import Target as Key
from core.inspection.followups import actions as followups
from core.inspection.objects import actions as objects
from core.inspection.objects.queries import Target
from core.inspection.objects.rules import Kind
from core.inspection.rounds import queries, rules
from core.inspection.rounds.records import Round
from core.inspection.sheets.records import Sheet
from core.inspection.sheets.rules import State as SheetState
from core.inspection.staffing import queries as staffing
from core.inspection.staffing.rules import NotQualified, Policy
from core.inspection.templates import queries as templates
from core.inspection.templates.rules import USABLE
from core.inspection.templates.rules import State as VersionState
from core.numbering.actions import next_code
from core.people.queries import person_for_update
from core.people.records import Person
from core.projects.queries import member_ids, project_for_update
from core.projects.queries import reach as project_reach
from core.projects.records import Project
from core.settings.queries import value
from core.words import N_, Language, pick

NAME_LIMIT = 120


def create(
    session: Session,
    actor: Actor,
    *,
    name: str,
    template_version_id: int,
    period_from: date,
    period_to: date,
    due_on: date,
    department_id: int | None = None,
    target_kind: Kind = Kind.PROJECT,
) -> int:
    """Prepare a round (RND-2026-0001). `department_id` makes it a department's own; `target_kind` says what it inspects.

    Refuses Empty, TooLong, PeriodUpsideDown, DueBeforePeriod, NotUsable.
    """
    require(actor, Permission.ROUND_LEAD, Reach(department_id=department_id))
    clean = fields.line(name, N_("Name"), NAME_LIMIT)
    rules.check_dates(period_from, period_to, due_on)
    version = templates.version_for_update(session, template_version_id)
    if VersionState(version.state) not in USABLE:
        raise rules.NotUsable()
    row = Round(
        code=next_code(session, "RND"),
        name=clean,
        template_version_id=version.id,
        department_id=department_id,
        period_from=period_from,
        period_to=period_to,
        due_on=due_on,
        target_kind=target_kind.value,
        state=rules.State.DRAFT,
        trial=version.state == VersionState.TRIAL,
        combining=value(session, COMBINING, department_id),
        leader_id=actor.id,
        created_at=now(),
    )
    with_ids(session, row)
    touch(session, "rounds")
    note(
        session, actor, "round:create", "round", row.id, code=row.code,
        after={"name": clean, "template_version_id": version.id, "period": [period_from, period_to], "due_on": due_on, "targets": target_kind.value},
    )  # fmt: skip
    return row.id


def assign(session: Session, actor: Actor, round_id: int, *, project_id: int, inspector_id: int, code: str = "") -> int:
    """Give the sheet of a project, or of what of it `code` names, to an inspector; returns the sheet's id.

    Refuses NotATarget, ConflictOfInterest, NotAnInspector, NotQualified, AssignedAlready, WrongState.
    """
    row = queries.round_for_update(session, round_id)
    require(actor, Permission.ROUND_LEAD, queries.reach(row))
    sheet, inspector, project = give(session, actor, row, project_id=project_id, inspector_id=inspector_id, code=code)
    touch(session, "rounds")
    note(
        session, actor, "round:assign", "sheet", sheet.id, code=sheet.code, project_id=project.id,
        round=row.code, inspector=inspector.username, project=project.code, **({"target": code} if sheet.object_id else {}),
    )  # fmt: skip
    return sheet.id


def give(
    session: Session, actor: Actor, row: Round, *, project_id: int, inspector_id: int, code: str = "", target: Target | None = None, late: bool = False
) -> tuple[Sheet, Person, Project]:
    """A target's sheet in a round that is held, for an inspector; `target` where the caller has looked it up, `late` also once
    its scoring is over. Refuses as `assign` does.

    # house: part of another deed, which notes
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.ROUND_LEAD, project_reach(project))
    if row.state not in (rules.State.DRAFT, rules.State.RUNNING) and not late:
        raise WrongState()
    inspector = person_for_update(session, inspector_id)
    language = actor.language or Language.ENGLISH
    target = target or queries.target_within(session, row, project_id, code)
    who, what = pick(inspector.name, language), target.name if isinstance(target.name, str) else pick(target.name, language)
    if not inspector.active or Role.INSPECTOR not in inspector.roles:
        raise rules.NotAnInspector(inspector=who)
    against = rules.conflict(queries.parties(inspector, target, member_ids(session, project.id)))
    if against:
        raise rules.ConflictOfInterest(inspector=who, project=what, reason=against.label)
    if staffing.policy(session, row) is Policy.REFUSE and staffing.unqualified(session, row, [inspector.id]):
        raise NotQualified(inspector=who, day=max(row.due_on, today()).isoformat())
    object_id = objects.kept(session, target)
    if queries.assignment(session, row.id, project_id, inspector_id, object_id):
        raise rules.AssignedAlready(inspector=who, project=what)
    sheet = Sheet(
        code=next_code(session, "INS"),
        round_id=row.id,
        template_version_id=row.template_version_id,
        project_id=project.id,
        object_id=object_id,
        department_id=project.department_id,
        inspector_id=inspector.id,
        state=SheetState.PLANNED if row.state == rules.State.DRAFT else SheetState.OPEN,
        revision=0,
        items=sum(one.asked(0) for one in templates.checklist(session, row.template_version_id).checkpoints),
        answered=0,
    )
    held = held_target(session, Key(row.id, project.id, object_id)) if row.state != rules.State.DRAFT else None
    with_ids(session, sheet)
    if held is not None:  # whoever joins scores blind: what was counted waits for her
        held.sheets.append(sheet)
        finals.settle(session, held)
    return sheet, inspector, project


def unassign(session: Session, actor: Actor, round_id: int, *, sheet_id: int) -> int:
    """Take back a sheet on which nobody has worked. Refuses ScoredAlready."""
    row = queries.round_for_update(session, round_id)
    require(actor, Permission.ROUND_LEAD, queries.reach(row))
    sheet = next((one for one in queries.open_sheets(session, round_id) if one.id == sheet_id), None)
    if sheet is None:
        raise NotFound()
    if sheet.started_at is not None:  # notes and files would be lost with it just as answers would
        raise rules.ScoredAlready()
    held = held_beside(session, sheet_id)
    held.sheets.remove(sheet)
    session.delete(sheet)
    finals.settle(session, held)
    touch(session, "rounds")
    note(
        session, actor, "round:unassign", "sheet", sheet.id, code=sheet.code, project_id=sheet.project_id,
        round=row.code, inspector_id=sheet.inspector_id,
    )  # fmt: skip
    return round_id


def start(session: Session, actor: Actor, round_id: int) -> int:
    """Open the planned sheets to their inspectors. Refuses NothingAssigned, WrongState."""
    row = queries.round_for_update(session, round_id)
    require(actor, Permission.ROUND_LEAD, queries.reach(row))
    _step(row, rules.State.RUNNING)
    sheets = queries.open_sheets(session, round_id)
    if not sheets:
        raise rules.NothingAssigned()
    for sheet in sheets:
        sheet.state = SheetState.OPEN
    row.started_at = now()
    touch(session, "rounds")
    note(session, actor, "round:start", "round", row.id, code=row.code, sheets=len(sheets))
    return row.id


def close(session: Session, actor: Actor, round_id: int, *, count_as_missed: bool = False) -> int:
    """End the scoring. Open sheets keep it open (StillOpen) unless they are counted as missed.

    An open revision does neither: the sheet it corrects was submitted, and it may replace that one later.
    """
    row = queries.round_for_update(session, round_id)
    require(actor, Permission.ROUND_LEAD, queries.reach(row))
    _step(row, rules.State.CLOSED)
    still = [sheet for sheet in queries.open_sheets(session, round_id) if not sheet.revision]
    if still and not count_as_missed:
        raise rules.StillOpen(count=len(still))
    held = held_open(session, round_id)
    for sheet in still:
        sheet.state = SheetState.MISSED
    finals.settle(session, *held)
    row.closed_at = now()
    session.flush()  # house: what was missed decides from when the time to give the result runs
    row.feedback_due_on = feedback.due_on(session, row)
    touch(session, "rounds")
    note(session, actor, "round:close", "round", row.id, code=row.code, missed=[sheet.code for sheet in still], feedback_due_on=row.feedback_due_on)
    return row.id


def release(session: Session, actor: Actor, round_id: int) -> int:
    """Show the results to the inspected side, who may acknowledge or contest from now on.

    Each project is told its result; what was found wanting becomes follow-ups. Refuses WrongState, NobodyToVerify.
    # house: the effect of an approval, which requires
    """
    row = queries.round_for_update(session, round_id)
    _step(row, rules.State.RELEASED)
    sheets = queries.sheets_in(session, round_id, SheetState.SUBMITTED)
    for sheet in sheets:
        sheet.state = SheetState.RELEASED
    row.released_at = now()
    tell_results(session, actor, row, sheets)
    opened = followups.open_for_round(session, actor, row)
    touch(session, "rounds")
    touch(session, "results")
    note(session, actor, "round:release", "round", row.id, code=row.code, sheets=len(sheets), followups=opened)
    return row.id


def _step(row: Round, then: rules.State) -> None:
    if rules.NEXT[rules.State(row.state)] is not then:
        raise WrongState()
    row.state = then
