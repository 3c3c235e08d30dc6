"""How each deed on customers is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from core.access import Permission
from core.clock import today
from core.customers import actions as customers
from core.customers.care import actions as care
from core.customers.care.rules import Kind
from core.customers.contacts import actions as contacts
from core.customers.contacts.rules import Personal, Purpose, Way
from core.customers.contracts import actions as contracts
from core.customers.expectations import actions as expectations
from core.customers.expectations.rules import Aspect, Outcome
from core.customers.export import actions as exports
from core.customers.needs import actions as needs
from core.customers.offers import actions as offers
from core.customers.offers.rules import Kind as OfferKind
from core.customers.points import actions as points
from core.customers.records import Customer
from core.customers.stages import actions as stages
from core.customers.stages.rules import Loss
from core.customers.strategies import actions as strategies
from core.customers.talks import actions as talks

DAY = date(2026, 1, 5)
CONTRACT = {"title": "Hotline", "value": Decimal(1000), "signed_on": DAY, "starts_on": DAY, "ends_on": date(2029, 1, 4)}
TALK = {"day": DAY, "channel": "phone", "subject": "Pier", "outcome": "Agreed."}
SOMEBODY = Personal("Somebody", "+85223456789")


def customer(session: Any, house: Any, owner: str = "mei", served: bool = True) -> int:
    """A customer that Mei looks after and Hotline serves."""
    made = customers.enter(session, house.actor("lin"), name="Northern Ferries", owner_id=house.people[owner], project_ids=[house.projects["hotline"]] if served else [])
    session.info.pop("noted", None)
    return made


OFFER = {"kind": OfferKind.VALUE_ADDED, "name": "Reports", "starts_on": DAY}


def _made(deed: Callable[..., int], *more: Any, **facts: Any) -> Callable[[Any, Any], int]:
    """Something of the customer's that Lin has made."""
    def make(session: Any, house: Any) -> int:
        given = {name: value(house) if callable(value) else value for name, value in facts.items()}
        made = deed(session, house.actor("lin"), customer(session, house), *more, **given)
        session.info.pop("noted", None)
        return made

    return make


def _hotline(house: Any) -> int:
    return house.projects["hotline"]


_contact = _made(contacts.enter, person=SOMEBODY)
_contract = _made(contracts.enter, **CONTRACT)
_care = _made(care.plan, kind=Kind.VISIT, title="Visit", due_on=DAY)
need = _made(needs.hear, text="Lines at night.", heard_on=DAY)
_points = _made(points.book, points=50, why="A year.")
_expectation = _made(expectations.expect, project_id=_hotline, aspect=Aspect.TIME, subject="Calls are answered.")


def _consent(session: Any, house: Any) -> int:
    made = contacts.consent(session, house.actor("lin"), _contact(session, house), purpose=Purpose.SERVICE, way=Way.PHONE, wording="Calls.", given_on=DAY)
    session.info.pop("noted", None)
    return made


def _by_hand(session: Any, house: Any) -> int:
    made = stages.put(session, house.actor("lin"), customer(session, house), version=1, stage="mature", why="Known for years.")
    session.flush()
    session.info.pop("noted", None)
    return made


def _lost(session: Any, house: Any) -> int:
    made = stages.lose(session, house.actor("lin"), customer(session, house), version=1, reason=Loss.QUALITY, why="Too slow.", on=DAY)
    session.flush()
    session.info.pop("noted", None)
    return made


def _offer(session: Any, house: Any) -> int:
    made = offers.write(session, house.actor("lin"), house.projects["hotline"], **OFFER)
    session.info.pop("noted", None)
    return made


