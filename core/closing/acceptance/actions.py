"""Deeds on acceptances: begin, agree, judge the pack, set and score delivery standards, present, go on. Signing is a room of its own."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from core import fields
from core.access import GRANTS, Actor, Permission, Role, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.closing.acceptance import queries, rules
from core.closing.acceptance.queries import KIND
from core.closing.acceptance.records import Acceptance, AcceptanceCriterion, AcceptancePaper, AcceptanceRemark
from core.closing.acceptance.rules import METHODS, Agreement, Criterion, Paper, Seat, Standard, State
from core.closing.rules import ACCEPTED, LEAST_SCORE, REMARK_DAYS, TO_SIGN
from core.db import with_ids
from core.errors import NotFound, Stale, WrongState
from core.files import actions as files
from core.followup import actions as followups
from core.followup import queries as followup_queries
from core.followup.rules import Kind as FollowUpKind
from core.followup.rules import Opening
from core.followup.rules import State as FollowUpState
from core.followup.sources import judged_at
from core.notice.actions import tell
from core.numbering.actions import next_code
from core.people.queries import person_for_update
from core.projects.queries import project_for_update, reach
from core.projects.records import Project
from core.reference.queries import table_for_choice
from core.settings.queries import value
from core.subjects import who_may_see
from core.words import N_, pick, translate

PREFIX = "ACC"


def begin(session: Session, actor: Actor, project_id: int, *, template: str = "") -> int:
    """Begin an attempt (ACC-2026-0001) with the delivery standards of a template, or with those of the attempt before; returns its id. Refuses AttemptOpen, ProjectAccepted, NotFound."""
    project = project_for_update(session, project_id)
    require(actor, Permission.ACCEPTANCE_EDIT, reach(project))
    before = queries.latest(session, project_id)
    if before is not None and before.state in rules.LIVING:
        raise rules.AttemptOpen(code=before.code)
    if before is not None and before.state == State.PASSED:
        raise rules.ProjectAccepted(code=before.code)
    row = Acceptance(
        code=next_code(session, PREFIX), project_id=project_id, attempt=before.attempt + 1 if before else 1, state=State.PREPARING, planned_on=None,
        method=before.method if before else "", place=before.place if before else "", invited_on=None, invited="", formal_by=before.formal_by if before else rules.FormalBy.CUSTOMER_GROUP.value,
        team_id=None, first_id=None, second_id=None, remarks_owner_id=None, remarks_verifier_id=None, presented_on=None, presented="", presented_by_id=None, submitted_at=None, formal_at=None,
        decided_on=None, why="", by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    _keep_criteria(session, row.id, _first_criteria(session, actor, before, template))
    touch(session, "closing")
    note(session, actor, "acceptance:begin", KIND, row.id, code=row.code, project_id=project_id, attempt=row.attempt, template=template)
    return row.id


def _first_criteria(session: Session, actor: Actor, before: Acceptance | None, template: str) -> Sequence[Criterion]:
    if template:
        chosen = next((one for one in queries.shipped() if one.code == template), None)
        if chosen is None:
            raise NotFound()
        return [Criterion(one.standard, pick(text, actor.language), one.weight, one.target, one.unit, one.higher) for one, text in chosen.criteria]
    if before is None:
        return ()
    return [Criterion(Standard(one.standard), one.text, one.weight, one.target, one.unit, one.higher) for one in queries.criteria_of(session, before.id)]


def _keep_criteria(session: Session, acceptance_id: int, ones: Sequence[Criterion]) -> None:
    session.add_all(
        AcceptanceCriterion(
            acceptance_id=acceptance_id, number=number, standard=one.standard.value, text=one.text, weight=one.weight, target=one.target, unit=one.unit, higher=one.higher, given=None, points=None,
            remark="", by_id=None, at=None,
        )
        for number, one in enumerate(ones, 1)
    )  # fmt: skip


def _edited(session: Session, actor: Actor, acceptance_id: int, version: int | None = None) -> tuple[Acceptance, Project, State]:
    row, project = queries.acceptance_for_update(session, acceptance_id)
    require(actor, Permission.ACCEPTANCE_EDIT, reach(project))
    rules.check_living(State(row.state), row.code)
    if version is not None and row.version != version:
        raise Stale()
    return row, project, State(row.state)


def agree(session: Session, actor: Actor, acceptance_id: int, said: Agreement, *, version: int) -> int:
    """Keep what was agreed, as long as nobody signs. Returns the id. Refuses SameSigners, InvitedLater, CannotSign, NotInPreparation, OwnVerifier, CannotTakePart, NotAnEntry, Stale, Empty, TooLong."""
    row, project, state = _edited(session, actor, acceptance_id, version)
    rules.check_preparing(state, row.code)
    rules.check_agreement(said, today())
    _check_signers(session, actor, project, (said.team_id, said.first_id, said.second_id))
    followups.check_people(session, actor, said.remarks_owner_id, said.remarks_verifier_id)
    row.method = table_for_choice(session, METHODS).chosen(said.method, row.method, field=N_("Way of acceptance"))
    row.planned_on, row.invited_on, row.formal_by = said.planned_on, said.invited_on, rules.FormalBy(said.formal_by).value
    row.place = fields.line(said.place, N_("Place"), rules.LINE_LIMIT, needed=False)
    row.invited = fields.line(said.invited, N_("Invited"), rules.LINE_LIMIT)
    row.team_id, row.first_id, row.second_id = said.team_id, said.first_id, said.second_id
    row.remarks_owner_id, row.remarks_verifier_id = said.remarks_owner_id, said.remarks_verifier_id
    return _done(session, actor, "acceptance:agree", row, planned_on=row.planned_on, method=row.method, signers=[row.team_id, row.first_id, row.second_id], invited=row.invited)


def _check_signers(session: Session, actor: Actor, project: Project, person_ids: Sequence[int]) -> None:
    seeing = {one.id: one for one in who_may_see(session, "project", project.id, frozenset(person_ids))}
    for person_id in person_ids:
        person = person_for_update(session, person_id)
        if person_id not in seeing or not any(Role(role) in GRANTS[Permission.ACCEPTANCE_SIGN] for role in person.roles):
            raise rules.CannotSign(person=pick(person.name, actor.language))


def judge(session: Session, actor: Actor, acceptance_id: int, paper: Paper, *, complete: bool, whole: bool, correct: bool, remark: str = "") -> int:
    """Say of a part of the pack whether it is complete, whole and correct. Returns the acceptance's id. Refuses NotInPreparation, Finished, TooLong."""
    row, _, state = _edited(session, actor, acceptance_id)
    rules.check_preparing(state, row.code)
    one = _paper(session, row, Paper(paper))
    one.complete, one.whole, one.correct = complete, whole, correct
    one.remark = fields.paragraph(remark, N_("Remark"), rules.REASON_LIMIT, needed=False)
    one.by_id, one.at = actor.id, now()
    return _done(session, actor, "acceptance:judge", row, paper=one.paper, complete=complete, whole=whole, correct=correct)


