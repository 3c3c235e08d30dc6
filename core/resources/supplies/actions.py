"""Deeds on material: want it, change it, say that it is ordered, that it is here, or not needed."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import NotFound, Stale
from core.projects.queries import project_for_update, reach
from core.projects.records import Project
from core.resources.rules import TOPIC
from core.resources.supplies import queries, rules
from core.resources.supplies.records import Supply
from core.resources.supplies.rules import OPEN, Kind, State, Wanted
from core.service.requests.queries import team
from core.words import N_

KIND = "supply"


def want(session: Session, actor: Actor, project_id: int, wanted: Wanted) -> int:
    """Write down material that a project needs; returns its id. Refuses Empty, TooLong, NotAQuantity, CannotSeeTo, TooManySupplies, NotFound (a purchase of another project)."""
    project = project_for_update(session, project_id)
    require(actor, Permission.SUPPLY_EDIT, reach(project))
    if queries.count_of(session, project.id) >= rules.MOST_LINES:
        raise rules.TooManySupplies(limit=rules.MOST_LINES)
    row = Supply(project_id=project.id, state=State.WANTED, reason="", here_on=None, by_id=actor.id, at=now(), **_cleaned(session, actor, project, wanted))
    with_ids(session, row)
    return _close(session, actor, "supply:want", row, project, kind=row.kind, quantity=row.quantity, needed_by=row.needed_by, expected_on=row.expected_on)


def change(session: Session, actor: Actor, supply_id: int, wanted: Wanted, *, version: int) -> int:
    """Change a line that is still open; returns its id. Refuses Settled, Stale and what `want` refuses."""
    row, project = _opened(session, actor, supply_id, version)
    before = {"quantity": row.quantity, "needed_by": row.needed_by, "expected_on": row.expected_on, "supplier": row.supplier}
    for name, told in _cleaned(session, actor, project, wanted, row.purchase_id, row.responsible_id).items():
        setattr(row, name, told)
    return _close(session, actor, "supply:change", row, project, before=before, after={name: getattr(row, name) for name in before})


def order(session: Session, actor: Actor, supply_id: int, *, supplier: str, expected_on: date | None = None, version: int) -> int:
    """Say that it is ordered, from whom, and when it should come; returns its id. Refuses Settled, Empty, TooLong, Stale."""
    row, project = _opened(session, actor, supply_id, version)
    row.supplier, row.expected_on, row.state = fields.line(supplier, N_("Supplier"), rules.SUPPLIER_LIMIT), expected_on, State.ORDERED
    return _close(session, actor, "supply:order", row, project, supplier=row.supplier, expected_on=expected_on)


def receive(session: Session, actor: Actor, supply_id: int, *, here_on: date, version: int) -> int:
    """Say that it is here, since when; returns its id. Refuses Settled, HereToCome, Stale."""
    row, project = _opened(session, actor, supply_id, version)
    if here_on > today():
        raise rules.HereToCome()
    row.here_on, row.state = here_on, State.HERE
    return _close(session, actor, "supply:receive", row, project, here_on=here_on)


def leave_out(session: Session, actor: Actor, supply_id: int, *, reason: str, version: int) -> int:
    """Say that it is not needed any more, and why; returns its id. Refuses Settled, Empty, TooLong, Stale."""
    row, project = _opened(session, actor, supply_id, version)
    row.reason, row.state = fields.line(reason, N_("Why it is not needed"), rules.REASON_LIMIT), State.NOT_NEEDED
    return _close(session, actor, "supply:leave_out", row, project, reason=row.reason)


def _opened(session: Session, actor: Actor, supply_id: int, version: int) -> tuple[Supply, Project]:
    row = queries.supply_for_update(session, supply_id)
    project = project_for_update(session, row.project_id)
    require(actor, Permission.SUPPLY_EDIT, reach(project))
    if row.version != version:
        raise Stale()
    if row.state not in OPEN:
        raise rules.Settled()
    return row, project


def _cleaned(session: Session, actor: Actor, project: Project, wanted: Wanted, purchase_id: int | None = None, responsible_id: int | None = None) -> dict[str, Any]:
    """The columns of a line; whom and what it names already may stay."""
    if wanted.responsible_id not in (None, responsible_id) and wanted.responsible_id not in team(session, project.id):
        raise rules.CannotSeeTo()
    if wanted.purchase_id not in (None, purchase_id):
        require(actor, Permission.COST_READ, reach(project))
        if wanted.purchase_id not in queries.purchases_of(session, project.id):
            raise NotFound()
    return {
        "kind": Kind(wanted.kind).value, "name": fields.line(wanted.name, N_("What is needed"), rules.NAME_LIMIT), "quantity": rules.check_quantity(wanted.quantity),
        "unit": fields.line(wanted.unit, N_("Unit"), rules.UNIT_LIMIT, needed=False), "needed_by": wanted.needed_by, "expected_on": wanted.expected_on,
        "supplier": fields.line(wanted.supplier, N_("Supplier"), rules.SUPPLIER_LIMIT, needed=False), "responsible_id": wanted.responsible_id, "purchase_id": wanted.purchase_id,
    }  # fmt: skip


def _close(session: Session, actor: Actor, deed: str, row: Supply, project: Project, **facts: Any) -> int:
    touch(session, TOPIC)
    note(session, actor, deed, KIND, row.id, code=project.code, project_id=project.id, name=row.name, **facts)
    return row.id
