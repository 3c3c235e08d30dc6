"""Deeds on sheets about the wrong object: say so, decide it, and inspect the right one instead."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import WrongState
from core.files import actions as stored
from core.inspection.claims import queries, rules
from core.inspection.finals import actions as finals
from core.inspection.finals.queries import held_beside
from core.inspection.followups.actions import after_voiding
from core.inspection.rounds import actions as rounds
from core.inspection.rounds.queries import reach, round_for_update
from core.inspection.sheets import queries as sheets
from core.inspection.sheets.kept import Shown
from core.inspection.sheets.objections.actions import answerable, decidable
from core.inspection.sheets.objections.queries import object_day, objections_of, released_at
from core.inspection.sheets.records import Contest, ContestFile, Sheet
from core.inspection.sheets.rules import FILES_AN_ITEM, REASON_LIMIT, State, TooManyFiles, Wrong
from core.notice.actions import tell
from core.settings import queries as settings
from core.words import N_


def claim(
    session: Session, actor: Actor, sheet_id: int, *, wrong: Wrong, reason: str, right_object: str = "", files: Sequence[Shown] = ()
) -> int:
    """The inspected side says that a released result is not about its project, period or records, with what is right.

    Asked once, and once more of the decision (the final review, by somebody else). Its score stays contestable by
    itself. Refuses ClaimTooLate, ClaimedAlready, Empty, TooLong, TooManyFiles, WrongState (also while it is being corrected).
    """
    sheet = answerable(session, actor, sheet_id)
    before = objections_of(session, sheet)
    mine = [one for one in before if one.wrong]
    if any(one.final for one in mine):
        raise rules.ClaimedAlready()
    if sheet.state not in rules.OPEN_TO_CLAIM or sheets.revision_of(session, sheet_id):
        raise WrongState()
    last = object_day(session, released_at(session, sheet), before, sheet.department_id)
    if last is not None and today() > last:
        raise rules.ClaimTooLate(day=last.isoformat())
    clean = fields.paragraph(reason, N_("What shows that it was not yours"), REASON_LIMIT)
    right = fields.line(right_object, N_("What should have been inspected"), rules.RIGHT_LIMIT, needed=wrong is Wrong.PROJECT)
    limit = settings.value(session, FILES_AN_ITEM, sheet.department_id)
    if len(files) > limit:
        raise TooManyFiles(limit=limit)
    row = Contest(
        sheet_id=sheet.id, item_id=None, reason=clean, by_id=actor.id, at=now(), final=True if mine else None, wrong=wrong, right_object=right or None,
    )  # fmt: skip
    with_ids(session, row)
    kept = [stored.keep(session, actor, one.data, kind=one.kind, name=one.name, subject_kind="sheet", subject_id=sheet.id) for one in files]
    session.add_all(ContestFile(contest_id=row.id, file_id=file_id) for file_id in dict.fromkeys(kept))
    sheet.state = State.CONTESTED
    its = queries.concerned(session, sheet)
    tell(
        session, actor, rules.CLAIM.code, {its.leader_id}, about=its.about,
        message=N_("{sheet}: {project} says that it was not the right object. Somebody who did not score it decides."), sheet=sheet.code, project=its.project,
    )  # fmt: skip
    _note(session, actor, "sheet:claim", sheet, wrong=wrong, right=right, reason=clean, files=kept, **({"final": True} if mine else {}))
    return sheet.id


def decide_claim(session: Session, actor: Actor, sheet_id: int, *, accepted: bool, decision: str) -> int:
    """Decide whether a sheet was about the wrong object. Accepted: it is voided, kept with the reason, and counts nowhere.

    Decided by somebody who neither scored the sheet nor belongs to the project nor decided it before. Refuses
    NotYourDecision, DecidedBefore, Empty, TooLong, WrongState.
    """
    sheets.round_of(session, sheet_id)  # held before the sheet, as releasing does
    held = held_beside(session, sheet_id)
    sheet, rows = decidable(session, actor, sheet_id, objects=True)
    clean = fields.paragraph(decision, N_("Reason"), REASON_LIMIT)
    (row,) = rows
    row.corrected, row.decision, row.decided_by_id, row.decided_at = accepted, clean, actor.id, now()
    cancelled: list[str] = []
    if accepted:
        sheet.state = State.VOIDED
        finals.settle(session, held)
        cancelled = after_voiding(session, actor, sheet)
        touch(session, "results")
    else:
        sheet.state = rules.after_refusal([one for one in objections_of(session, sheet) if not one.wrong])
    touch(session, "rounds")
    its = queries.concerned(session, sheet)
    message = (
        N_("{sheet} of {project} was about the wrong object: it is void and counts in no result.") if accepted
        else N_("{sheet} of {project} was about the right object; it stands.")
    )  # fmt: skip
    tell(session, actor, rules.CLAIM.code, {row.by_id, sheet.inspector_id, its.leader_id}, about=its.about, message=message, sheet=sheet.code, project=its.project)
    _note(
        session, actor, "sheet:decide_claim", sheet, accepted=accepted, decision=clean, total=sheet.total, followups=cancelled,
        **({"final": True} if row.final else {}),
    )  # fmt: skip
    return sheet.id


def reassign(session: Session, actor: Actor, sheet_id: int, *, project_id: int, inspector_id: int, code: str = "") -> int:
    """Give a sheet in the place of a voided one, about the right project or what of it `code` names; returns the new sheet's id.

    It is scored although the round is closed, and released when it is submitted. Refuses InsteadAlready, WrongState and
    what assigning refuses.
    """
    row = round_for_update(session, queries.round_id_of(session, sheet_id))
    require(actor, Permission.ROUND_LEAD, reach(row))
    voided = sheets.sheet_for_update(session, sheet_id)
    if voided.state != State.VOIDED:
        raise WrongState()
    known = queries.instead_of(session, sheet_id)
    if known is not None:
        raise rules.InsteadAlready(code=known)
    made, inspector, project = rounds.give(session, actor, row, project_id=project_id, inspector_id=inspector_id, code=code, late=True)
    made.instead_of_id = voided.id
    touch(session, "rounds")
    tell(
        session, actor, rules.CLAIM.code, {inspector.id}, about=queries.concerned(session, made).about,
        message=N_("{sheet} is yours to score: {project}, in the place of {voided}, which was about the wrong object."),
        sheet=made.code, project=project.name, voided=voided.code,
    )  # fmt: skip
    note(
        session, actor, "round:reassign", "sheet", made.id, code=made.code, project_id=project.id,
        round=row.code, instead_of=voided.code, inspector=inspector.username, project=project.code,
    )  # fmt: skip
    return made.id


def _note(session: Session, actor: Actor, deed: str, sheet: Sheet, **facts: object) -> None:
    note(session, actor, deed, "sheet", sheet.id, code=sheet.code, project_id=sheet.project_id, **facts)