def rows(row: Callable[..., Any], near: frozenset[Any], whole: frozenset[Any], everywhere: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department, `whole`: also of whoever looks after it."""
    def on(permission: Permission, deed: Callable[..., Any], made: Callable[..., int] = customer, **more: Any) -> Any:
        return row(permission, whole, lambda s, a, h: deed(s, a, made(s, h), **more))

    edit, work, unmask = Permission.CUSTOMER_EDIT, Permission.CUSTOMER_WORK, Permission.CUSTOMER_UNMASK
    return {
        customers.enter: row(edit, near, lambda s, a, h: customers.enter(s, a, name="Ferries", project_ids=[h.projects["hotline"]])),
        customers.edit: row(
            edit, whole, lambda s, a, h: customers.edit(s, a, customer(s, h), version=1, name="Ferries", channel="phone", needs="", habits="", owner_id=h.people["mo"]),
        ),
        customers.classify: on(edit, customers.classify, version=1, class_code="key", why="Half of all calls."),
        customers.serve: row(edit, near, lambda s, a, h: customers.serve(s, a, customer(s, h, "cora", False), project_id=h.projects["hotline"])),
        customers.part: row(edit, near, lambda s, a, h: customers.part(s, a, customer(s, h), project_id=h.projects["hotline"])),
        contacts.enter: on(work, contacts.enter, person=SOMEBODY),
        contacts.enter_person: row(edit, near, lambda s, a, h: contacts.enter_person(s, a, person=SOMEBODY, project_ids=[h.projects["hotline"]])),
        contacts.edit: on(work, contacts.edit, _contact, version=1, changed={"phone": "+85223456780"}, role="Head", first=True),
        contacts.reveal: on(unmask, contacts.reveal, _contact, reason="Call back."),
        contacts.consent: on(work, contacts.consent, _contact, purpose=Purpose.SURVEY, way=Way.PHONE, wording="Surveys.", given_on=DAY),
        contacts.withdraw: on(work, contacts.withdraw, _consent),
        contacts.hand_out: on(Permission.CUSTOMER_DISCLOSE, contacts.hand_out, _contact, sha256="0" * 64),
        contacts.erase: on(Permission.CUSTOMER_ERASE, contacts.erase, _contact, version=1),
        contacts.seal_anew: row(Permission.HEALTH_KEEP, everywhere, lambda s, a, h: contacts.seal_anew(s, a)),
        contracts.enter: on(edit, contracts.enter, **CONTRACT),
        contracts.end: on(edit, contracts.end, _contract, version=1, on=date(2026, 3, 1), why="By both."),
        stages.put: on(edit, stages.put, version=1, stage="mature", why="Known for years."),
        stages.follow_rule: on(edit, stages.follow_rule, _by_hand, version=2),
        stages.lose: on(edit, stages.lose, version=1, reason=Loss.QUALITY, why="Too slow.", on=DAY),
        stages.win_back: row(edit, whole, lambda s, a, h: stages.win_back(s, a, (made := _lost(s, h)), version=s.get_one(Customer, made).version, why="A new contract.")),
        offers.write: row(edit, near, lambda s, a, h: offers.write(s, a, h.projects["hotline"], **OFFER)),
        offers.end: row(edit, near, lambda s, a, h: offers.end(s, a, _offer(s, h), on=today(), version=1)),
        offers.take_up: row(edit, whole, lambda s, a, h: offers.take_up(s, a, _offer(s, h), customer_id=customer(s, h), taken_on=today())),
        strategies.write: row(Permission.STRATEGY_EDIT, None, lambda s, a, h: strategies.write(s, a, stage="fresh", goal="A good first month", steps="Call")),
        talks.write: on(work, talks.write, **TALK),
        needs.hear: on(work, needs.hear, text="Lines at night.", heard_on=DAY),
        needs.settle: on(work, needs.settle, need, met=True, answer="Done.", version=1),
        care.plan: on(work, care.plan, kind=Kind.VISIT, title="Visit", due_on=DAY),
        care.finish: on(work, care.finish, _care, version=1, result="Visited."),
        points.book: on(edit, points.book, points=50, why="A year."),
        points.reverse: on(edit, points.reverse, _points, why="Entered twice."),
        expectations.expect: row(
            work, whole,
            lambda s, a, h: expectations.expect(s, a, customer(s, h), project_id=h.projects["hotline"], aspect=Aspect.TIME, subject="Calls are answered."),
        ),
        expectations.judge: on(work, expectations.judge, _expectation, version=1, came="They were.", said=Outcome.MET),
        exports.export: row(Permission.CUSTOMER_EXPORT, None, lambda s, a, h: exports.export(s, a, rows=1, sha256="0" * 64)),
    }  # fmt: skip

