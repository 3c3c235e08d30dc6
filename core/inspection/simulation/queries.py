"""The released sheets that a draft is tried on."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.errors import Stale
from core.inspection.objects import queries as objects
from core.inspection.rounds.records import Round
from core.inspection.rules import Given, Mark, together
from core.inspection.sheets.blind.queries import unscored
from core.inspection.sheets.queries import instance_answers, visible_sheets
from core.inspection.sheets.records import Answer, Sheet
from core.inspection.sheets.rules import PUBLISHED
from core.inspection.simulation.rules import CHOICES, Past, Simulation, simulate
from core.inspection.templates.queries import checklist, draft, version
from core.inspection.templates.records import TemplateVersion
from core.projects.records import Project


def tried(session: Session, actor: Actor, version_id: int, last: int, as_of: int) -> Simulation:
    """A version tried on the newest released sheets of its checklist that `actor` may see: at most `last` of them.

    Rounds on trial, sheets that a correction replaced and those that `actor` still scores blind do not count. `as_of` is the row version that the screen shows:
    an answer kept for it is not kept for the next. Refuses Stale.
    """
    require(actor, Permission.TEMPLATE_READ)
    require(actor, Permission.SHEET_READ)
    row, wanted = version(session, actor, version_id), draft(session, actor, version_id)
    if row.version != as_of:
        raise Stale()
    found = session.execute(
        select(Sheet.id, Sheet.code, Sheet.template_version_id, Sheet.total, Sheet.band, Project.name, Sheet.object_id)
        .join(Round, Round.id == Sheet.round_id)
        .join(Project, Project.id == Sheet.project_id)
        .join(TemplateVersion, TemplateVersion.id == Sheet.template_version_id)
        .where(TemplateVersion.template_id == row.template_id, Sheet.state.in_(PUBLISHED), Round.trial.is_(False), visible_sheets(actor), ~unscored(actor))
        .order_by(Sheet.submitted_at.desc(), Sheet.id.desc())
        .limit(min(last, CHOICES[-1]))
    ).all()
    things = objects.named(session, {one.object_id for one in found})
    given: dict[int, dict[int, Given]] = {}
    answers = select(Answer.sheet_id, Answer.item_id, Answer.mark, Answer.raw, Answer.checked)
    for sheet_id, item_id, mark, raw, checked in session.execute(
        answers.where(Answer.sheet_id.in_([one.id for one in found]), Answer.mark.is_not(None))
    ):
        given.setdefault(sheet_id, {})[item_id] = Given(Mark(mark), raw, checked)
    told = {one.template_version_id: checklist(session, one.template_version_id) for one in found}
    repeated = [one.id for one in found if told[one.template_version_id].repeated]
    for sheet_id, items in (instance_answers(session, repeated) if repeated else {}).items():
        for item_id, said in items.items():  # what was said for each instance, in the place of what they earned together
            whole = together([Given(Mark(row.mark), row.raw, row.checked) if row.mark else None for _, row in said])
            if whole is not None:
                given.setdefault(sheet_id, {})[item_id] = whole
    past = []
    for one in found:
        mine = given.get(one.id, {})
        asked = told[one.template_version_id].questions
        name = objects.label(one.name, things.get(one.object_id))
        past.append(Past(one.code, name, one.total, one.band, {q.code: (q.draft.scale, mine.get(q.id)) for q in asked}))
    return simulate(wanted, past)
