"""How an acceptance goes, when it may go on, and how its delivery standards are scored. Pure.

No way leads to PASSED but through every seat of both phases, each filled by somebody else, and remarks that are verified
closed: `after` is the only function that says so.
"""

import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core import fields
from core.errors import Refusal
from core.words import N_

NAME_LIMIT, LINE_LIMIT, TEXT_LIMIT, REASON_LIMIT, UNIT_LIMIT = 80, 300, 2000, 1000, 20
MOST_CRITERIA, MOST_REMARKS, MOST_FILES = 60, 20, 20
FULL = Decimal(100)
TARGET_LIMIT = Decimal(10) ** 9
METHODS = "acceptance_method"
"""The reference table of how it is accepted."""


class State(StrEnum):
    PREPARING = "preparing"
    PRELIMINARY = "preliminary"
    FORMAL = "formal"
    PASSED = "passed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return {
            State.PREPARING: N_("Being prepared"), State.PRELIMINARY: N_("Preliminary acceptance"), State.FORMAL: N_("Formal acceptance"), State.PASSED: N_("Accepted"),
            State.REJECTED: N_("Not accepted"), State.WITHDRAWN: N_("Withdrawn"),
        }[self]  # fmt: skip


LIVING = frozenset({State.PREPARING, State.PRELIMINARY, State.FORMAL})
SIGNING = frozenset({State.PRELIMINARY, State.FORMAL})


class Seat(StrEnum):
    """Who signs. The first two in the preliminary phase, the others in the formal one."""

    TEAM = "team"
    CUSTOMER = "customer"
    FIRST = "first"
    SECOND = "second"
    OUTSIDE = "outside"

    @property
    def label(self) -> str:
        return {
            Seat.TEAM: N_("For the team"), Seat.CUSTOMER: N_("For the customer"), Seat.FIRST: N_("First acceptor"), Seat.SECOND: N_("Second acceptor"),
            Seat.OUTSIDE: N_("Customer group or third party"),
        }[self]  # fmt: skip


SEATS: Mapping[State, tuple[Seat, ...]] = {State.PRELIMINARY: (Seat.TEAM, Seat.CUSTOMER), State.FORMAL: (Seat.FIRST, Seat.SECOND, Seat.OUTSIDE)}
BY_LINK = frozenset({Seat.CUSTOMER, Seat.OUTSIDE})
PHASE_OF: Mapping[Seat, State] = {seat: state for state, seats in SEATS.items() for seat in seats}


class Verdict(StrEnum):
    ACCEPT = "accept"
    REMARKS = "remarks"
    REJECT = "reject"

    @property
    def label(self) -> str:
        return {Verdict.ACCEPT: N_("Accepted"), Verdict.REMARKS: N_("Accepted once remarks are put right"), Verdict.REJECT: N_("Not accepted")}[self]


class FormalBy(StrEnum):
    CUSTOMER_GROUP = "customer_group"
    THIRD_PARTY = "third_party"

    @property
    def label(self) -> str:
        return {FormalBy.CUSTOMER_GROUP: N_("Acceptance group of the customer"), FormalBy.THIRD_PARTY: N_("Third party")}[self]


class Paper(StrEnum):
    """What the pack holds."""

    DOCUMENTS = "documents"
    SERVICE_REPORT = "service_report"
    TEST_REPORT = "test_report"
    FEEDBACK = "feedback"

    @property
    def label(self) -> str:
        return {
            Paper.DOCUMENTS: N_("Project documents"), Paper.SERVICE_REPORT: N_("Service report"), Paper.TEST_REPORT: N_("Test report"), Paper.FEEDBACK: N_("Customer feedback"),
        }[self]  # fmt: skip


class Standard(StrEnum):
    FUNCTION = "function"
    PERFORMANCE = "performance"
    DATA = "data"
    AVAILABILITY = "availability"
    TRAINING = "training"

    @property
    def label(self) -> str:
        return {
            Standard.FUNCTION: N_("Function delivered"), Standard.PERFORMANCE: N_("Performance"), Standard.DATA: N_("Data integrity and protection"),
            Standard.AVAILABILITY: N_("System availability"), Standard.TRAINING: N_("Training and support"),
        }[self]  # fmt: skip


class AttemptOpen(Refusal):
    message = N_("{code} is not finished yet. Finish or withdraw it before the next attempt begins.")


class ProjectAccepted(Refusal):
    message = N_("The project is accepted already by {code}.")


class NotInPreparation(Refusal):
    message = N_("{code} is being signed or finished, so what was agreed stays as it is. A new attempt begins from a copy.")


class NotBeingSigned(Refusal):
    message = N_("{code} is not being signed at the moment: {state}.")


class Finished(Refusal):
    message = N_("{code} is finished and stays as it is: {state}.")


class SameSigners(Refusal):
    message = N_("Whoever signs for the team and the two acceptors must be three different people.")


class CannotSign(Refusal):
    message = N_("{person} cannot sign: choose an active colleague who sees this project.")


class InvitedLater(Refusal):
    message = N_("The customer cannot have been invited on a day to come. Enter the day of the invitation.")


