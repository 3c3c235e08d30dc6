"""The rows behind the measures of inspections: one a sheet, an answer, a contest or a service record. Trial rounds do not count."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, or_, select, true
from sqlalchemy.orm import Session

from core.clock import today
from core.inspection.measures.rules import FEEDBACK_IN_TIME, GROUNDS, OVERTURNED, RECORDS_COMPLETE, SUBMITTED_IN_TIME
from core.inspection.objects.records import InspectedObject
from core.inspection.objects.rules import DEMANDED, Kind, Part
from core.inspection.rounds.records import Round
from core.inspection.sheets.records import Answer, Contest, Evidence, Sheet
from core.inspection.sheets.rules import PUBLISHED, State
from core.metrics.queries import local_day, provide
from core.settings.queries import value


def _row(on: Any, shows: ColumnElement[bool]) -> Select[Any]:
    counted = cast(case((shows, 1), else_=0), Integer)
    return select(
        Sheet.project_id.label("project_id"), Sheet.inspector_id.label("person_id"), on.label("on"), counted.label("value"), Sheet.code.label("code"),
    ).join(Round, Round.id == Sheet.round_id).where(Round.trial.is_(False))  # fmt: skip


def in_time(session: Session) -> Select[Any]:
    """First sheets of rounds that fell due, or that are submitted: 1 where that was by the due day."""
    done = and_(Sheet.submitted_at.is_not(None), local_day(session, Sheet.submitted_at) <= Round.due_on)
    settled = or_(Sheet.submitted_at.is_not(None), and_(Round.due_on < today(), Sheet.state != State.PLANNED))
    return _row(Round.due_on, done).where(Sheet.revision == 0, settled)


def grounds(session: Session) -> Select[Any]:
    """Answers that cost points, on sheets the inspected side sees and does not contest just now: 1 with a note or a file."""
    file = select(Evidence.id).where(Evidence.sheet_id == Answer.sheet_id, Evidence.item_id == Answer.item_id)
    told = or_(and_(Answer.note.is_not(None), Answer.note != ""), file.exists())
    rows = _row(local_day(session, Sheet.submitted_at), told).join(Answer, Answer.sheet_id == Sheet.id)
    return rows.where(Sheet.state.in_(PUBLISHED - {State.CONTESTED}), Answer.loss > 0)


def overturned(session: Session) -> Select[Any]:
    """Decided contests: 1 where the decision called for a correction."""
    rows = _row(local_day(session, Contest.decided_at), Contest.corrected.is_(True)).join(Contest, Contest.sheet_id == Sheet.id)
    return rows.where(Contest.decided_at.is_not(None), Contest.wrong.is_(None))  # a wrong object says nothing of the score


def feedback_in_time(session: Session) -> Select[Any]:
    """First sheets of rounds whose results are given or fell due: 1 where that was by the day they were due."""
    kept = and_(Round.released_at.is_not(None), local_day(session, Round.released_at) <= Round.feedback_due_on)
    settled = and_(Round.feedback_due_on.is_not(None), or_(Round.released_at.is_not(None), Round.feedback_due_on < today()))
    return _row(Round.feedback_due_on, kept).where(Sheet.revision == 0, Sheet.submitted_at.is_not(None), settled)


def records_complete(session: Session) -> Select[Any]:
    """Service records on the list: 1 where everything is told that the organisation asks of a complete one."""
    told: dict[str, ColumnElement[Any]] = {part.value: getattr(InspectedObject, part.value) for part in Part if part is not Part.HANDLER}
    asked = [told[one].is_not(None) if one in told else InspectedObject.person_id.is_not(None) for one in value(session, DEMANDED)]
    counted = cast(case((and_(true(), *asked), 1), else_=0), Integer)
    return select(
        InspectedObject.project_id.label("project_id"), InspectedObject.person_id.label("person_id"), InspectedObject.happened_on.label("on"),
        counted.label("value"), InspectedObject.code.label("code"),
    ).where(InspectedObject.kind == Kind.RECORD, InspectedObject.active.is_(True), InspectedObject.happened_on.is_not(None))  # fmt: skip


provide(RECORDS_COMPLETE, records_complete, page="Targets", parameter="record")
for _measure, _rows in ((SUBMITTED_IN_TIME, in_time), (GROUNDS, grounds), (OVERTURNED, overturned), (FEEDBACK_IN_TIME, feedback_in_time)):
    provide(_measure, _rows, page="Scoring_sheet", parameter="sheet")
