"""What a norm and a compliance assessment consist of, and when an assessment can be closed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core import fields
from core.errors import Refusal
from core.notice import rules as notice
from core.words import N_

NAME_LIMIT, TEXT_LIMIT, LINE_LIMIT, REASON_LIMIT = 120, 4000, 500, 500
MOST_AT_ONCE, MOST_CLAUSES = 200, 200
STEP_LIMIT, MOST_STEPS = 80, 30
YOURS = notice.declare(notice.Kind("compliance", N_("Compliance assessments and audits that are yours")))


class Side(StrEnum):
    LAW = "law"
    INDUSTRY = "industry"
    INTERNAL = "internal"

    @property
    def label(self) -> str:
        return {Side.LAW: N_("Laws and regulations"), Side.INDUSTRY: N_("Industry standards"), Side.INTERNAL: N_("Rules of the house")}[self]


class Phase(StrEnum):
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"

    @property
    def label(self) -> str:
        return {Phase.BEFORE: N_("Before the service"), Phase.DURING: N_("During the service"), Phase.AFTER: N_("After the service")}[self]


class Aspect(StrEnum):
    CONTENT = "content"
    PROCESS = "process"
    STAFF = "staff"

    @property
    def label(self) -> str:
        return {Aspect.CONTENT: N_("Service content"), Aspect.PROCESS: N_("Service process"), Aspect.STAFF: N_("Service staff")}[self]


class Method(StrEnum):
    INTERNAL = "internal"
    THIRD_PARTY = "third_party"
    CUSTOMERS = "customers"

    @property
    def label(self) -> str:
        return {Method.INTERNAL: N_("Internal audit"), Method.THIRD_PARTY: N_("Third-party audit"), Method.CUSTOMERS: N_("Survey of customers")}[self]


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {State.OPEN: N_("In progress"), State.CLOSED: N_("Closed")}[self]


class Standing(StrEnum):
    """What an assessment says of a clause."""

    OPEN = "open"
    COMPLIES = "complies"
    PARTLY = "partly"
    FAILS = "fails"
    NOT_APPLICABLE = "na"

    @property
    def label(self) -> str:
        return {
            Standing.OPEN: N_("Not assessed yet"), Standing.COMPLIES: N_("Complies"), Standing.PARTLY: N_("Complies in part"), Standing.FAILS: N_("Does not comply"),
            Standing.NOT_APPLICABLE: N_("Not applicable"),
        }[self]  # fmt: skip


class TrainedLater(Refusal):
    message = N_("The training lies in the future. Record it when it has been held.")


class NothingNew(Refusal):
    message = N_("Nothing differs from version {number}, so no new version is needed.")


class NormInPast(Refusal):
    message = N_("A changed norm cannot take effect before today. Choose today or a later day.")


class AuditorInvolved(Refusal):
    message = N_("{person} belongs to the audited department or project. An audit needs somebody from elsewhere.")


class AuditInPast(Refusal):
    message = N_("The assessment would be due in the past. Choose today or a later day.")


class BodyMissing(Refusal):
    message = N_("Name the organisation that carries out the third-party audit.")


class NoRequirements(Refusal):
    message = N_("There is no requirement to assess yet. Enter the requirements of law, industry and house first.")


class EvidenceNeeded(Refusal):
    message = N_("Say by what evidence this complies: a clause is not met by being called so.")


class FindingNeeded(Refusal):
    message = N_("Say what was found: a clause that is not met in full needs its finding.")


class ClausesOpen(Refusal):
    message = N_("{count} clauses are not assessed yet, first of them “{clause}”.")


class FindingsOpen(Refusal):
    message = N_("“{clause}” is not complied with and has no nonconformity yet. Register it, so that somebody rectifies it.")


class StepUnclear(Refusal):
    message = N_("Line {line} of the flow chart is not understood. Write: step | who | codes of standards | number of the step to go to. The last two may be left out.")


class StepNowhere(Refusal):
    message = N_("Line {line} of the flow chart leads to step {step}, which does not exist.")


class TooManySteps(Refusal):
    message = N_("A flow chart may have at most {most} steps. Write a norm of its own for a part of it.")


class NotAStandard(Refusal):
    message = N_("There is no standard “{value}” in force or to come. Copy its code from the list of standards, such as STD-2026-0001.")


@dataclass(frozen=True)
class Step:
    """A step of the flow chart: what is done, who has the duty, the codes of the standards it is held to, and the step to go to instead of the next: of a question that is where “no” leads (0: the next)."""

    name: str
    who: str
    standards: tuple[str, ...] = ()
    to: int = 0

    @property
    def asks(self) -> bool:
        """Whether it is a question with two ways out."""
        return self.name.endswith(("?", "？"))


@dataclass(frozen=True)
class NormText:
    """What a norm says: steps, standards, promises, and how feedback comes back; the same steps as a flow chart, in order."""

    process: str
    standard: str
    promise: str = ""
    feedback: str = ""
    steps: tuple[Step, ...] = ()


def steps_of(text: str) -> tuple[Step, ...]:
    """A flow chart as it is typed, a step a line: `step | who | codes of standards, by commas | step to go to`.

    Refuses StepUnclear, StepNowhere, TooManySteps, TooLong.
    """
    lines = [(number, [part.strip() for part in said.replace("｜", "|").split("|")]) for number, said in enumerate(text.replace("\r", "\n").split("\n"), 1) if said.strip()]
    if len(lines) > MOST_STEPS:
        raise TooManySteps(most=MOST_STEPS)
    found = []
    for number, parts in lines:
        name, who, codes, to = (*parts, "", "", "")[:4]
        if len(parts) > 4 or not name or not who or not (to or "0").isdecimal():
            raise StepUnclear(line=number)
        if int(to or 0) > len(lines):
            raise StepNowhere(line=number, step=int(to))
        wanted = tuple(dict.fromkeys(code.strip().upper() for code in codes.replace("，", ",").replace("、", ",").split(",") if code.strip()))
        found.append(Step(fields.line(name, N_("Step"), STEP_LIMIT), fields.line(who, N_("Who"), STEP_LIMIT), wanted, int(to or 0)))
    return tuple(found)


def written(steps: Sequence[Step]) -> str:
    """Steps as they are typed: `steps_of` reads them back."""
    told = []
    for one in steps:
        parts = [one.name, one.who, ", ".join(one.standards), str(one.to or "")]
        while not parts[-1]:
            parts.pop()
        told.append(" | ".join(parts))
    return "\n".join(told)


def cleaned(text: NormText) -> NormText:
    """Refuses Empty (steps and standards), TooLong, and what `steps_of` refuses."""
    return NormText(
        fields.paragraph(text.process, N_("Service process"), TEXT_LIMIT), fields.paragraph(text.standard, N_("Service standards"), TEXT_LIMIT),
        fields.paragraph(text.promise, N_("Service promises"), TEXT_LIMIT, needed=False), fields.paragraph(text.feedback, N_("Feedback"), TEXT_LIMIT, needed=False),
        steps_of(written(text.steps)),
    )  # fmt: skip


def check_version(before: tuple[int, NormText] | None, text: NormText, effective_on: date, today: date) -> None:
    """A first version may hold already. Refuses NothingNew, NormInPast."""
    if before is None:
        return
    if before[1] == text:
        raise NothingNew(number=before[0])
    if effective_on < today:
        raise NormInPast()


def check_assessed(standing: Standing, evidence: str, finding: str) -> None:
    """Refuses EvidenceNeeded, FindingNeeded."""
    if standing is Standing.COMPLIES and not evidence:
        raise EvidenceNeeded()
    if standing in (Standing.PARTLY, Standing.FAILS) and not finding:
        raise FindingNeeded()


def check_close(clauses: Sequence[tuple[str, Standing, bool]]) -> None:
    """`clauses`: words, standing, whether it has a nonconformity. Refuses ClausesOpen, FindingsOpen."""
    waiting = [words for words, standing, _ in clauses if standing is Standing.OPEN]
    if waiting:
        raise ClausesOpen(count=len(waiting), clause=waiting[0])
    for words, standing, registered in clauses:
        if standing is Standing.FAILS and not registered:
            raise FindingsOpen(clause=words)