class PresentedLater(Refusal):
    message = N_("It cannot have been presented on a day to come. Enter the day of the presentation.")


class NotAgreed(Refusal):
    message = N_("Agree on day, way and people of the acceptance, and invite the customer first.")


class NoCriteria(Refusal):
    message = N_("There is no delivery standard yet. Add at least one, or take those of a template.")


class TooManyCriteria(Refusal):
    message = N_("An acceptance takes at most {limit} delivery standards.")


class PackIncomplete(Refusal):
    message = N_("The pack is not complete: {missing}. Each part needs a file and must be judged complete, whole and correct.")


class NotPresented(Refusal):
    message = N_("The result was not presented to the customer yet. Record the presentation first.")


class Unscored(Refusal):
    message = N_("{count} delivery standards have no points yet.")


class ScoreTooLow(Refusal):
    message = N_("The delivery standards reach {score} percent, and {least} are needed for the formal acceptance. Improve, score again, or withdraw this attempt.")


class PreliminaryMissing(Refusal):
    message = N_("The preliminary acceptance is not signed by team and customer yet.")


class RemarksOpen(Refusal):
    message = N_("{count} remarks are not put right and verified yet. The acceptance waits for them.")


class NotScorePoints(Refusal):
    message = N_("Points lie between 0 and 100.")


class NotAStandardsWeight(Refusal):
    message = N_("A weight is a whole number from 1 to 100.")


class NotATargetValue(Refusal):
    message = N_("A value of the contract is a number above zero with at most four decimals.")


class TooManyAcceptanceFiles(Refusal):
    message = N_("A part of the pack takes at most {limit} files.")


class FullySigned(Refusal):
    message = N_("All signatures of this phase are there. Nobody can sign it any more.")


class SeatTaken(Refusal):
    message = N_("“{seat}” has been signed already.")


class SignedAlready(Refusal):
    message = N_("{name} has signed this acceptance already. It needs two different people: somebody else has to sign here.")


class RemarkMissing(Refusal):
    message = N_("Say what has to be put right, one remark a line.")


class ReasonMissing(Refusal):
    message = N_("Say why it is not accepted.")


class TooManyRemarks(Refusal):
    message = N_("One signature takes at most {limit} remarks. Put those together that belong together.")


@dataclass(frozen=True)
class Signed:
    """A signature as the rules see it. `key` says who: an account or a written name."""

    seat: Seat
    key: str
    verdict: Verdict


def account(person_id: int) -> str:
    return f"p:{person_id}"


def written(name: str) -> str:
    """A written name so that the same name is the same: width, case and blanks do not matter."""
    return "n:" + "".join(unicodedata.normalize("NFKC", name).casefold().split())[:120]


def check_living(state: State, code: str) -> None:
    """Refuses Finished."""
    if state not in LIVING:
        raise Finished(code=code, state=state.label)


def check_preparing(state: State, code: str) -> None:
    """Refuses Finished, NotInPreparation."""
    check_living(state, code)
    if state is not State.PREPARING:
        raise NotInPreparation(code=code)


def check_seat(state: State, code: str, signed: Collection[Signed], seat: Seat, keys: Collection[str], name: str) -> None:
    """Whether somebody, known by any of `keys`, may sign `seat` now. Refuses Finished, NotBeingSigned, FullySigned, SeatTaken, SignedAlready."""
    check_living(state, code)
    if state not in SIGNING:
        raise NotBeingSigned(code=code, state=state.label)
    here = [one for one in signed if PHASE_OF[one.seat] is state]
    if len(here) >= len(SEATS[state]):
        raise FullySigned()
    if PHASE_OF[seat] is not state:
        raise NotBeingSigned(code=code, state=state.label)
    if any(one.key in keys for one in here):
        raise SignedAlready(name=name)
    if any(one.seat is seat for one in here):
        raise SeatTaken(seat=seat.label)


def is_full(state: State, signed: Iterable[Signed]) -> bool:
    """Whether every seat of the phase is signed."""
    return state in SIGNING and {one.seat for one in signed} >= set(SEATS[state])


def after(state: State, signed: Collection[Signed], open_remarks: int) -> State:
    """Where signatures and remarks lead: one refusal ends it, the last signature of the formal phase passes it once no remark is open."""
    if state not in SIGNING:
        return state
    if any(one.verdict is Verdict.REJECT for one in signed):
        return State.REJECTED
    if state is State.FORMAL and is_full(state, signed) and not open_remarks:
        return State.PASSED
    return state


def check_formal(state: State, code: str, signed: Collection[Signed], open_remarks: int, *, presented: bool, unscored: int, score: Decimal | None, least: int) -> None:
    """Whether the formal phase may begin. Refuses Finished, NotBeingSigned, PreliminaryMissing, RemarksOpen, NotPresented, Unscored, ScoreTooLow."""
    check_living(state, code)
    if state is not State.PRELIMINARY:
        raise NotBeingSigned(code=code, state=state.label)
    if not is_full(state, signed):
        raise PreliminaryMissing()
    if open_remarks:
        raise RemarksOpen(count=open_remarks)
    if not presented:
        raise NotPresented()
    if unscored or score is None:
        raise Unscored(count=unscored)
    if score < least:
        raise ScoreTooLow(score=f"{score:.1f}", least=least)


