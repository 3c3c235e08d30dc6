"""Tickets that come in from another system."""

from core import db
from core.clock import now
from core.projects.records import Project
from core.service.imports import actions
from core.service.imports.rules import Incoming, Job
from core.service.requests.rules import Logged, State, Step
from tests.faults.stage import Stage, of


def job(s: Stage, *steps: Step, mark: str = "one") -> Job:
    log = tuple(Logged(step, now()) for step in (Step.REPORTED, *steps))
    with db.reading() as session:
        project = session.get_one(Project, s.house.projects["hotline"]).code
    one = Incoming(
        "T1", mark, 2, project, "Northern Ferries", "Northern Ferries", "phone", "No network", "", "technology", "", "", "", "low", False, "", "", "", "", State.REPORTED, log,
    )  # fmt: skip
    return Job("desk", "tickets.csv", "0" * 64, 1, [one])


@of(actions.take)
def a_ticket_comes_in_with_its_customer(s):
    return s.ready(actions.take, "mo", job(s))


@of(actions.take)
def a_ticket_comes_a_second_time_with_more(s):
    s.do(actions.take, "mo", job(s))
    return s.ready(actions.take, "mo", job(s, Step.ACKNOWLEDGED, mark="two"))


@of(actions.save_mapping)
def a_mapping_is_saved_anew(s):
    made = s.do(actions.save_mapping, "mo", name="Desk", text="rows = 'events'")
    return s.ready(actions.save_mapping, "mo", name="Desk 2", text="rows = 'snapshot'", mapping_id=made, version=1)


@of(actions.drop_mapping)
def a_mapping_is_dropped(s):
    made = s.do(actions.save_mapping, "mo", name="Desk", text="rows = 'events'")
    return s.ready(actions.drop_mapping, "mo", made, version=1)
