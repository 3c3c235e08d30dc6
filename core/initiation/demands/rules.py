"""What is noted of a demand, and what a first assessment says. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from core import fields
from core.errors import Refusal, WrongState
from core.initiation.applications.rules import Proposal
from core.words import COLON, N_, Language, translate

TITLE_LIMIT, CONTACT_LIMIT, TEXT_LIMIT = 120, 120, 2000


class Feasible(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"

    @property
    def label(self) -> str:
        return {Feasible.YES: N_("Feasible"), Feasible.PARTLY: N_("Feasible in part"), Feasible.NO: N_("Not feasible")}[self]


class Grade(StrEnum):
    """Of urgency and of value."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"

    @property
    def label(self) -> str:
        return {Grade.LOW: N_("Low"), Grade.MIDDLE: N_("Middle"), Grade.HIGH: N_("High")}[self]


class Effort(StrEnum):
    SMALL = "small"
    MIDDLE = "middle"
    LARGE = "large"

    @property
    def label(self) -> str:
        return {
            Effort.SMALL: N_("Small: up to 20 person-days"),
            Effort.MIDDLE: N_("Middle: up to 100 person-days"),
            Effort.LARGE: N_("Large: more than 100 person-days"),
        }[self]


class Advice(StrEnum):
    GO = "go"
    NO_GO = "no_go"

    @property
    def label(self) -> str:
        return {Advice.GO: N_("Apply for a project"), Advice.NO_GO: N_("Do not pursue")}[self]


class State(StrEnum):
    NEW = "new"
    GO = "go"
    NO_GO = "no_go"
    APPLIED = "applied"

    @property
    def label(self) -> str:
        return {
            State.NEW: N_("To be assessed"),
            State.GO: N_("Recommended"),
            State.NO_GO: N_("Not pursued"),
            State.APPLIED: N_("Application begun"),
        }[self]


class ReceivedInFuture(Refusal):
    message = N_("A demand cannot have come in on a day to come. Choose today or an earlier day.")


class NotRecommended(Refusal):
    message = N_("This demand is not recommended yet. Assess it first.")


class AdvisedAgainstItself(Refusal):
    message = N_("What is not feasible cannot be recommended. Change one of the two.")


@dataclass(frozen=True)
class Need:
    """What a customer asks for, as it came in."""

    title: str
    customer: str
    received_on: date
    channel: str
    contact: str = ""
    text: str = ""


@dataclass(frozen=True)
class Assessment:
    """The first look at a demand: what is advised, and why."""

    feasible: Feasible
    urgency: Grade
    value: Grade
    effort: Effort
    advice: Advice
    reason: str
    risks: str = ""


def cleaned(need: Need, today: date) -> Need:
    """The demand as it is kept. Refuses Empty, TooLong, ReceivedInFuture."""
    if need.received_on > today:
        raise ReceivedInFuture()
    return replace(
        need, title=fields.line(need.title, N_("What it is about"), TITLE_LIMIT), customer=fields.line(need.customer, N_("Customer"), TITLE_LIMIT),
        contact=fields.line(need.contact, N_("Contact"), CONTACT_LIMIT, needed=False), text=fields.paragraph(need.text, N_("What is asked for"), TEXT_LIMIT),
    )  # fmt: skip


def judged(assessment: Assessment) -> Assessment:
    """The assessment as it is kept. Refuses Empty (no reason), TooLong, AdvisedAgainstItself."""
    if assessment.feasible is Feasible.NO and assessment.advice is Advice.GO:
        raise AdvisedAgainstItself()
    return replace(
        assessment, reason=fields.paragraph(assessment.reason, N_("Reason"), TEXT_LIMIT),
        risks=fields.paragraph(assessment.risks, N_("Risks"), TEXT_LIMIT, needed=False),
    )  # fmt: skip


def state(assessment: Assessment | None, *, applied: bool) -> State:
    """How a demand stands."""
    if applied:
        return State.APPLIED
    if assessment is None:
        return State.NEW
    return State.GO if assessment.advice is Advice.GO else State.NO_GO


def check_applicable(present: State) -> None:
    """Refuses NotRecommended, and WrongState for one that is an application already."""
    if present is State.APPLIED:
        raise WrongState()
    if present is not State.GO:
        raise NotRecommended()


def proposal(need: Need, assessment: Assessment, language: Language) -> Proposal:
    """The application that a demand begins: its background is what was asked for and how it was assessed, in the writer's language."""
    facts: Mapping[str, str] = {
        N_("Urgency"): translate(language, assessment.urgency.label), N_("Business value"): translate(language, assessment.value.label),
        N_("Effort"): translate(language, assessment.effort.label), N_("Reason"): assessment.reason, N_("Risks"): assessment.risks,
    }  # fmt: skip
    told = "\n".join(f"{translate(language, label)}{COLON[language]}{said}" for label, said in facts.items() if said)
    return Proposal({language.value: need.title}, {language.value: need.customer}, background=f"{need.text}\n\n{told}"[:4000])
