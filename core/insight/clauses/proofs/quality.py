"""What proves that quality is checked, and that what is not as it must be is put right for good."""

from sqlalchemy import exists

from core.access import Permission
from core.insight.clauses.proofs.kinds import Evidence, Source, is_told
from core.quality.checks.records import Check, CheckDraw
from core.quality.checks.rules import Kind
from core.quality.checks.rules import State as Stage
from core.quality.nonconformities.records import Nonconformity, PlannedMeasure
from core.quality.nonconformities.rules import Effect, Severity, State
from core.words import N_

checks = Source("Quality_checks", Permission.CHECK_READ, Check, Check.project_id, Check.finished_on, Check.title, Check.code, "check")
faults = Source("Nonconformities", Permission.NONCONFORMITY_READ, Nonconformity, Nonconformity.project_id, Nonconformity.found_on, Nonconformity.title, Nonconformity.code, "nonconformity")

DONE = Check.state == Stage.DONE.value
CLASSED = is_told(Nonconformity.class_, Nonconformity.cause)


def _done(kind: Kind, label: str) -> Evidence:
    return Evidence(f"check_{kind.value}", label, checks, (DONE, Check.kind == kind.value))


EVIDENCE = (
    Evidence("check_done", N_("Quality checks carried out, passed or failed by measure and tolerance"), checks, (DONE, Check.verdict.is_not(None))),
    _done(Kind.SELF, N_("Self-checks carried out")),
    _done(Kind.CROSS, N_("Cross-checks carried out by another department")),
    _done(Kind.FEEDBACK, N_("Checks by the customer's feedback carried out")),
    _done(Kind.AUDIT, N_("Audits carried out")),
    _done(Kind.TEST, N_("Tests carried out")),
    Evidence("check_spot", N_("Spot checks of a random sample with a stored seed"), checks, (DONE, Check.kind == Kind.SPOT.value, exists().where(CheckDraw.check_id == Check.id))),
    Evidence("fault_classed", N_("Nonconformities with class, severity and cause"), faults, CLASSED),
    Evidence("fault_major", N_("Major nonconformities with a plan of measures of their own"), faults, (
        Nonconformity.severity.in_((Severity.MAJOR.value, Severity.CRITICAL.value)), exists().where(PlannedMeasure.nonconformity_id == Nonconformity.id),
    )),
    Evidence("fault_effective", N_("Nonconformities closed after verification, their effect proven"), faults, (
        Nonconformity.state == State.CLOSED.value, Nonconformity.verified_at.is_not(None), Nonconformity.effect == Effect.EFFECTIVE.value,
    )),
)  # fmt: skip
