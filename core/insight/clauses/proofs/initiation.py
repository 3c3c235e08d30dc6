"""What proves that a project was begun as it should be: need, application, charter and scope, stakeholders, kick-off, duties."""

from sqlalchemy import exists
from sqlalchemy.orm import aliased, join, outerjoin

from core.access import Permission
from core.approval.records import Approval, Decision
from core.approval.rules import State, Verdict
from core.initiation.applications.queries import visible_applications
from core.initiation.applications.records import Application, ApplicationBudget
from core.initiation.charters.records import Charter, CharterVersion, Confirmation
from core.initiation.demands.queries import visible_demands
from core.initiation.demands.records import Demand
from core.initiation.duties.records import Duties
from core.initiation.kickoffs.records import Kickoff
from core.initiation.pack.records import TailoredKind, TailoredStep
from core.initiation.pack.rules import STEPS
from core.initiation.rules import Smart
from core.initiation.stakeholders.records import Stakeholder
from core.insight.clauses.proofs.kinds import Evidence, Source, holds_any, is_filled, is_told
from core.projects.records import Member, Project
from core.projects.rules import KINDS
from core.words import N_

APPLIED, INITIATED, READ = Permission.APPLICATION_READ, Permission.PROJECT_READ, Permission.PROJECT_READ

demands = Source(
    "Applications", APPLIED, outerjoin(Demand, Application, Application.id == Demand.application_id), Application.project_id, Demand.received_on, Demand.title,
    Demand.code, "demand", "demands", sight=visible_demands,
)  # fmt: skip
applications = Source("Applications", APPLIED, Application, Application.project_id, Application.changed_at, Application.name, Application.code, "application", sight=visible_applications)
_present = join(Charter, CharterVersion, (CharterVersion.charter_id == Charter.id) & (CharterVersion.number == Charter.number))
charters = Source("Initiation", INITIATED, _present, Charter.project_id, CharterVersion.at, part="charter")
_agreed = join(Confirmation, Charter, Charter.id == Confirmation.charter_id)
confirmations = Source("Initiation", INITIATED, _agreed, Charter.project_id, Confirmation.agreed_on, Confirmation.who, part="charter")
stakeholders = Source("Initiation", INITIATED, Stakeholder, Stakeholder.project_id, title=Stakeholder.name, part="stakeholders")
kickoffs = Source("Initiation", INITIATED, Kickoff, Kickoff.project_id, Kickoff.held_on, part="kickoff")
steps = Source("Initiation", INITIATED, TailoredStep, TailoredStep.project_id, TailoredStep.at, TailoredStep.step, part="pack", names=STEPS)
kinds = Source("Initiation", INITIATED, TailoredKind, None, TailoredKind.at, TailoredKind.kind, names=KINDS)
duties = Source("Initiation", INITIATED, Duties, Duties.project_id, Duties.at, part="duties")
projects = Source("Projects", READ, Project, Project.id, Project.started_on, has_project=True)
_beside = join(Member, Project, (Project.id == Member.project_id) & (Project.manager_id != Member.person_id))
members = Source("Projects", READ, _beside, Member.project_id, Project.started_on, has_project=True)

_first, _second = aliased(Decision), aliased(Decision)


def _document(key: str):  # type: ignore[no-untyped-def]
    return CharterVersion.document[key].as_string()


