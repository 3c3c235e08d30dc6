"""A survey on its way, and ways to answer it."""

import secrets
from dataclasses import dataclass

import pytest

from core import work
from core.audit.actions import NOBODY
from core.customers import actions as customers
from core.satisfaction.answers import actions as answers
from core.satisfaction.surveys import actions as surveys
from core.satisfaction.surveys import queries
from core.service.handling import actions as handling
from core.service.intake import actions as intake
from core.service.requests.rules import Intake
from core.words import Language

GOOD = {"overall": "5", "efficiency": "4", "recommend": "10", "comment": "Thank you, very quick"}
BAD = {"overall": "1", "recommend": "2", "comment": "Far too slow. I want a refund"}


@dataclass
class Sending:
    """Surveys as Mo sends them, and customers who answer."""

    house: object
    do: object

    def token(self):
        return secrets.token_urlsafe(32)

    def survey(self, project="hotline", who="mo", **more):
        """Returns the survey's id and its token."""
        token = self.token()
        return self.do(surveys.send, who, self.house.projects[project], token=token, **more), token

    def answer(self, token, typed=GOOD, language=Language.ENGLISH):
        return work.do(answers.answer, NOBODY, token, typed=typed, language=language)

    def answered(self, typed=GOOD, **more):
        made, token = self.survey(**more)
        self.answer(token, typed)
        return made

    def customer(self, name="Northern Ferries", who="lin"):
        return self.do(customers.enter, who, name=name, project_ids=[self.house.projects["hotline"]])

    def solved(self, customer=None, who="ming", title="Invoices are wrong"):
        """A request of Hotline that Ming has solved; returns its id."""
        made = self.do(intake.register, who, self.house.projects["hotline"], Intake(
            customer or self.customer(), "phone", title, problem_class="process", handler_id=self.house.people[who], acknowledged=True,
        ))
        self.do(handling.respond, who, made, text="We are on it.")
        self.do(handling.begin, who, made)
        self.do(handling.resolve, who, made, solution="Issued anew.", version=self.version(made))
        return made

    def version(self, made):
        from core import db
        from core.service.requests.records import Request

        with db.reading() as session:
            return session.get_one(Request, made).version

    def code(self, made):
        from core import db
        from core.satisfaction.surveys.records import Survey

        with db.reading() as session:
            return session.get_one(Survey, made).code

    def row(self, made, who="mo"):
        return work.ask(queries.survey, self.house.actor(who), self.code(made))


@pytest.fixture
def sending(house, do):
    return Sending(house, do)