def _paper(session: Session, row: Acceptance, paper: Paper) -> AcceptancePaper:
    found = queries.paper_for_update(session, row.id, paper)
    if found is None:
        found = AcceptancePaper(acceptance_id=row.id, paper=paper.value, complete=None, whole=None, correct=None, remark="", by_id=None, at=None)
        with_ids(session, found)
    return found


def attach(session: Session, actor: Actor, acceptance_id: int, paper: Paper, *, data: bytes, kind: str, name: str) -> int:
    """Add a judged and cleaned file to a part of the pack; returns the file's id. The same content twice is one file. Refuses TooManyAcceptanceFiles, NotInPreparation, Finished."""
    row, _, state = _edited(session, actor, acceptance_id)
    rules.check_preparing(state, row.code)
    one = _paper(session, row, Paper(paper))
    present, sha256 = queries.files_of(session, one.id), files.fingerprint(data)
    known = next((file.id for file in present if file.sha256 == sha256), None)
    if known is not None:
        return known
    if len(present) >= rules.MOST_FILES:
        raise rules.TooManyAcceptanceFiles(limit=rules.MOST_FILES)
    file_id = files.keep(session, actor, data, kind=kind, name=name, subject_kind=queries.PAPERS, subject_id=one.id)
    _done(session, actor, "acceptance:attach", row, paper=one.paper, file=file_id, name=name, sha256=sha256)
    return file_id


def set_criteria(session: Session, actor: Actor, acceptance_id: int, ones: Sequence[Criterion], *, version: int) -> int:
    """Write the delivery standards anew; points given before are gone. Returns the id. Refuses NoCriteria, TooManyCriteria, NotAStandardsWeight, NotATargetValue, NotInPreparation, Stale, Empty, TooLong."""
    row, _, state = _edited(session, actor, acceptance_id, version)
    rules.check_preparing(state, row.code)
    wanted = rules.cleaned(ones)
    for one in queries.criteria_of(session, row.id):
        session.delete(one)
    session.flush()  # house: the old ones have the same numbers
    _keep_criteria(session, row.id, wanted)
    flag_modified(row, "place")  # whoever looks at the old list meets a changed record
    return _done(session, actor, "acceptance:set_criteria", row, criteria=len(wanted))


