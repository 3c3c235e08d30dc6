"""How each deed of initiation is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core.access import Permission
from core.approval import actions as approvals
from core.clock import today
from core.initiation.applications import actions as applications
from core.initiation.applications.rules import Proposal
from core.initiation.charters import actions as charters
from core.initiation.charters import queries as charter_queries
from core.initiation.charters.rules import Content
from core.initiation.demands import actions as demands
from core.initiation.demands.rules import Advice, Assessment, Effort, Feasible, Grade, Need
from core.initiation.duties import actions as duties
from core.initiation.duties.rules import Duty, Package
from core.initiation.kickoffs import actions as kickoffs
from core.initiation.kickoffs.rules import Minutes
from core.initiation.milestones import actions as milestones
from core.initiation.pack import actions as packs
from core.initiation.pack.rules import Piece
from core.initiation.rules import Milestone
from core.initiation.stakeholders import actions as stakeholders
from core.initiation.stakeholders.rules import Entry, Kind
from tests.cast import named
from tests.house import staged
from tests.house.customer_deeds import need
from tests.initiation.made import proposal


def application(session, house, author="mei", **facts):
    """An application in the service department; written by Mei, to be managed by Mo."""
    who = replace(house.actor("lin"), id=house.people[author])
    made = applications.create(
        session, who, proposal(**facts), department_id=house.departments["service"], manager_id=house.people["mo"]
    )
    session.info.pop("noted", None)
    return made


def submit(session, actor, house):
    return approvals.submit(session, actor, "application", application(session, house))


def charter(session, house):
    """The charter of Hotline."""
    made = charters.begin(session, house.actor("lin"), house.projects["hotline"])
    session.info.pop("noted", None)
    return made


def _follow(session, actor, house):
    """A charter with a milestone that the plan does not know."""
    said = Content(milestones=(Milestone("Line open", today()),))
    made = charters.plant(session, house.actor("lin"), house.projects["hotline"], said)
    staged.plan(session, house)
    return milestones.follow(session, actor, made.id, number=1)


def _version(session, house):
    return charter_queries.charter_of(session, house.projects["hotline"]).version


def _update(session, actor, house):
    made = application(session, house)
    return applications.update(
        session, actor, made, proposal(content="More."), version=1, department_id=house.departments["service"], manager_id=house.people["mo"]
    )


def _take_up(session, actor, house):
    made = application(session, house)
    applications.drop(session, house.actor("lin"), made, version=1)
    session.info.pop("noted", None)
    return applications.take_up(session, actor, made)


def _revise(session, actor, house):
    made = charter(session, house)
    return charters.revise(session, actor, made, Content(content="Calls"), version=_version(session, house), reason="So.")


SUN = Entry("Captain Sun", Kind.CUSTOMER)


def _minutes(house):
    return Minutes(today(), house.people["mo"], customer="Captain Sun", consensus="We begin.")


def _known(session, house):
    """Captain Sun in the register of Hotline."""
    made = stakeholders.add(session, house.actor("lin"), house.projects["hotline"], SUN)
    session.info.pop("noted", None)
    return made


def _minuted(session, house):
    made = kickoffs.record(session, house.actor("lin"), house.projects["hotline"], _minutes(house))
    session.info.pop("noted", None)
    return made


GOOD = Assessment(Feasible.YES, Grade.HIGH, Grade.HIGH, Effort.SMALL, Advice.GO, "Worth it.")


def _need():
    return Need("Night line", "Northern Ferries", today(), "phone", text="Calls at night.")


def _demand(session, house, *, assessed=False):
    """A demand in the service department, taken in by Mei."""
    who = replace(house.actor("lin"), id=house.people["mei"])
    made = demands.take_in(session, who, _need(), department_id=house.departments["service"])
    if assessed:
        demands.assess(session, who, made, GOOD, version=1)
    session.info.pop("noted", None)
    return made


def _further(session, house):
    """A further step that packs of Hotline's kind need."""
    packs.tailor(session, house.actor("lin"), "service", left_out=[], added=["access"], reason="Sites.", version=0)
    session.info.pop("noted", None)
    return "access"


def _left_out(session, house):
    made = packs.leave_out(session, house.actor("lin"), house.projects["hotline"], step="kickoff", reason="Same team.")
    session.info.pop("noted", None)
    return made