def remarks(verdict: Verdict, text: str) -> tuple[str, ...]:
    """What has to be put right, a remark a line; empty for who accepts. Refuses RemarkMissing, ReasonMissing, TooManyRemarks, TooLong."""
    clean = fields.paragraph(text, N_("Remarks"), TEXT_LIMIT, needed=False)
    if verdict is Verdict.REJECT:
        if not clean:
            raise ReasonMissing()
        return ()
    if verdict is Verdict.ACCEPT:
        return ()
    found = tuple(fields.line(one.lstrip("-•·*、 "), N_("Remark"), LINE_LIMIT) for one in clean.split("\n") if one.strip("-•·*、 \t"))
    if not found:
        raise RemarkMissing()
    if len(found) > MOST_REMARKS:
        raise TooManyRemarks(limit=MOST_REMARKS)
    return found


# --- the agreement -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Agreement:
    """When, how and by whom it is accepted; the customer was invited."""

    planned_on: date
    method: str
    place: str
    invited_on: date
    invited: str
    """Whom of the customer."""
    formal_by: FormalBy
    team_id: int
    first_id: int
    second_id: int
    remarks_owner_id: int
    """Puts right what is remarked."""
    remarks_verifier_id: int
    """Looks whether it was."""


def check_agreement(said: Agreement, today: date) -> None:
    """Refuses SameSigners, InvitedLater."""
    if len({said.team_id, said.first_id, said.second_id}) < 3:
        raise SameSigners()
    if said.invited_on > today:
        raise InvitedLater()


# --- delivery standards ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Criterion:
    """A delivery standard. With `target` (the contract's value) it is measured, without it gets points."""

    standard: Standard
    text: str
    weight: int
    target: Decimal | None = None
    unit: str = ""
    higher: bool = True
    """Whether more than the target is better."""


def cleaned(ones: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """Refuses NoCriteria, TooManyCriteria, NotAStandardsWeight, NotATargetValue, Empty, TooLong."""
    if not ones:
        raise NoCriteria()
    if len(ones) > MOST_CRITERIA:
        raise TooManyCriteria(limit=MOST_CRITERIA)
    return tuple(_cleaned(one) for one in ones)


def _cleaned(one: Criterion) -> Criterion:
    if not 1 <= one.weight <= 100:
        raise NotAStandardsWeight()
    if one.target is not None and (not one.target.is_finite() or not 0 < one.target <= TARGET_LIMIT or one.target != round(one.target, 4)):
        raise NotATargetValue()
    text, unit = fields.line(one.text, N_("Delivery standard"), LINE_LIMIT), fields.line(one.unit, N_("Unit"), UNIT_LIMIT, needed=False)
    return Criterion(Standard(one.standard), text, one.weight, one.target, unit if one.target is not None else "", one.higher)


def points(target: Decimal | None, higher: bool, given: Decimal) -> Decimal:
    """Points out of 100. Measured against the contract's value: all of them where it is kept, else the part of it that is reached. Refuses NotScorePoints."""
    if not given.is_finite() or given < 0 or given > TARGET_LIMIT or given != round(given, 4) or (target is None and given > FULL):
        raise NotScorePoints()
    if target is None:
        return round(given, 2)
    if higher:
        return min(FULL, round(given * 100 / target, 2))
    return FULL if given <= target else round(target * 100 / given, 2)


def score(ones: Iterable[tuple[int, Decimal | None]]) -> Decimal | None:
    """The weighted mean of points by weight; None as long as one has none, or there is none."""
    listed = list(ones)
    if not listed or any(got is None for _, got in listed):
        return None
    return sum((weight * got for weight, got in listed if got is not None), Decimal(0)) / sum(weight for weight, _ in listed)


# --- templates ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Template:
    """Delivery standards to begin with, for kinds of projects and types of customers; empty: for all. One for a line of business is chosen by its name."""

    code: str
    name: Mapping[str, str]
    kinds: frozenset[str]
    customer_types: frozenset[str]
    criteria: tuple[tuple[Criterion, Mapping[str, str]], ...]
    """Each with its text in several languages."""

    def fits(self, kind: str, customer_type: str) -> int:
        """How well it fits a project: -1 not at all, else the more the better."""
        if (self.kinds and kind not in self.kinds) or (self.customer_types and customer_type not in self.customer_types):
            return -1
        return bool(self.kinds) + bool(self.customer_types)


def read(text: str) -> tuple[Template, ...]:
    """Templates out of data/acceptance/templates.toml."""
    return tuple(_template(one) for one in tomllib.loads(text)["templates"])


def _template(told: Mapping[str, Any]) -> Template:
    lines = tuple(
        (Criterion(Standard(one["standard"]), one["text"]["en"], one["weight"], Decimal(str(one["target"])) if "target" in one else None, one.get("unit", ""), one.get("higher", True)), one["text"])
        for one in told["criteria"]
    )
    return Template(told["code"], told["name"], frozenset(told.get("kinds", ())), frozenset(told.get("customer_types", ())), lines)
