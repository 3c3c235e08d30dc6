"""A complete application of the house's people: Mo applies, in the service department, for a project that he is to manage."""

from datetime import date
from decimal import Decimal
from typing import Any

from core.initiation.applications import actions
from core.initiation.applications.rules import Proposal
from core.initiation.rules import Milestone, Money, Objective, Smart
from core.projects.queries import person_acting
from core.work import ask, do
from tests.cast import named

FIRST, LAST = date(2027, 1, 4), date(2027, 6, 30)
ANSWERED = Objective("Nine of ten calls are answered within twenty seconds.", frozenset(Smart), Decimal("90"), "%", date(2027, 5, 31))
HAPPY = Objective("Callers are content.", frozenset({Smart.RELEVANT}))


def proposal(**facts: Any) -> Proposal:
    """Nothing is missing in it, unless `facts` say otherwise."""
    whole = {
        "name": named("Night line", "夜间热线", "夜間熱線"), "customer": named("Northern Ferries"), "kind": "hotline", "background": "Calls at night go unanswered.",
        "objectives": (ANSWERED, HAPPY), "content": "A line from ten to six.", "results": "No lost calls.",
        "budget": (Money("labour", Decimal("120000.50"), "Four people"), Money("licence", Decimal("8000"))), "starts_on": FIRST, "ends_on": LAST,
        "milestones": (Milestone("Line open", date(2027, 3, 1), 1), Milestone("First review", date(2027, 5, 31))),
    }  # fmt: skip
    return Proposal(**(whole | facts))


def apply(house: Any, who: str = "mo", **facts: Any) -> int:
    """An application in the service department, to be managed by Mo."""
    actor = ask(person_acting, who, origin="test")
    return do(actions.create, actor, proposal(**facts), department_id=house.departments["service"], manager_id=house.people["mo"])
