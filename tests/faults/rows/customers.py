"""Customers: who they are and which projects serve them."""

from core.customers import actions as customers
from tests.faults.stage import Stage, of


def customer(s: Stage) -> int:
    return s.do(customers.enter, "mo", name="Northern Ferries", project_ids=[s.house.projects["hotline"]])


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