EVIDENCE = (
    Evidence("demand_taken", N_("Customer needs taken down, with their channel"), demands, is_told(Demand.text, Demand.channel)),
    Evidence("demand_assessed", N_("Customer needs assessed, with advice and reason"), demands, (Demand.assessed_at.is_not(None), Demand.reason != "")),
    Evidence("application_from_demand", N_("Applications that follow from a customer's need"), demands, (Demand.application_id.is_not(None),)),
    Evidence("application_whole", N_("Applications with background, objectives, content, results, budget and dates"), applications, (
        *is_told(Application.background, Application.content, Application.results), is_filled(Application.objectives), Application.starts_on.is_not(None),
        Application.ends_on.is_not(None), exists().where(ApplicationBudget.application_id == Application.id, ApplicationBudget.amount > 0),
    )),
    Evidence("application_two_levels", N_("Applications approved at two levels by two people"), applications, (
        exists().where(
            Approval.kind == "application", Approval.subject_id == Application.id, Approval.state == State.APPROVED.value,
            _first.approval_id == Approval.id, _second.approval_id == Approval.id, _first.step < _second.step, _first.person_id != _second.person_id,
            _first.verdict == Verdict.APPROVE.value, _second.verdict == Verdict.APPROVE.value,
        ),
    )),
    Evidence("charter", N_("Charters with background, scope, constraints and results"), charters, tuple(_document(key) != "" for key in ("background", "results", "content", "constraints"))),
    Evidence("charter_approved", N_("Charters that come from an approved application"), charters, (Charter.application_id.is_not(None),)),
    Evidence("scope_written", N_("Scopes with service content, process and standards"), charters, tuple(_document(key) != "" for key in ("content", "process", "standards"))),
    Evidence("scope_constraints", N_("Scopes with constraints"), charters, (_document("constraints") != "",)),
    Evidence("scope_deliverables", N_("Scopes with deliverables"), charters, (_document("deliverables") != "",)),
    Evidence("scope_excluded", N_("Scopes that say what is not part of them"), charters, (_document("excluded") != "",)),
    Evidence("scope_confirmed", N_("Scopes that the customer confirmed"), confirmations, is_told(Confirmation.who, Confirmation.channel)),
    Evidence("objectives_smart", N_("Charters with an objective that is specific, measurable, achievable, relevant and time-bound"), charters, (
        holds_any(CharterVersion.document, "[" + ",".join(f'"{one.value}"' for one in Smart) + "]"),
    )),
    Evidence("objectives_measured", N_("Charters with an objective and the number to reach"), charters, (holds_any(CharterVersion.document, *(f'"number":"{digit}' for digit in range(10))),)),
    Evidence("milestones_of_objectives", N_("Charters with a milestone that serves an objective"), charters, (holds_any(CharterVersion.document, *(f'"objective":{digit}' for digit in range(1, 10))),)),
    Evidence("stakeholder", N_("Stakeholders with kind, expectation and requirement"), stakeholders, is_told(Stakeholder.expectation, Stakeholder.requirement)),
    Evidence("stakeholder_channel", N_("Stakeholders whose preferred channel is known"), stakeholders, is_told(Stakeholder.channel)),
    Evidence("kickoff", N_("Kick-off minutes with goals, results, scope and consensus, the customer present"), kickoffs, is_told(
        Kickoff.customer, Kickoff.goals, Kickoff.results, Kickoff.scope, Kickoff.consensus
    )),
    Evidence("step_left_out", N_("Pieces left out of an initiation, with the reason"), steps, (TailoredStep.done_on.is_(None),)),
    Evidence("step_done", N_("Further steps of an initiation that are done"), steps, (TailoredStep.done_on.is_not(None),)),
    Evidence("initiation_tailored", N_("Kinds of project whose initiation differs from the usual, with the reason"), kinds, is_told(TailoredKind.reason)),
    Evidence("duties", N_("Tables of duties: who answers for a work package and who does it"), duties, (
        holds_any(Duties.packages, ':"A"', ':"AR"'), holds_any(Duties.packages, ':"R"', ':"AR"'),
    )),
    Evidence("team_roles", N_("Projects whose people have a role each"), duties, (is_filled(Duties.roles),)),
    Evidence("project_dated", N_("Projects with a stage, a start and an end"), projects, (Project.started_on.is_not(None), Project.ends_on.is_not(None))),
    Evidence("project_under_way", N_("Projects beyond their initiation"), projects, (Project.stage != "initiation",)),
    Evidence("customer_classed", N_("Projects whose customer has a class with its reason"), projects, (Project.customer_reason != "",)),
    Evidence("team_member", N_("Team members beside the manager"), members),
)  # fmt: skip
