"""Customers: who they are, their contacts, contracts, stages, care and points."""

from datetime import date
from decimal import Decimal

from core import db
from core.customers import actions as customers
from core.customers.care import actions as care
from core.customers.care.rules import Kind
from core.customers.contacts import actions as contacts
from core.customers.contacts.rules import Personal, Purpose, Way
from core.customers.contracts import actions as contracts
from core.customers.contracts.rules import Limits, Priority
from core.customers.expectations import actions as expectations
from core.customers.expectations.rules import Aspect
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
from tests.faults.stage import Stage, of

DAY = date(2026, 1, 5)
SOMEBODY = Personal("Somebody", "+85223456789", address="Pier 1")
CONTRACT = {"title": "Hotline", "value": Decimal(1000), "signed_on": DAY, "starts_on": DAY, "ends_on": date(2029, 1, 4), "promises": [Limits(Priority.HIGH, 30, 60, 240)]}


def customer(s: Stage) -> int:
    return s.do(customers.enter, "mo", name="Northern Ferries", project_ids=[s.house.projects["hotline"]])


def contact(s: Stage, of_: int | None = None) -> int:
    return s.do(contacts.enter, "mo", of_ or customer(s), person=SOMEBODY, first=True)


@of(customers.enter)
def a_customer_is_entered(s):
    return s.ready(customers.enter, "mo", name="Northern Ferries", class_code="key", class_why="Half of all calls.", project_ids=[s.house.projects["hotline"]])


@of(customers.edit)
def a_customer_is_changed(s):
    return s.ready(customers.edit, "mo", customer(s), version=1, name="Ferries", channel="phone", needs="Calls at night.", habits="", owner_id=s.person("ming"))


@of(customers.classify)
def a_customer_comes_into_another_class(s):
    return s.ready(customers.classify, "mo", customer(s), version=1, class_code="key", why="Half of all calls.")


@of(customers.serve)
def a_project_begins_to_serve_a_customer(s):
    return s.ready(customers.serve, "lin", customer(s), project_id=s.house.projects["harbour"])


@of(customers.part)
def a_project_ends_serving_a_customer(s):
    return s.ready(customers.part, "mo", customer(s), project_id=s.house.projects["hotline"])


@of(contacts.enter)
def another_contact_becomes_the_first_one(s):
    made = customer(s)
    contact(s, made)
    return s.ready(contacts.enter, "mo", made, person=Personal("Another", "+85223456780"), first=True)


@of(contacts.enter_person)
def a_person_is_entered_as_a_customer(s):
    return s.ready(contacts.enter_person, "mo", person=SOMEBODY, project_ids=[s.house.projects["hotline"]])


@of(contacts.edit)
def a_contact_gets_another_number(s):
    return s.ready(contacts.edit, "mo", contact(s), version=1, changed={"phone": "+85223456780"}, role="Head", first=True)


@of(contacts.reveal)
def personal_data_are_shown(s):
    return s.ready(contacts.reveal, "mo", contact(s), reason="Call back.")


def agreed(s: Stage, of_: int) -> int:
    return s.do(contacts.consent, "mo", of_, purpose=Purpose.SURVEY, way=Way.PHONE, wording="Surveys.", given_on=DAY)


@of(contacts.consent)
def a_consent_is_given(s):
    return s.ready(contacts.consent, "mo", contact(s), purpose=Purpose.SURVEY, way=Way.PHONE, wording="Surveys.", given_on=DAY)


@of(contacts.withdraw)
def a_consent_is_withdrawn(s):
    return s.ready(contacts.withdraw, "mo", agreed(s, contact(s)))


@of(contacts.hand_out)
def what_is_held_leaves_the_house(s):
    return s.ready(contacts.hand_out, "mo", contact(s), sha256="0" * 64)


@of(contacts.erase)
def a_contact_is_erased_with_what_was_said(s):
    made = customer(s)
    one = contact(s, made)
    agreed(s, one)
    s.do(contacts.reveal, "mo", one, reason="Call back.")
    s.do(talks.write, "mo", made, day=DAY, channel="phone", subject="Somebody called", outcome="", contact_id=one)
    return s.ready(contacts.erase, "hu", one, version=1)


@of(contacts.seal_anew)
def contacts_are_sealed_anew(s):
    contact(s)
    return s.ready(contacts.seal_anew, "ada")


@of(contracts.enter)
def a_contract_is_entered(s):
    return s.ready(contracts.enter, "mo", customer(s), project_id=s.house.projects["hotline"], **CONTRACT)


