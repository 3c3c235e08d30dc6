"""What proves that a project is planned: rows with owner and deliverable, dates, dependencies, people, baselines."""

from sqlalchemy import exists
from sqlalchemy.orm import aliased, join

from core.access import Permission
from core.insight.clauses.proofs.kinds import Evidence, Source, is_told
from core.planning.baselines.records import Baseline
from core.planning.records import PlanLink, PlanTask, PlanWorker, SchedulePlan
from core.planning.rules.sheet import Kind
from core.words import N_

READ = Permission.PLAN_READ

_planned = join(PlanTask, SchedulePlan, SchedulePlan.id == PlanTask.plan_id)
tasks = Source("Plan", READ, _planned, SchedulePlan.project_id, SchedulePlan.changed_at, PlanTask.name)
links = Source("Plan", READ, join(PlanLink, SchedulePlan, SchedulePlan.id == PlanLink.plan_id), SchedulePlan.project_id, SchedulePlan.changed_at)
workers = Source("Plan", READ, join(PlanWorker, SchedulePlan, SchedulePlan.id == PlanWorker.plan_id), SchedulePlan.project_id, SchedulePlan.changed_at, part="people")
_kept = join(Baseline, SchedulePlan, SchedulePlan.id == Baseline.plan_id)
baselines = Source("Plan", READ, _kept, SchedulePlan.project_id, Baseline.kept_at, Baseline.name, part="baselines")

ROW = PlanTask.summary.is_(False)
TASK, MILESTONE, GATE = (PlanTask.kind == kind.value for kind in (Kind.TASK, Kind.MILESTONE, Kind.GATE))
_earlier = aliased(Baseline)

EVIDENCE = (
    Evidence("task_owned", N_("Tasks with an owner and a deliverable"), tasks, (ROW, PlanTask.owner_id.is_not(None), PlanTask.deliverable != "")),
    Evidence("task_standard", N_("Tasks with a quality standard"), tasks, (ROW, *is_told(PlanTask.standard))),
    Evidence("task_objective", N_("Tasks and milestones that name the objective they serve"), tasks, (ROW, *is_told(PlanTask.objective))),
    Evidence("task_begun", N_("Tasks with an actual start"), tasks, (ROW, PlanTask.actual_start.is_not(None))),
    Evidence("task_finished", N_("Tasks with an actual finish"), tasks, (ROW, TASK, PlanTask.actual_finish.is_not(None))),
    Evidence("task_critical", N_("Tasks on the critical path"), tasks, (ROW, PlanTask.critical.is_(True))),
    Evidence("phase", N_("Phases and work packages made of tasks"), tasks, (PlanTask.summary.is_(True),)),
    Evidence("milestone", N_("Milestones of plans"), tasks, (ROW, MILESTONE)),
    Evidence("milestone_objective", N_("Milestones tied to an objective"), tasks, (ROW, MILESTONE | GATE, PlanTask.objective != "")),
    Evidence("task_shifted", N_("Tasks put later by a levelling that was accepted"), tasks, (ROW, PlanTask.not_before.is_not(None))),
    Evidence("dependency", N_("Dependencies between tasks"), links),
    Evidence("task_people", N_("People assigned to tasks"), workers),
    Evidence("task_people_share", N_("People assigned with a share of their time"), workers, (PlanWorker.units < 100,)),
    Evidence("baseline", N_("Baselines of plans"), baselines),
    Evidence("baseline_again", N_("Plans kept anew with a reason, after an earlier baseline"), baselines, (
        Baseline.reason != "", exists().where(_earlier.plan_id == Baseline.plan_id, _earlier.id < Baseline.id),
    )),
)  # fmt: skip