def rows(row: Callable[..., Any], near: frozenset[Any], own: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department, `own`: one's own or of the department."""
    return {
        # Whoever begins an application is its author.
        applications.create: row(
            Permission.APPLICATION_EDIT, None,
            lambda s, a, h: applications.create(s, a, Proposal(named("New")), department_id=h.departments["service"], manager_id=h.people["mo"]),
        ),
        applications.update: row(Permission.APPLICATION_EDIT, own, _update),
        applications.drop: row(Permission.APPLICATION_EDIT, own, lambda s, a, h: applications.drop(s, a, application(s, h), version=1)),
        applications.take_up: row(Permission.APPLICATION_EDIT, own, _take_up),
        charters.begin: row(Permission.INITIATION_EDIT, near, lambda s, a, h: charters.begin(s, a, h.projects["hotline"])),
        charters.revise: row(Permission.INITIATION_EDIT, near, _revise),
        charters.confirm: row(
            Permission.INITIATION_EDIT, near,
            lambda s, a, h: charters.confirm(s, a, charter(s, h), number=1, confirmed_by="Sun", on=today(), channel="meeting"),
        ),
        milestones.follow: row(Permission.PLAN_EDIT, near, _follow),
        packs.take_along: row(
            Permission.PROJECT_READ, near, lambda s, a, h: packs.take_along(s, a, h.projects["hotline"], kind="pdf", sha256="0" * 64)
        ),
        packs.tailor: row(
            Permission.INITIATION_EDIT, frozenset(),
            lambda s, a, h: packs.tailor(s, a, "service", left_out=[Piece.KICKOFF], added=["access"], reason="Small.", version=0),
        ),
        packs.leave_out: row(
            Permission.INITIATION_EDIT, near, lambda s, a, h: packs.leave_out(s, a, h.projects["hotline"], step="kickoff", reason="Same team.")
        ),
        packs.tick: row(Permission.INITIATION_EDIT, near, lambda s, a, h: packs.tick(s, a, h.projects["hotline"], step=_further(s, h), on=today(), remark="Signed.")),
        packs.take_back: row(Permission.INITIATION_EDIT, near, lambda s, a, h: packs.take_back(s, a, _left_out(s, h), version=1)),
        duties.save: row(
            Permission.INITIATION_EDIT, near,
            lambda s, a, h: duties.save(s, a, h.projects["hotline"], [Package("Line", {h.people["mo"]: Duty.BOTH})], roles={}, version=0),
        ),
        # Whoever takes a demand in stands near it.
        demands.take_in: row(
            Permission.APPLICATION_EDIT, None, lambda s, a, h: demands.take_in(s, a, _need(), department_id=h.departments["service"])
        ),
        demands.take_up: row(
            Permission.CUSTOMER_WORK, near | own,
            lambda s, a, h: demands.take_up(s, a, need(s, h), title="Night line", channel="phone", department_id=h.departments["service"], version=1),
            also=Permission.APPLICATION_EDIT,
        ),
        demands.assess: row(Permission.APPLICATION_EDIT, own, lambda s, a, h: demands.assess(s, a, _demand(s, h), GOOD, version=1)),
        demands.apply: row(Permission.APPLICATION_EDIT, own, lambda s, a, h: demands.apply(s, a, _demand(s, h, assessed=True))),
        stakeholders.add: row(Permission.INITIATION_EDIT, near, lambda s, a, h: stakeholders.add(s, a, h.projects["hotline"], SUN)),
        stakeholders.change: row(
            Permission.INITIATION_EDIT, near, lambda s, a, h: stakeholders.change(s, a, _known(s, h), replace(SUN, influence=5), version=1)
        ),
        stakeholders.remove: row(Permission.INITIATION_EDIT, near, lambda s, a, h: stakeholders.remove(s, a, _known(s, h))),
        kickoffs.record: row(Permission.INITIATION_EDIT, near, lambda s, a, h: kickoffs.record(s, a, h.projects["hotline"], _minutes(h))),
        kickoffs.change: row(
            Permission.INITIATION_EDIT, near, lambda s, a, h: kickoffs.change(s, a, _minuted(s, h), replace(_minutes(h), goals="Calm."), version=1)
        ),
    }  # fmt: skip
