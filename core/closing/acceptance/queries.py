"""Questions about acceptances: whoever sees the closing of a project sees them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require, within
from core.clock import now
from core.closing.acceptance import rules
from core.closing.acceptance.records import (
    Acceptance,
    AcceptanceCriterion,
    AcceptanceLink,
    AcceptancePaper,
    AcceptanceRemark,
    AcceptanceSignature,
)
from core.closing.acceptance.rules import METHODS, FormalBy, Paper, Seat, Signed, Standard, State, Template, Verdict
from core.config import ROOT
from core.errors import NotFound
from core.files.queries import guarded_by
from core.files.records import StoredFile
from core.followup.records import FollowUp
from core.followup.rules import State as FollowUpState
from core.people.queries import names
from core.projects.queries import member_ids, project_seen, reach, visible_to
from core.projects.records import Project
from core.projects.rules import Stage
from core.reference.queries import counted_by
from core.subjects import Place, found_by

KIND, PAPERS = "acceptance", "acceptance_paper"
PAGE = "Acceptance"


@dataclass(frozen=True)
class File:
    id: int
    name: str


@dataclass(frozen=True)
class PaperRow:
    """A part of the pack; `id` 0 as long as nobody has judged it and it has no file."""

    id: int
    paper: Paper
    complete: bool | None
    whole: bool | None
    correct: bool | None
    remark: str
    by: dict[str, str]
    at: datetime | None
    files: tuple[File, ...]

    @property
    def judged(self) -> bool:
        return self.by != {}

    @property
    def good(self) -> bool:
        """Complete, whole, correct, and shown."""
        return bool(self.complete and self.whole and self.correct and self.files)


@dataclass(frozen=True)
class CriterionRow:
    id: int
    number: int
    standard: Standard
    text: str
    weight: int
    target: Decimal | None
    unit: str
    higher: bool
    given: Decimal | None
    points: Decimal | None
    remark: str
    by: dict[str, str]

    @property
    def plain(self) -> rules.Criterion:
        return rules.Criterion(self.standard, self.text, self.weight, self.target, self.unit, self.higher)


@dataclass(frozen=True)
class SignatureRow:
    seat: Seat
    person: dict[str, str]
    """Empty for who signed by a link."""
    name: str
    office: str
    verdict: Verdict
    text: str
    at: datetime


@dataclass(frozen=True)
class RemarkRow:
    id: int
    number: int
    seat: Seat
    by: str
    text: str
    followup: str
    state: FollowUpState
    due_on: date | None
    again: int | None

    @property
    def open(self) -> bool:
        return self.again is None and self.state is not FollowUpState.CLOSED


@dataclass(frozen=True)
class LinkRow:
    """A link on its way: for whom, and until when it opens."""

    seat: Seat
    name: str
    expires_at: datetime
    late: bool


@dataclass(frozen=True)
class Whole:
    """An attempt with everything of it."""

    id: int
    code: str
    attempt: int
    state: State
    version: int
    agreement: rules.Agreement | None
    presented_on: date | None
    presented: str
    presented_by: dict[str, str]
    submitted_at: datetime | None
    formal_at: datetime | None
    decided_on: date | None
    why: str
    by: dict[str, str]
    papers: tuple[PaperRow, ...]
    criteria: tuple[CriterionRow, ...]
    signatures: tuple[SignatureRow, ...]
    remarks: tuple[RemarkRow, ...]
    links: tuple[LinkRow, ...]
    people: dict[int, dict[str, str]]
    """Names of everybody the agreement speaks of."""

    @property
    def score(self) -> Decimal | None:
        return rules.score((one.weight, one.points) for one in self.criteria)

    @property
    def open_remarks(self) -> int:
        return sum(one.open for one in self.remarks)

    def signed(self, seat: Seat) -> SignatureRow | None:
        return next((one for one in self.signatures if one.seat is seat), None)

    def waits_for(self, seat: Seat) -> bool:
        return self.state in rules.SIGNING and seat in rules.SEATS[self.state] and self.signed(seat) is None

    def seat_person(self, seat: Seat) -> int | None:
        """Who signs a seat with an account."""
        if self.agreement is None:
            return None
        return {Seat.TEAM: self.agreement.team_id, Seat.FIRST: self.agreement.first_id, Seat.SECOND: self.agreement.second_id}.get(seat)


@dataclass(frozen=True)
class OfProject:
    """The acceptances of a project, newest first."""

    project_id: int
    code: str
    name: dict[str, str]
    customer: dict[str, str]
    manager_id: int
    stage: Stage
    kind: str
    customer_type: str
    attempts: tuple[Whole, ...]
    editable: bool
    team: dict[int, dict[str, str]]
    """Who can be named: members and manager."""


def acceptances(session: Session, actor: Actor, project_code: str) -> OfProject:
    """The acceptances of a project whose closing `actor` may see. Refuses NotFound."""
    require(actor, Permission.CLOSING_READ)
    project = project_seen(session, actor, project_code, Permission.CLOSING_READ)
    rows = list(session.scalars(select(Acceptance).where(Acceptance.project_id == project.id).order_by(Acceptance.attempt.desc())))
    return OfProject(
        project.id, project.code, project.name, project.customer, project.manager_id, Stage(project.stage), project.kind, project.customer_type,
        _wholes(session, rows), within(actor, Permission.ACCEPTANCE_EDIT, reach(project)), names(session, member_ids(session, project.id) | {project.manager_id}),
    )  # fmt: skip


def acceptance(session: Session, actor: Actor, acceptance_id: int) -> tuple[Whole, dict[str, str], dict[str, str], str]:
    """One attempt with name, customer and code of its project, for its report. Refuses NotFound."""
    require(actor, Permission.CLOSING_READ)
    row = session.execute(
        select(Acceptance, Project).join(Project, Project.id == Acceptance.project_id).where(Acceptance.id == acceptance_id, visible_to(actor, Permission.CLOSING_READ))
    ).one_or_none()
    if row is None:
        raise NotFound()
    return _wholes(session, [row[0]])[0], row[1].name, row[1].customer, row[1].code


def _wholes(session: Session, rows: list[Acceptance]) -> tuple[Whole, ...]:
    ids, moment = [row.id for row in rows], now()
    papers = list(session.scalars(select(AcceptancePaper).where(AcceptancePaper.acceptance_id.in_(ids))))
    criteria = list(session.scalars(select(AcceptanceCriterion).where(AcceptanceCriterion.acceptance_id.in_(ids)).order_by(AcceptanceCriterion.number)))
    signatures = list(session.scalars(select(AcceptanceSignature).where(AcceptanceSignature.acceptance_id.in_(ids)).order_by(AcceptanceSignature.id)))
    links = list(session.scalars(select(AcceptanceLink).where(AcceptanceLink.acceptance_id.in_(ids), AcceptanceLink.used_at.is_(None), AcceptanceLink.revoked_at.is_(None))))
    remarks = session.execute(
        select(AcceptanceRemark, FollowUp.state, FollowUp.due_on).outerjoin(FollowUp, FollowUp.code == AcceptanceRemark.followup_code)
        .where(AcceptanceRemark.acceptance_id.in_(ids)).order_by(AcceptanceRemark.number)
    ).all()  # fmt: skip
    files: dict[int, list[File]] = {}
    for file in session.scalars(select(StoredFile).where(StoredFile.subject_kind == PAPERS, StoredFile.subject_id.in_([one.id for one in papers])).order_by(StoredFile.id)):
        files.setdefault(file.subject_id, []).append(File(file.id, file.name))
    people = {one for row in rows for one in (row.by_id, row.team_id, row.first_id, row.second_id, row.remarks_owner_id, row.remarks_verifier_id, row.presented_by_id)}
    people |= {one.by_id for one in (*papers, *criteria)} | {one.person_id for one in signatures}
    who = names(session, frozenset(one for one in people if one is not None))
    return tuple(
        _whole(
            row, who,
            {one.paper: PaperRow(one.id, Paper(one.paper), one.complete, one.whole, one.correct, one.remark, who.get(one.by_id or 0, {}), one.at, tuple(files.get(one.id, ()))) for one in papers if one.acceptance_id == row.id},
            tuple(
                CriterionRow(one.id, one.number, Standard(one.standard), one.text, one.weight, one.target, one.unit, one.higher, one.given, one.points, one.remark, who.get(one.by_id or 0, {}))
                for one in criteria if one.acceptance_id == row.id
            ),
            tuple(SignatureRow(Seat(one.seat), who.get(one.person_id or 0, {}), one.name, one.office, Verdict(one.verdict), one.text, one.at) for one in signatures if one.acceptance_id == row.id),
            tuple(
                RemarkRow(one.id, one.number, Seat(one.seat), one.by, one.text, one.followup_code, FollowUpState(state or FollowUpState.CANCELLED), due, one.again)
                for one, state, due in remarks if one.acceptance_id == row.id
            ),
            tuple(LinkRow(Seat(one.seat), one.name, one.expires_at, one.expires_at <= moment) for one in links if one.acceptance_id == row.id),
        )
        for row in rows
    )  # fmt: skip


def _whole(row: Acceptance, who: dict[int, dict[str, str]], papers: dict[str, PaperRow], criteria: tuple[CriterionRow, ...], signatures: tuple[SignatureRow, ...], remarks: tuple[RemarkRow, ...], links: tuple[LinkRow, ...]) -> Whole:
    return Whole(
        row.id, row.code, row.attempt, State(row.state), row.version, agreement_of(row), row.presented_on, row.presented, who.get(row.presented_by_id or 0, {}), row.submitted_at, row.formal_at,
        row.decided_on, row.why, who[row.by_id], tuple(papers.get(one.value) or PaperRow(0, one, None, None, None, "", {}, None, ()) for one in Paper), criteria, signatures, remarks, links, who,
    )  # fmt: skip


def agreement_of(row: Acceptance) -> rules.Agreement | None:
    """What was agreed, or None."""
    if row.planned_on is None or row.invited_on is None or row.team_id is None or row.first_id is None or row.second_id is None or row.remarks_owner_id is None or row.remarks_verifier_id is None:
        return None
    return rules.Agreement(
        row.planned_on, row.method, row.place, row.invited_on, row.invited, FormalBy(row.formal_by), row.team_id, row.first_id, row.second_id, row.remarks_owner_id, row.remarks_verifier_id
    )


# --- templates ---------------------------------------------------------------------------------------------------------


@cache
def shipped() -> tuple[Template, ...]:
    """The templates of data/acceptance."""
    return rules.read((ROOT / "data" / "acceptance" / "templates.toml").read_text("utf-8"))


def templates(kind: str, customer_type: str) -> tuple[Template, ...]:
    """All templates, those first that fit a project best."""
    return tuple(sorted(shipped(), key=lambda one: -one.fits(kind, customer_type)))


# --- for deeds ---------------------------------------------------------------------------------------------------------


def acceptance_for_update(session: Session, acceptance_id: int) -> tuple[Acceptance, Project]:
    """An attempt, locked, and its project. Refuses NotFound."""
    row = session.execute(select(Acceptance, Project).join(Project, Project.id == Acceptance.project_id).where(Acceptance.id == acceptance_id).with_for_update(of=Acceptance)).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def latest(session: Session, project_id: int) -> Acceptance | None:
    """The newest attempt of a project."""
    return session.scalars(select(Acceptance).where(Acceptance.project_id == project_id).order_by(Acceptance.attempt.desc()).limit(1)).one_or_none()


def paper_for_update(session: Session, acceptance_id: int, paper: Paper) -> AcceptancePaper | None:
    return session.scalars(select(AcceptancePaper).where(AcceptancePaper.acceptance_id == acceptance_id, AcceptancePaper.paper == paper.value).with_for_update()).one_or_none()


def files_of(session: Session, paper_id: int) -> list[StoredFile]:
    return list(session.scalars(select(StoredFile).where(StoredFile.subject_kind == PAPERS, StoredFile.subject_id == paper_id)))


def lacking(session: Session, acceptance_id: int) -> tuple[Paper, ...]:
    """The parts of the pack that are not complete, whole and correct with a file."""
    shown = select(StoredFile.id).where(StoredFile.subject_kind == PAPERS, StoredFile.subject_id == AcceptancePaper.id)
    good = set(
        session.scalars(
            select(AcceptancePaper.paper).where(
                AcceptancePaper.acceptance_id == acceptance_id, AcceptancePaper.complete.is_(True), AcceptancePaper.whole.is_(True), AcceptancePaper.correct.is_(True), shown.exists()
            )
        )
    )
    return tuple(one for one in Paper if one.value not in good)


def criteria_of(session: Session, acceptance_id: int) -> list[AcceptanceCriterion]:
    return list(session.scalars(select(AcceptanceCriterion).where(AcceptanceCriterion.acceptance_id == acceptance_id).order_by(AcceptanceCriterion.number)))


def signatures_of(session: Session, acceptance_id: int) -> list[Signed]:
    rows = session.execute(select(AcceptanceSignature.seat, AcceptanceSignature.signer, AcceptanceSignature.verdict).where(AcceptanceSignature.acceptance_id == acceptance_id))
    return [Signed(Seat(seat), signer, Verdict(verdict)) for seat, signer, verdict in rows]


def open_remarks(session: Session, acceptance_id: int) -> int:
    """How many remarks are not verified closed. One whose follow-up was cancelled is open until it is raised again."""
    found = select(func.count()).select_from(AcceptanceRemark).outerjoin(FollowUp, FollowUp.code == AcceptanceRemark.followup_code)
    return session.scalar(found.where(AcceptanceRemark.acceptance_id == acceptance_id, AcceptanceRemark.again.is_(None), func.coalesce(FollowUp.state, "") != FollowUpState.CLOSED.value)) or 0


def last_remark(session: Session, acceptance_id: int) -> int:
    return session.scalar(select(func.max(AcceptanceRemark.number)).where(AcceptanceRemark.acceptance_id == acceptance_id)) or 0


def remark_for_update(session: Session, remark_id: int) -> tuple[AcceptanceRemark, FollowUpState]:
    row = session.execute(
        select(AcceptanceRemark, FollowUp.state).join(FollowUp, FollowUp.code == AcceptanceRemark.followup_code).where(AcceptanceRemark.id == remark_id).with_for_update(of=AcceptanceRemark)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], FollowUpState(row[1])


def links_of(session: Session, acceptance_id: int) -> list[AcceptanceLink]:
    """The links of an attempt that have not been used nor revoked."""
    found = select(AcceptanceLink).where(AcceptanceLink.acceptance_id == acceptance_id, AcceptanceLink.used_at.is_(None), AcceptanceLink.revoked_at.is_(None))
    return list(session.scalars(found))


# --- where it stands ---------------------------------------------------------------------------------------------------


def place_of(row: Acceptance, project: Project) -> Place:
    """Where an attempt stands. For deeds and questions that require."""
    signers = frozenset(one for one in (row.team_id, row.first_id, row.second_id) if one is not None)
    return Place(
        KIND, row.id, row.code, project.name, f"{PAGE}?project={project.code}", project_id=project.id, department_id=project.department_id, people=signers | {project.manager_id}
    )


def place(session: Session, actor: Actor, acceptance_id: int) -> Place:
    """Where an attempt that `actor` may see stands. Refuses NotFound."""
    require(actor, Permission.CLOSING_READ)
    row = session.execute(
        select(Acceptance, Project).join(Project, Project.id == Acceptance.project_id).where(Acceptance.id == acceptance_id, visible_to(actor, Permission.CLOSING_READ))
    ).one_or_none()
    if row is None:
        raise NotFound()
    return place_of(row[0], row[1])


def guard_files(session: Session, actor: Actor, paper_id: int) -> None:
    """Whoever sees the closing of the project sees the pack. Refuses NotFound."""
    require(actor, Permission.CLOSING_READ)
    found = session.scalar(
        select(AcceptancePaper.id).join(Acceptance, Acceptance.id == AcceptancePaper.acceptance_id).join(Project, Project.id == Acceptance.project_id)
        .where(AcceptancePaper.id == paper_id, visible_to(actor, Permission.CLOSING_READ))
    )  # fmt: skip
    if found is None:
        raise NotFound()


def methods_in_use(session: Session) -> dict[str, int]:
    """How many acceptances go each way."""
    return {code: int(count) for code, count in session.execute(select(Acceptance.method, func.count()).group_by(Acceptance.method)) if code}


guarded_by(PAPERS, guard_files)
found_by(KIND, place)
counted_by(METHODS, methods_in_use)
