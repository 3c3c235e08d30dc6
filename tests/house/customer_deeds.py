"""How each deed on customers is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from typing import Any

from core.access import Permission
from core.customers import actions as customers


def customer(session: Any, house: Any, owner: str = "mei", served: bool = True) -> int:
    """A customer that Mei looks after and Hotline serves."""
    made = customers.enter(session, house.actor("lin"), name="Northern Ferries", owner_id=house.people[owner], project_ids=[house.projects["hotline"]] if served else [])
    session.info.pop("noted", None)
    return made


def rows(row: Callable[..., Any], near: frozenset[Any], whole: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department, `whole`: also of whoever looks after it."""
    def edit(deed: Callable[..., Any], **more: Any) -> Any:
        return row(Permission.CUSTOMER_EDIT, whole, lambda s, a, h: deed(s, a, customer(s, h), **more))

    return {
        customers.enter: row(Permission.CUSTOMER_EDIT, near, lambda s, a, h: customers.enter(s, a, name="Ferries", project_ids=[h.projects["hotline"]])),
        customers.edit: row(
            Permission.CUSTOMER_EDIT, whole,
            lambda s, a, h: customers.edit(s, a, customer(s, h), version=1, name="Ferries", channel="phone", needs="", habits="", owner_id=h.people["mo"]),
        ),
        customers.classify: edit(customers.classify, version=1, class_code="key", why="Half of all calls."),
        customers.serve: row(Permission.CUSTOMER_EDIT, near, lambda s, a, h: customers.serve(s, a, customer(s, h, "cora", False), project_id=h.projects["hotline"])),
        customers.part: row(Permission.CUSTOMER_EDIT, near, lambda s, a, h: customers.part(s, a, customer(s, h), project_id=h.projects["hotline"])),
    }  # fmt: skip
