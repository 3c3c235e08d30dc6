"""Questions about appeals across sheets."""

import pandas as pd
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.inspection.sheets.records import Contest, Sheet
from core.inspection.templates.records import TemplateItem
from core.people.records import Person
from core.projects.queries import visible_to
from core.projects.records import Project

OVERTURNED = ["by", "code", "name", "contested", "changed", "open"]


def overturned(session: Session, actor: Actor) -> pd.DataFrame:
    """How contests of sheets that `actor` may decide about ended, by item and by inspector. Columns: OVERTURNED.

    `by`: item or inspector; `contested`: objections to single items, `changed` those after which the answer was another,
    `open` those not decided yet.
    """
    require(actor, Permission.SHEET_DECIDE)
    where = (visible_to(actor, Permission.SHEET_DECIDE), Contest.item_id.is_not(None))
    changed = func.sum(case((Contest.corrected.is_(True), 1), else_=0))
    pending = func.sum(case((Contest.decided_at.is_(None), 1), else_=0))
    base = select(func.count(), changed, pending).join(Sheet, Sheet.id == Contest.sheet_id).join(Project, Project.id == Sheet.project_id)
    items = base.join(TemplateItem, TemplateItem.id == Contest.item_id).add_columns(TemplateItem.code, func.min(Contest.item_id)).where(*where)
    found = []
    for n, hit, waiting, code, item_id in session.execute(items.group_by(TemplateItem.code)):
        found.append(("item", code, session.scalar(select(TemplateItem.text).where(TemplateItem.id == item_id)), n, hit or 0, waiting or 0))
    people = base.join(Person, Person.id == Sheet.inspector_id).add_columns(Person.id, Person.username).where(*where)
    for n, hit, waiting, person_id, username in session.execute(people.group_by(Person.id, Person.username)):
        found.append(("inspector", username, session.scalar(select(Person.name).where(Person.id == person_id)), n, hit or 0, waiting or 0))
    found.sort(key=lambda row: (row[0], -row[4], -row[3], row[1]))
    return pd.DataFrame(found, columns=OVERTURNED)