def score(session: Session, actor: Actor, acceptance_id: int, given: Mapping[int, tuple[Decimal | None, str]]) -> int:
    """Enter what was measured or how many points were reached, by criterion, with a remark. Returns the id. Refuses NotScorePoints, NotFound, TooLong, NotBeingSigned (in the formal phase nothing is scored any more)."""
    row, _, state = _edited(session, actor, acceptance_id)
    if state is State.FORMAL:
        raise rules.NotBeingSigned(code=row.code, state=state.label)
    known = {one.id: one for one in queries.criteria_of(session, row.id)}
    for id_, (number, remark) in given.items():
        if id_ not in known:
            raise NotFound()
        one = known[id_]
        one.given = number
        one.points = None if number is None else rules.points(one.target, one.higher, number)
        one.remark = fields.line(remark, N_("Remark"), rules.LINE_LIMIT, needed=False)
        one.by_id, one.at = actor.id, now()
    return _done(session, actor, "acceptance:score", row, scored={str(known[id_].number): known[id_].points for id_ in given})


def present(session: Session, actor: Actor, acceptance_id: int, *, presented_on: date, text: str) -> int:
    """Record that the result was presented to the customer, what was asked and answered. Returns the id. Refuses PresentedLater, NotBeingSigned, Empty, TooLong."""
    row, _, state = _edited(session, actor, acceptance_id)
    if state is State.FORMAL:
        raise rules.NotBeingSigned(code=row.code, state=state.label)
    if presented_on > today():
        raise rules.PresentedLater()
    row.presented_on, row.presented, row.presented_by_id = presented_on, fields.paragraph(text, N_("What was shown, asked and answered"), rules.TEXT_LIMIT), actor.id
    return _done(session, actor, "acceptance:present", row, presented_on=presented_on)


def submit(session: Session, actor: Actor, acceptance_id: int, *, version: int) -> int:
    """Open the preliminary acceptance. Returns the id. Refuses NotAgreed, NoCriteria, PackIncomplete, NotInPreparation, Stale."""
    row, project, state = _edited(session, actor, acceptance_id, version)
    rules.check_preparing(state, row.code)
    if queries.agreement_of(row) is None:
        raise rules.NotAgreed()
    if not queries.criteria_of(session, row.id):
        raise rules.NoCriteria()
    lacking = queries.lacking(session, row.id)
    if lacking:
        raise rules.PackIncomplete(missing=", ".join(translate(actor.language, one.label) for one in lacking))
    row.state, row.submitted_at = State.PRELIMINARY, now()
    _ask_to_sign(session, actor, row, project)
    return _done(session, actor, "acceptance:submit", row)


def open_formal(session: Session, actor: Actor, acceptance_id: int, *, version: int) -> int:
    """Open the formal acceptance. Returns the id. Refuses PreliminaryMissing, RemarksOpen, NotPresented, Unscored, ScoreTooLow, NotBeingSigned, Stale."""
    row, project, state = _edited(session, actor, acceptance_id, version)
    criteria = queries.criteria_of(session, row.id)
    rules.check_formal(
        state, row.code, queries.signatures_of(session, row.id), queries.open_remarks(session, row.id), presented=row.presented_on is not None,
        unscored=sum(one.points is None for one in criteria), score=rules.score((one.weight, one.points) for one in criteria), least=int(value(session, LEAST_SCORE, project.department_id)),
    )  # fmt: skip
    row.state, row.formal_at = State.FORMAL, now()
    _ask_to_sign(session, actor, row, project)
    return _done(session, actor, "acceptance:open_formal", row)


def withdraw(session: Session, actor: Actor, acceptance_id: int, *, version: int, why: str) -> int:
    """Give this attempt up, with a reason; another may begin. Returns the id. Refuses Finished, Stale, Empty, TooLong."""
    row, project, _ = _edited(session, actor, acceptance_id, version)
    row.state, row.why, row.decided_on = State.WITHDRAWN, fields.paragraph(why, N_("Why"), rules.REASON_LIMIT), today()
    _revoke(session, row)
    _tell(session, actor, row, project, {row.team_id, row.first_id, row.second_id}, N_("{code} was withdrawn: {title}"))
    return _done(session, actor, "acceptance:withdraw", row, why=row.why)


def take_along(session: Session, actor: Actor, acceptance_id: int, *, kind: str, sha256: str) -> str:
    """Record that an acceptance report leaves the house as a file; returns its fingerprint. The caller hands it out only after this deed."""
    row, project = queries.acceptance_for_update(session, acceptance_id)
    require(actor, Permission.CLOSING_EXPORT, reach(project))
    note(session, actor, "acceptance:take_along", KIND, row.id, code=row.code, project_id=row.project_id, kind=kind, sha256=sha256)
    return sha256


