"""What proves that a project is watched: reports, updates, periodic reports, deviations, iterations, cards, earned value, milestone trend."""

from sqlalchemy.orm import join

from core.access import Permission
from core.insight.clauses.proofs.kinds import Evidence, Source, is_told
from core.insight.warnings.records import WarningTurn
from core.progress.cards.records import CardMove
from core.progress.deviations.records import Deviation
from core.progress.deviations.rules import Measure, Sort, State
from core.progress.iterations.records import Iteration, IterationTask
from core.progress.periodic.records import ProgressReport
from core.progress.periodic.rules import Span
from core.progress.portfolio.records import ValueSum
from core.progress.records import TaskReport
from core.progress.trend.records import MilestoneDay
from core.progress.updates.records import ProjectUpdate
from core.words import N_

READ = Permission.PLAN_READ

reports = Source("Progress", READ, TaskReport, TaskReport.project_id, TaskReport.reported_on, TaskReport.task, part="reports")
updates = Source("Progress", READ, ProjectUpdate, ProjectUpdate.project_id, ProjectUpdate.given_on, part="updates")
periodic = Source("Progress", READ, ProgressReport, ProgressReport.project_id, ProgressReport.at, part="periodic")
deviations = Source("Progress", READ, Deviation, Deviation.project_id, Deviation.opened_at, Deviation.task, part="deviations")
iterations = Source("Board", READ, Iteration, Iteration.project_id, Iteration.ends_on, Iteration.name)
iterated = Source("Board", READ, join(IterationTask, Iteration, Iteration.id == IterationTask.iteration_id), IterationTask.project_id, Iteration.ends_on, Iteration.name)
moves = Source("Board", READ, CardMove, CardMove.project_id, CardMove.moved_on, CardMove.task)
values = Source("Progress", READ, ValueSum, ValueSum.project_id, ValueSum.worked_on, part="value")
turns = Source("Progress", READ, WarningTurn, WarningTurn.project_id, WarningTurn.on, part="warnings")
trend = Source("Progress", READ, MilestoneDay, MilestoneDay.project_id, MilestoneDay.read_on, part="trend")

DELAY = (Measure.RESOURCES.value, Measure.PROCESS.value, Measure.NEGOTIATE.value)

EVIDENCE = (
    Evidence("warning_turned", N_("Early warnings that were kept when they came to another level"), turns),
    Evidence("report", N_("Reports of members on their tasks"), reports),
    Evidence("report_blocker", N_("Reports that name what holds a task up"), reports, is_told(TaskReport.blocker)),
    Evidence("update", N_("Updates in which the manager judges the project"), updates, is_told(ProjectUpdate.text)),
    Evidence("report_weekly", N_("Weekly reports issued"), periodic, (ProgressReport.span == Span.WEEK.value,)),
    Evidence("report_monthly", N_("Monthly reports issued"), periodic, (ProgressReport.span == Span.MONTH.value,)),
    Evidence("deviation", N_("Deviations with cause, measure and somebody who sees to it"), deviations, is_told(Deviation.cause, Deviation.words)),
    Evidence("deviation_milestone", N_("Late milestones with a measure"), deviations, (Deviation.sort == Sort.MILESTONE.value, *is_told(Deviation.words))),
    Evidence("deviation_delay", N_("Delays met by more resources, a better process or a talk with the customer"), deviations, (Deviation.measure.in_(DELAY),)),
    Evidence("deviation_recovered", N_("Deviations that are recovered"), deviations, (Deviation.state == State.RECOVERED.value,)),
    Evidence("iteration", N_("Iterations with a goal"), iterations, is_told(Iteration.goal)),
    Evidence("iteration_closed", N_("Iterations closed"), iterations, (Iteration.closed_on.is_not(None),)),
    Evidence("iteration_task", N_("Tasks done in iterations"), iterated, (IterationTask.done.is_(True),)),
    Evidence("card_moved", N_("Cards moved on boards by hand"), moves, (CardMove.by_hand.is_(True),)),
    Evidence("earned_value", N_("Projects whose earned value is worked out with its actual cost"), values, (ValueSum.cost.is_not(None), ValueSum.budget > 0)),
    Evidence("milestone_trend", N_("Readings of when milestones will be reached"), trend),
)  # fmt: skip
