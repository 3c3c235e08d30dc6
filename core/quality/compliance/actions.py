"""Deeds on norms, training and compliance: write a version, train, confirm; list requirements, plan, assess, register, close."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from core import fields
from core.access import ANYWHERE, Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import Record, with_ids
from core.errors import NotFound, Stale, WrongState
from core.followup.rules import CannotTakePart
from core.notice.actions import tell
from core.numbering.actions import next_code
from core.people.queries import department_for_update
from core.projects.queries import project_for_update
from core.projects.queries import reach as project_reach
from core.quality.checks.queries import belongs
from core.quality.compliance import queries, rules
from core.quality.compliance.queries import KIND, NORM
from core.quality.compliance.records import Assessment, Clause, NormTraining, NormVersion, Requirement, ServiceNorm
from core.quality.compliance.rules import Aspect, Method, NormText, Phase, Side, Standing, State
from core.quality.nonconformities import actions as nonconformities
from core.quality.nonconformities.actions import Finding
from core.quality.nonconformities.rules import Origin, Severity
from core.words import N_, pick


def write(session: Session, actor: Actor, *, name: str, department_id: int, text: NormText, effective_on: date) -> int:
    """Write a norm (NRM-2026-0001), for the people of a department with all below; returns its id. Refuses NotAStandard, Empty, TooLong."""
    unit = department_for_update(session, department_id)
    require(actor, Permission.NORM_EDIT, Reach(department_id=unit.id))
    row = ServiceNorm(code=next_code(session, "NRM"), name=fields.line(name, N_("Name"), rules.NAME_LIMIT), department_id=unit.id, number=1)
    _keep(session, row)
    _version(session, actor, row, rules.cleaned(text), effective_on, "")
    return _noted(session, actor, "norm:write", row, effective_on=effective_on)


def revise(session: Session, actor: Actor, norm_id: int, *, text: NormText, effective_on: date, reason: str, version: int) -> int:
    """Another version of a norm; everybody has to be trained on it anew. Refuses Stale, NothingNew, NormInPast, NotAStandard, Empty, TooLong."""
    row = queries.norm_for_update(session, norm_id)
    require(actor, Permission.NORM_EDIT, Reach(department_id=row.department_id))
    if row.version != version:
        raise Stale()
    clean, why = rules.cleaned(text), fields.paragraph(reason, N_("Reason"), rules.REASON_LIMIT)
    rules.check_version((row.number, queries.text_of(queries.version_row(session, row.id, row.number))), clean, effective_on, today())
    row.number += 1
    _version(session, actor, row, clean, effective_on, why)
    return _noted(session, actor, "norm:revise", row, number=row.number, effective_on=effective_on, reason=why)


def _version(session: Session, actor: Actor, row: ServiceNorm, text: NormText, effective_on: date, reason: str) -> None:
    wanted = {code for one in text.steps for code in one.standards}
    if unknown := sorted(wanted - queries.standard_codes(session, wanted)):
        raise rules.NotAStandard(value=unknown[0])
    session.add(NormVersion(
        norm_id=row.id, number=row.number, effective_on=effective_on, process=text.process, standard=text.standard, promise=text.promise, feedback=text.feedback,
        steps=[{"name": one.name, "who": one.who, "standards": list(one.standards), "to": one.to} for one in text.steps], reason=reason,
        by_id=actor.id, at=now(),
    ))  # fmt: skip


def train(session: Session, actor: Actor, norm_id: int, *, people: Collection[int], trained_on: date, trainer: str) -> int:
    """Record who was trained on the version in force; the latest day counts. Refuses TrainedLater, Empty, TooLong, NotFound."""
    row = queries.norm_for_update(session, norm_id)
    require(actor, Permission.NORM_EDIT, Reach(department_id=row.department_id))
    if trained_on > today():
        raise rules.TrainedLater()
    number, known = queries.in_force(session, row.id, today()), queries.active(session, people)
    if number is None or known != set(people) or not 0 < len(known) <= rules.MOST_AT_ONCE:
        raise NotFound()
    who = fields.line(trainer, N_("Trainer"), rules.NAME_LIMIT)
    present = queries.trainings(session, row.id, number, known)
    for person_id in sorted(known):
        one = present.get(person_id)
        if one is None:
            session.add(NormTraining(norm_id=row.id, number=number, person_id=person_id, trained_on=trained_on, trainer=who, confirmed_at=None, by_id=actor.id))
        else:
            one.trained_on, one.trainer = trained_on, who
    return _noted(session, actor, "norm:train", row, number=number, people=sorted(known), trained_on=trained_on, trainer=who)


def confirm(session: Session, actor: Actor, norm_id: int) -> int:
    """Say for oneself that one was trained on the version in force. Refuses NotFound."""
    require(actor, Permission.NORM_READ)
    row = queries.norm_for_update(session, norm_id)
    number = queries.in_force(session, row.id, today())
    one = queries.trainings(session, row.id, number, [actor.id]).get(actor.id) if number else None
    if one is None:
        raise NotFound()
    one.confirmed_at = one.confirmed_at or now()
    return _noted(session, actor, "norm:confirm", row, number=number)


def _keep(session: Session, row: Record) -> None:
    with_ids(session, row)


def _noted(session: Session, actor: Actor, deed: str, row: ServiceNorm, **facts: object) -> int:
    touch(session, "compliance")
    note(session, actor, deed, NORM, row.id, code=row.code, name=row.name, **facts)
    return row.id


# --- requirements ----------------------------------------------------------------------------------------------------


def demand(session: Session, actor: Actor, *, side: Side, phase: Phase, aspect: Aspect, text: str, reference: str) -> int:
    """Put a requirement on the list (REQ-2026-0001); returns its id. Refuses Empty, TooLong."""
    require(actor, Permission.COMPLIANCE_PLAN)
    row = Requirement(
        code=next_code(session, "REQ"), side=Side(side), phase=Phase(phase), aspect=Aspect(aspect), text=fields.line(text, N_("Requirement"), rules.LINE_LIMIT),
        reference=fields.line(reference, N_("Where it stands"), rules.LINE_LIMIT), retired=False,
    )  # fmt: skip
    _keep(session, row)
    touch(session, "compliance")
    note(session, actor, "compliance:demand", "requirement", row.id, code=row.code, side=row.side, text=row.text, reference=row.reference)
    return row.id


def retire(session: Session, actor: Actor, requirement_id: int) -> int:
    """Take a requirement off the list; assessments that hold it stay as they are."""
    require(actor, Permission.COMPLIANCE_PLAN, ANYWHERE)
    row = queries.requirement_for_update(session, requirement_id)
    row.retired = True
    touch(session, "compliance")
    note(session, actor, "compliance:retire", "requirement", row.id, code=row.code)
    return row.id


# --- assessments -----------------------------------------------------------------------------------------------------


def plan(session: Session, actor: Actor, project_id: int, *, method: Method, scope: str, assessor_id: int, due_on: date, body: str = "") -> int:
    """Plan an assessment (CPL-2026-0001) of a project against every requirement on the list; the assessor is told. Returns its id.

    Refuses AuditInPast, AuditorInvolved, CannotTakePart, BodyMissing, NoRequirements, Empty, TooLong.
    """
    project = project_for_update(session, project_id)
    require(actor, Permission.COMPLIANCE_PLAN, project_reach(project))
    if due_on < today():
        raise rules.AuditInPast()
    _check_assessor(session, actor, project_id, assessor_id)
    name = fields.line(body, N_("Organisation"), rules.NAME_LIMIT, needed=False)
    if Method(method) is Method.THIRD_PARTY and not name:
        raise rules.BodyMissing()
    demanded = queries.living_requirements(session)[: rules.MOST_CLAUSES]
    if not demanded:
        raise rules.NoRequirements()
    row = Assessment(
        code=next_code(session, "CPL"), method=Method(method), body=name, scope=fields.line(scope, N_("Scope"), rules.LINE_LIMIT), project_id=project.id,
        department_id=project.department_id, assessor_id=assessor_id, due_on=due_on, state=State.OPEN, conclusion="", closed_at=None, by_id=actor.id,
    )  # fmt: skip
    _keep(session, row)
    session.add_all(
        Clause(
            assessment_id=row.id, number=number, requirement=one.code, side=one.side, phase=one.phase, aspect=one.aspect, text=one.text, reference=one.reference,
            standing=Standing.OPEN, evidence="", finding="", nonconformity_id=None,
        )
        for number, one in enumerate(demanded, 1)
    )  # fmt: skip
    tell(session, actor, rules.YOURS.code, {assessor_id}, about=queries.standing(row, project), message=N_("{code} is yours to assess by {day}: {scope}"), code=row.code, day=due_on, scope=row.scope)
    return _done(session, actor, "compliance:plan", row, method=row.method, assessor_id=assessor_id, due_on=due_on, clauses=len(demanded))


def _check_assessor(session: Session, actor: Actor, project_id: int, assessor_id: int) -> None:
    """Refuses CannotTakePart, AuditorInvolved."""
    project = project_for_update(session, project_id)
    who = belongs(session, assessor_id, project, project.department_id)
    name = pick(who.name, actor.language)
    if not who.can:
        raise CannotTakePart(person=name)
    if who.takes_part or who.department_id in who.checked:
        raise rules.AuditorInvolved(person=name)


def _own(session: Session, actor: Actor, assessment_id: int) -> Assessment:
    row, _ = queries.assessment_for_update(session, assessment_id)
    require(actor, Permission.COMPLIANCE_ASSESS, Reach(owners=frozenset({row.assessor_id})))
    if row.state != State.OPEN:
        raise WrongState()
    _check_assessor(session, actor, row.project_id, row.assessor_id)
    return row


def assess(session: Session, actor: Actor, clause_id: int, *, standing: Standing, evidence: str = "", finding: str = "", version: int) -> int:
    """Say how a clause stands, by what evidence, and what was found. Refuses Stale, EvidenceNeeded, FindingNeeded, AuditorInvolved, TooLong, WrongState."""
    clause = queries.clause_for_update(session, clause_id)
    row = _own(session, actor, clause.assessment_id)
    if clause.version != version:
        raise Stale()
    proof = fields.paragraph(evidence, N_("Evidence"), rules.TEXT_LIMIT, needed=False)
    found = fields.paragraph(finding, N_("Finding"), rules.TEXT_LIMIT, needed=False)
    rules.check_assessed(Standing(standing), proof, found)
    before = clause.standing
    clause.standing, clause.evidence, clause.finding = Standing(standing), proof, found
    return _done(session, actor, "compliance:assess", row, clause=clause.number, before=before, after=clause.standing, evidence=proof, finding=found)


def register(session: Session, actor: Actor, clause_id: int, *, class_: str, severity: Severity) -> int:
    """Register what a clause found as a nonconformity; returns that one's id. Refuses FindingNeeded, NotAnEntry, WrongState."""
    clause = queries.clause_for_update(session, clause_id)
    row = _own(session, actor, clause.assessment_id)
    if clause.nonconformity_id is not None:
        return clause.nonconformity_id
    if clause.standing not in (Standing.PARTLY, Standing.FAILS):
        raise rules.FindingNeeded()
    made = nonconformities.make(session, actor, project_for_update(session, row.project_id), Finding(
        clause.text[:160], f"{clause.finding}\n{clause.reference}".strip(), class_, Severity(severity), Origin.AUDIT, today(), "", KIND, row.id, row.code, clause.number, row.department_id,
    ))  # fmt: skip
    clause.nonconformity_id = made.id
    _done(session, actor, "compliance:register", row, clause=clause.number, nonconformity=made.code, severity=made.severity)
    return made.id


def close(session: Session, actor: Actor, assessment_id: int, *, conclusion: str) -> int:
    """Close an assessment whose clauses are all assessed and whose breaches are registered. Refuses ClausesOpen, FindingsOpen, Empty, TooLong, WrongState."""
    row = _own(session, actor, assessment_id)
    rules.check_close([(one.text, Standing(one.standing), one.nonconformity_id is not None) for one in queries.clauses_of(session, row.id)])
    row.conclusion = fields.paragraph(conclusion, N_("Conclusion"), rules.TEXT_LIMIT)
    row.state, row.closed_at = State.CLOSED, now()
    return _done(session, actor, "compliance:close", row, conclusion=row.conclusion)


def _done(session: Session, actor: Actor, deed: str, row: Assessment, **facts: object) -> int:
    touch(session, "compliance")
    note(session, actor, deed, KIND, row.id, code=row.code, project_id=row.project_id, **facts)
    return row.id