@of(contracts.end)
def a_contract_ends_early(s):
    return s.ready(contracts.end, "mo", s.do(contracts.enter, "mo", customer(s), **CONTRACT), version=1, on=date(2026, 3, 1), why="By both.")


@of(stages.put)
def a_stage_is_set_by_hand(s):
    return s.ready(stages.put, "mo", customer(s), version=1, stage="mature", why="Known for years.")


@of(stages.follow_rule)
def a_stage_is_left_to_the_rule(s):
    made = s.do(stages.put, "mo", customer(s), version=1, stage="mature", why="Known for years.")
    return s.ready(stages.follow_rule, "mo", made, version=2)


def lost(s: Stage) -> int:
    return s.do(stages.lose, "mo", customer(s), version=1, reason=Loss.QUALITY, why="Too slow.", on=DAY)


@of(stages.lose)
def a_customer_is_lost(s):
    return s.ready(stages.lose, "mo", customer(s), version=1, reason=Loss.QUALITY, why="Too slow.", on=DAY)


@of(stages.win_back)
def a_customer_is_won_back(s):
    made = lost(s)
    with db.reading() as session:
        version = session.get_one(Customer, made).version
    return s.ready(stages.win_back, "mo", made, version=version, why="A new contract.")


@of(talks.write)
def a_conversation_is_written_down(s):
    made = customer(s)
    return s.ready(talks.write, "mo", made, day=DAY, channel="phone", subject="Pier", outcome="Agreed.", contact_id=contact(s, made))


@of(needs.hear)
def a_need_is_noted(s):
    return s.ready(needs.hear, "mo", customer(s), text="Lines at night.", heard_on=DAY, channel="phone")


@of(needs.settle)
def a_need_is_settled(s):
    return s.ready(needs.settle, "mo", s.do(needs.hear, "mo", customer(s), text="Lines at night.", heard_on=DAY), met=True, answer="Done.", version=1)


def planned(s: Stage) -> int:
    return s.do(care.plan, "mo", customer(s), kind=Kind.FESTIVAL, title="Greeting", due_on=DAY, yearly=True)


@of(care.plan)
def care_is_planned(s):
    return s.ready(care.plan, "mo", customer(s), kind=Kind.VISIT, title="Visit", due_on=DAY)


@of(care.finish)
def yearly_care_is_done_and_comes_again(s):
    return s.ready(care.finish, "mo", planned(s), version=1, result="Greeted.")


@of(points.book)
def points_are_given(s):
    return s.ready(points.book, "mo", customer(s), points=50, why="A year.")


@of(points.reverse)
def points_are_taken_back(s):
    return s.ready(points.reverse, "mo", s.do(points.book, "mo", customer(s), points=50, why="A year."), why="Entered twice.")


EXPECTED = {"aspect": Aspect.TIME, "subject": "Calls are answered.", "target": Decimal(4), "unit": "h", "higher_is_better": False}


@of(expectations.expect)
def an_expectation_is_agreed(s):
    return s.ready(expectations.expect, "mo", customer(s), project_id=s.house.projects["hotline"], **EXPECTED)


@of(expectations.judge)
def what_came_is_recorded(s):
    made = s.do(expectations.expect, "mo", customer(s), project_id=s.house.projects["hotline"], **EXPECTED)
    return s.ready(expectations.judge, "mo", made, version=1, came="Six hours.", actual=Decimal(6))


@of(exports.export)
def a_list_leaves_the_house(s):
    return s.ready(exports.export, "mo", rows=3, sha256="0" * 64)


@of(strategies.write)
def it_is_written_what_a_stage_wants(s):
    return s.ready(strategies.write, "mo", stage="fresh", goal="A good first month", steps="Call")


OFFER = {"kind": OfferKind.VALUE_ADDED, "name": "Reports", "starts_on": DAY}


@of(offers.write)
def a_service_comes_into_the_catalogue(s):
    return s.ready(offers.write, "mo", s.house.projects["hotline"], **OFFER)


@of(offers.end)
def a_service_leaves_the_catalogue(s):
    return s.ready(offers.end, "mo", s.do(offers.write, "mo", s.house.projects["hotline"], **OFFER), on=DAY, version=1)


@of(offers.take_up)
def a_customer_takes_a_service_up(s):
    return s.ready(offers.take_up, "mo", s.do(offers.write, "mo", s.house.projects["hotline"], **OFFER), customer_id=customer(s), taken_on=DAY)
