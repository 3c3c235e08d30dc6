"""Deeds on dispatch: write the rules of a project and who does what in its service, switch them on or off."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.db import with_ids
from core.errors import Stale
from core.projects.queries import project_for_update, reach
from core.projects.rules import CUSTOMER_TYPES
from core.reference.queries import tables_for_choice
from core.service.dispatch import queries, rules
from core.service.dispatch.records import DispatchPlan
from core.service.dispatch.rules import ROLES, Plan, Rule
from core.service.requests.queries import team
from core.service.requests.rules import check_type
from core.service.rules import CHANNELS, PROBLEM_CLASSES, PROBLEM_TYPES, Priority
from core.words import N_

TABLES = {
    "problem_class": (PROBLEM_CLASSES, N_("Problem class")), "problem_type": (PROBLEM_TYPES, N_("Problem type")), "channel": (CHANNELS, N_("Channel")),
    "customer_class": (CUSTOMER_TYPES, N_("Customer type")), "role": (ROLES, N_("Role in service")),
}  # fmt: skip


def arrange(session: Session, actor: Actor, project_id: int, rules_: Sequence[Rule], *, roles: Mapping[int, str], active: bool, version: int) -> int:
    """Write the rules of a project in their order, and the roles of its team by person; returns the plan's id. Requests that have a handler keep theirs.

    Refuses TooManyRules, NoRules, NotThere, Twice, NotAnEntry, NotItsType, Stale.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.DISPATCH_EDIT, reach(project))
    row = queries.plan_for_update(session, project.id)
    if (row.version if row else 0) != version:
        raise Stale()
    before = queries.plan_of(row) if row else Plan()
    members = team(session, project.id)
    clean = _cleaned(session, rules_, before)
    rules.check(clean, members, active=active)
    tables = tables_for_choice(session, ROLES)
    said = {person: tables[ROLES].chosen(role, before.roles.get(person, ""), field=N_("Role in service")) for person, role in roles.items() if role and person in members}
    if row is None:
        row = DispatchPlan(project_id=project.id, rules=[], roles={}, active=False, by_id=actor.id, at=now())
        session.add(row)
    row.rules, row.roles, row.active = [rules.packed(one) for one in clean], {str(person): role for person, role in sorted(said.items())}, active
    row.by_id, row.at = actor.id, now()
    with_ids(session, row)
    touch(session, queries.TOPIC)
    note(
        session, actor, "dispatch_plan:arrange", "dispatch_plan", row.id, code=project.code, project_id=project.id,
        before={"rules": [rules.packed(one) for one in before.rules], "roles": {str(one): role for one, role in before.roles.items()}, "active": before.active},
        after={"rules": row.rules, "roles": row.roles, "active": active},
    )  # fmt: skip
    return row.id


def _cleaned(session: Session, rules_: Sequence[Rule], before: Plan) -> list[Rule]:
    """The rules with nothing but codes that may be chosen; a rule that stood already keeps what has been retired since."""
    tables = tables_for_choice(session, *(table for table, _ in TABLES.values()))
    clean = []
    for one in map(rules.cleaned, rules_):
        stood = one in before.rules
        for name, (table, label) in TABLES.items():
            if code := getattr(one, name):
                tables[table].chosen(code, code if stood and code in tables[table].names else "", field=label)
        check_type(one.problem_class, one.problem_type)
        if one.priority:
            Priority(one.priority)
        clean.append(one)
    return clean
