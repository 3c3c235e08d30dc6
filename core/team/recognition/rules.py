"""What a proposal to thank somebody says, who decides it, who sees its amount; and what a team does together. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.errors import Refusal
from core.notice.rules import Kind as Notice
from core.notice.rules import declare
from core.words import N_

TITLE_LIMIT, GROUNDS_LIMIT, POST_LIMIT, REASON_LIMIT, TEXT_LIMIT = 120, 2000, 120, 500, 4000
MOST_PEOPLE = 200
RECOGNITION = declare(Notice("recognition", N_("Thanks and rewards: yours, and those you proposed")))


class Kind(StrEnum):
    BONUS = "bonus"
    PROMOTION = "promotion"
    COMMENDATION = "commendation"

    @property
    def label(self) -> str:
        return {Kind.BONUS: N_("Bonus payment"), Kind.PROMOTION: N_("Promotion"), Kind.COMMENDATION: N_("Commendation")}[self]


class State(StrEnum):
    PROPOSED = "proposed"
    GRANTED = "granted"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        return {State.PROPOSED: N_("Still to be decided"), State.GRANTED: N_("Granted"), State.DECLINED: N_("Declined")}[self]


class Gathering(StrEnum):
    """What a team does together. The charter says what it holds by."""

    BUILDING = "building"
    SHARING = "sharing"
    CUSTOMERS = "customers"
    CHARTER = "charter"

    @property
    def label(self) -> str:
        return {
            Gathering.BUILDING: N_("Team building"), Gathering.SHARING: N_("Sharing what was learned"), Gathering.CUSTOMERS: N_("Seeing the service as customers do"), Gathering.CHARTER: N_("Charter of the team"),
        }[self]  # fmt: skip


class PersonOrTeam(Refusal):
    message = N_("Choose one person, or one project whose team is meant.")


class TeamsAreCommended(Refusal):
    message = N_("A team is commended; a bonus or a promotion is for a person.")


class NotYourself(Refusal):
    message = N_("Nobody proposes or decides a reward for herself or himself.")


class SecondPerson(Refusal):
    message = N_("Somebody else than whoever proposed it decides.")


class NoGrounds(Refusal):
    message = N_("The grounds point to something: choose a closed appraisal of the person, or a figure.")


class NotTheirs(Refusal):
    message = N_("Choose a closed appraisal of this person that you may see.")


class WhichAmount(Refusal):
    message = N_("A bonus has an amount; other rewards have none.")


class WhichPost(Refusal):
    message = N_("Say to which post.")


class NotHeldYet(Refusal):
    message = N_("The day lies in the future. Enter it when it has taken place.")


@dataclass(frozen=True)
class Proposal:
    """A reward as somebody proposes it: for a person or for the team of a project, on the ground of a closed appraisal or a figure."""

    kind: Kind
    title: str
    grounds: str
    person_id: int | None = None
    project_id: int | None = None
    amount: Decimal | None = None
    post: str = ""
    appraisal_id: int | None = None
    measure: str = ""


@dataclass(frozen=True)
class Activity:
    """Something a team did, or the charter it gave itself on a day."""

    kind: Gathering
    on: date
    title: str
    text: str
    people: tuple[int, ...]
    project_id: int | None = None
    department_id: int | None = None


def check(proposal: Proposal, proposer_id: int) -> None:
    """Refuses PersonOrTeam, TeamsAreCommended, NotYourself, NoGrounds, WhichAmount, WhichPost."""
    if (proposal.person_id is None) == (proposal.project_id is None):
        raise PersonOrTeam()
    if proposal.person_id is None and proposal.kind is not Kind.COMMENDATION:
        raise TeamsAreCommended()
    if proposal.person_id == proposer_id:
        raise NotYourself()
    if proposal.appraisal_id is None and not proposal.measure:
        raise NoGrounds()
    if (proposal.amount is not None) != (proposal.kind is Kind.BONUS):
        raise WhichAmount()
    if proposal.kind is Kind.PROMOTION and not proposal.post:
        raise WhichPost()


def check_decider(decider_id: int, *, proposer_id: int, person_id: int | None) -> None:
    """Refuses NotYourself, SecondPerson."""
    if decider_id == person_id:
        raise NotYourself()
    if decider_id == proposer_id:
        raise SecondPerson()
