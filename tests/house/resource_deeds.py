"""How each deed on material and systems is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.access import Permission
from core.clock import now, today
from core.customers import actions as customers
from core.customers.records import Customer
from core.people.records import Person
from core.projects.records import Project
from core.resources.supplies import actions as supplies
from core.resources.supplies.rules import Kind as Material
from core.resources.supplies.rules import Wanted
from core.resources.systems import actions as systems
from core.resources.systems.rules import Described, Kind, Told
from core.resources.usability import actions as usability
from core.resources.usability.records import PageRemark
from core.resources.usability.rules import Outcome
from core.service.intake import actions as intake
from core.service.requests.records import Request
from core.service.requests.rules import Intake

WANTED = Wanted(Material.OFFICE, "Headsets", Decimal(3))


def supply(session: Any, house: Any) -> int:
    made = supplies.want(session, house.actor("lin"), house.projects["hotline"], WANTED)
    session.flush()
    session.info.pop("noted", None)
    return made


def described(session: Any, house: Any) -> Described:
    """What Mei looks after, who belongs to the department of Hotline here."""
    session.get_one(Person, house.people["mei"]).department_id = house.departments["service"]
    session.flush()
    return Described("Booking platform", Kind.SYSTEM, house.people["mei"], "always")


def system(session: Any, house: Any) -> int:
    """A system that Mei looks after, near the department of Hotline."""
    made = systems.register(session, house.actor("lin"), described(session, house))
    session.flush()
    session.info.pop("noted", None)
    return made


def outage(session: Any, house: Any) -> int:
    made = systems.report(session, house.actor("lin"), system(session, house), Told(now() - timedelta(hours=1)))
    session.flush()
    session.info.pop("noted", None)
    return made


def used(session: Any, house: Any) -> int:
    made = systems.use(session, house.actor("lin"), system(session, house), project=session.get_one(Project, house.projects["hotline"]).code)
    session.flush()
    session.info.pop("noted", None)
    return made


def _use(s: Any, a: Any, h: Any) -> int:
    """By a customer of Hotline whom Mei looks after."""
    row = s.get_one(Customer, customers.enter(s, h.actor("lin"), name="Northern Ferries", project_ids=[h.projects["hotline"]]))
    row.owner_id = h.people["mei"]
    made = system(s, h)
    s.info.pop("noted", None)
    return systems.use(s, a, made, customer=row.code)


def _attribute(s: Any, a: Any, h: Any) -> int:
    lin = h.actor("lin")
    customer = customers.enter(s, lin, name="Northern Ferries", project_ids=[h.projects["hotline"]])
    made = intake.register(s, lin, h.projects["hotline"], Intake(customer, "phone", "Nothing loads"))
    one = outage(s, h)
    s.info.pop("noted", None)
    return systems.attribute(s, a, one, request=s.get_one(Request, made).code)


def remark(s: Any, h: Any) -> int:
    """What Lin does not understand on a page."""
    usability.say(s, h.actor("lin"), "Results", clear=False, words="What is a band?")
    made = s.scalars(select(PageRemark.id)).one()
    s.info.pop("noted", None)
    return int(made)


def rows(row: Callable[..., Any], everywhere: frozenset[Any], near: frozenset[Any], owned: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department; `owned`: one's own or the department's."""
    edit, keep, tell = Permission.SUPPLY_EDIT, Permission.SYSTEM_EDIT, Permission.OUTAGE_WRITE
    return {
        supplies.want: row(edit, near, lambda s, a, h: supplies.want(s, a, h.projects["hotline"], WANTED)),
        supplies.change: row(edit, near, lambda s, a, h: supplies.change(s, a, supply(s, h), WANTED, version=1)),
        supplies.order: row(edit, near, lambda s, a, h: supplies.order(s, a, supply(s, h), supplier="Office Direct", version=1)),
        supplies.receive: row(edit, near, lambda s, a, h: supplies.receive(s, a, supply(s, h), here_on=today(), version=1)),
        supplies.leave_out: row(edit, near, lambda s, a, h: supplies.leave_out(s, a, supply(s, h), reason="Borrowed.", version=1)),
        systems.register: row(keep, owned, lambda s, a, h: systems.register(s, a, described(s, h))),
        systems.change: row(keep, owned, lambda s, a, h: systems.change(s, a, system(s, h), described(s, h), version=1)),
        systems.use: row(keep, owned, _use),
        systems.release: row(keep, owned, lambda s, a, h: systems.release(s, a, used(s, h))),
        systems.report: row(tell, everywhere, lambda s, a, h: systems.report(s, a, system(s, h), Told(now() - timedelta(hours=1)))),
        systems.revise: row(tell, everywhere, lambda s, a, h: systems.revise(s, a, outage(s, h), Told(now() - timedelta(hours=2), now()), version=1)),
        usability.say: row(Permission.ACCOUNT_USE, None, lambda s, a, h: usability.say(s, a, "Results", clear=False, words="What is a band?")),
        usability.reply: row(Permission.PAGE_REPLY, everywhere, lambda s, a, h: usability.reply(s, a, remark(s, h), outcome=Outcome.EXPLAINED, text="A range of scores.", version=1)),
        systems.attribute: row(Permission.REQUEST_WORK, near, _attribute),
    }  # fmt: skip