# --- remarks -----------------------------------------------------------------------------------------------------------


def remark(session: Session, actor: Actor, row: Acceptance, project: Project, texts: Sequence[str], seat: Seat, by: str) -> list[AcceptanceRemark]:
    """Keep what a signature asks to be put right, each as a follow-up. # house: part of another deed, which requires and notes"""
    if not texts or row.remarks_owner_id is None or row.remarks_verifier_id is None:
        return []
    first = queries.last_remark(session, row.id) + 1
    due = today() + timedelta(days=int(value(session, REMARK_DAYS, project.department_id)))
    codes = followups.open_many(
        session, actor,
        [
            Opening(
                FollowUpKind.RECTIFICATION, project.id, row.remarks_owner_id, row.remarks_verifier_id, due, {actor.language.value: text[:160]}, KIND, row.id, row.code, number,
                finding=text, said=N_("Remark of {who} at the acceptance"), said_values={"who": by},
            )
            for number, text in enumerate(texts, first)
        ],
    )  # fmt: skip
    made = [
        AcceptanceRemark(acceptance_id=row.id, number=number, seat=seat.value, by=by, text=text, followup_code=code, again=None, at=now())
        for (number, text), code in zip(enumerate(texts, first), codes, strict=True)
    ]
    with_ids(session, *made)
    _tell(session, actor, row, project, {row.remarks_owner_id, row.remarks_verifier_id}, N_("{code} has remarks to be put right: {title}"))
    return made


def raise_again(session: Session, actor: Actor, remark_id: int) -> int:
    """A remark whose follow-up was cancelled gets another one: the acceptance waits for it. Returns the acceptance's id. Refuses WrongState (its follow-up lives), Finished."""
    one, state = queries.remark_for_update(session, remark_id)
    row, project, _ = _edited(session, actor, one.acceptance_id)
    if one.again is not None or state is not FollowUpState.CANCELLED:
        raise WrongState()
    (fresh,) = remark(session, actor, row, project, (one.text,), Seat(one.seat), one.by)
    one.again = fresh.number
    return _done(session, actor, "acceptance:raise_again", row, remark=one.number, again=fresh.number)


def go_on(session: Session, actor: Actor, row: Acceptance, project: Project, why: str = "") -> State:
    """Where the acceptance stands after a signature or a remark that ended. # house: part of another deed, which requires and notes"""
    before = State(row.state)
    signed = queries.signatures_of(session, row.id)
    after = rules.after(before, signed, queries.open_remarks(session, row.id))
    told = {project.manager_id, row.by_id, row.team_id, row.first_id, row.second_id}
    if after is not before:
        row.state, row.decided_on = after, today()
        _revoke(session, row)
        if after is State.REJECTED:
            row.why = why
            _tell(session, actor, row, project, told, N_("{code} was not accepted: {title}"))
        else:
            for one in followup_queries.of_source(session, KIND, row.id):
                if one.state == FollowUpState.CLOSED:
                    followups.settle(session, actor, one, effective=True, words=row.code)
            _tell(session, actor, row, project, told, N_("{code} is accepted: {title}"))
    elif rules.is_full(before, signed):
        _tell(session, actor, row, project, {project.manager_id, row.by_id}, N_("{code} is signed by all of this phase: {title}"))
    return after


def remark_ended(session: Session, actor: Actor, acceptance_id: int) -> None:
    """A follow-up of an acceptance was verified or cancelled. # house: part of that deed, which requires and notes"""
    row, project = queries.acceptance_for_update(session, acceptance_id)
    go_on(session, actor, row, project)
    touch(session, "closing")


def _revoke(session: Session, row: Acceptance) -> None:
    for one in queries.links_of(session, row.id):
        one.revoked_at = now()


def _ask_to_sign(session: Session, actor: Actor, row: Acceptance, project: Project) -> None:
    people = {row.team_id} if row.state == State.PRELIMINARY else {row.first_id, row.second_id}
    tell(session, actor, TO_SIGN.code, [one for one in people if one], about=queries.place_of(row, project), message=N_("{code} waits for your signature: {title}"), code=row.code, title=project.name)


def _tell(session: Session, actor: Actor, row: Acceptance, project: Project, people: set[int | None], message: str) -> None:
    tell(session, actor, ACCEPTED.code, [one for one in people if one], about=queries.place_of(row, project), message=message, code=row.code, title=project.name)


def _done(session: Session, actor: Actor, deed: str, row: Acceptance, **facts: object) -> int:
    touch(session, "closing")
    note(session, actor, deed, KIND, row.id, code=row.code, project_id=row.project_id, **facts)
    return row.id


judged_at(KIND, remark_ended)
