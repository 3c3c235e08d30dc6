"""What proves that people are trained, appraised and thanked. Sheets are counted; what is in them stays with those who may see it."""

from sqlalchemy import String, cast
from sqlalchemy.orm import join

from core.access import Permission
from core.cost.hours.records import TimeEntry
from core.insight.clauses.proofs.kinds import Evidence, Source, holds_any, is_filled, is_told
from core.people.records import Person
from core.projects.records import Project
from core.team.appraisal.records import Appraisal, AppraisalCycle, AppraisalTemplate
from core.team.appraisal.rules import Outcome
from core.team.appraisal.rules import State as SheetState
from core.team.pulse.records import Pulse
from core.team.pulse.rules import LEAST
from core.team.recognition.records import Recognition, TeamActivity
from core.team.recognition.rules import Gathering
from core.team.recognition.rules import Kind as Reward
from core.team.recognition.rules import State as RewardState
from core.team.training.records import Course, Part, TrainingSession
from core.team.training.rules import Kind, Result, State
from core.words import N_

SEEN, SHEETS = Permission.TEAM_READ, Permission.APPRAISAL_READ
CAME = Part.result.in_((Result.PASSED.value, Result.NOT_PASSED.value))

_held = join(TrainingSession, Course, Course.id == TrainingSession.course_id)
sessions = Source("Team", SEEN, _held, Course.project_id, TrainingSession.held_on, Course.title, Course.code, "course", "training", shared=True)
taken = Source("Team", SEEN, join(_held, Part, Part.session_id == TrainingSession.id), Course.project_id, TrainingSession.held_on, Course.title, Course.code, "course", "training", shared=True)
_of_cycle = join(Appraisal, AppraisalCycle, AppraisalCycle.id == Appraisal.cycle_id)
sheets = Source("Team", SHEETS, _of_cycle, on=Appraisal.signed_at, title=AppraisalCycle.name, code=AppraisalCycle.code, parameter="", part="appraisals")
templates = Source("Team", SHEETS, AppraisalTemplate, on=AppraisalTemplate.at, title=cast(AppraisalTemplate.number, String), code=cast(AppraisalTemplate.number, String), parameter="", part="appraisals")

rewards = Source("Team", Permission.RECOGNITION_DECIDE, Recognition, on=Recognition.decided_at, title=Recognition.title, code=Recognition.code, parameter="", part="recognition")
together = Source("Team", SEEN, TeamActivity, TeamActivity.project_id, TeamActivity.held_on, TeamActivity.title, part="recognition", shared=True)

HELD = TrainingSession.state == State.HELD.value
CLOSED = Appraisal.state == SheetState.CLOSED.value


def _trained(name: str, label: str, *where) -> Evidence:  # type: ignore[no-untyped-def]
    return Evidence(f"training_{name}", label, sessions, (HELD, *where))


pulses = Source("Team", SEEN, Pulse, Pulse.project_id, Pulse.closes_on, Pulse.name, parameter="", part="pulse", shared=True)
_worked = join(TimeEntry, Project, Project.id == TimeEntry.project_id).join(Person, Person.id == TimeEntry.person_id)
across = Source("Team", Permission.PLAN_READ, _worked, TimeEntry.project_id, TimeEntry.worked_on, part="departments", has_project=True)

GRANTED = Recognition.state == RewardState.GRANTED.value
EVIDENCE = (
    Evidence("hours_across", N_("Hours that people of another department worked for a project"), across, (Person.department_id != Project.department_id, TimeEntry.back_at.is_(None))),
    Evidence("pulse_answered", N_("Teams that said without a name how they are doing, by five people or more"), pulses, (Pulse.n >= LEAST,)),
    Evidence("reward_bonus", N_("Bonuses and promotions that somebody else granted"), rewards, (GRANTED, Recognition.kind != Reward.COMMENDATION.value)),
    Evidence("reward_commended", N_("Commendations of people and teams"), rewards, (GRANTED, Recognition.kind == Reward.COMMENDATION.value)),
    Evidence("team_together", N_("What teams did together"), together, (TeamActivity.kind != Gathering.CHARTER.value,)),
    Evidence("team_charter", N_("Charters that teams gave themselves"), together, (TeamActivity.kind == Gathering.CHARTER.value,)),
    Evidence("training_file", N_("Results of training on file, person by person"), taken, (HELD, CAME)),
    _trained("basic", N_("Sessions of basic training that were held"), Course.kind == Kind.BASIC.value),
    Evidence("training_advanced", N_("Sessions of advanced training, planned or held"), sessions, (Course.kind == Kind.ADVANCED.value, TrainingSession.state != State.CANCELLED.value)),
    _trained("methods", N_("Sessions with cases, role play or simulation"), holds_any(Course.methods, "case", "role_play", "simulation")),
    _trained("targeted", N_("Sessions that answer a group of customers, a project or a checkpoint"), Course.kind == Kind.TARGETED.value, *is_told(Course.why_text)),
    _trained("effect", N_("Sessions whose figure is compared before and after"), Course.measure != ""),
    Evidence("appraisal_closed", N_("Appraisals that are closed, after the person could answer"), sheets, (CLOSED,)),
    Evidence("appraisal_answered", N_("Appraisals that the person confirmed or contested"), sheets, (CLOSED, Appraisal.outcome != Outcome.UNANSWERED.value)),
    Evidence("appraisal_facts", N_("Signed appraisals with frozen facts"), sheets, (Appraisal.signed_at.is_not(None), is_filled(Appraisal.figures))),
    Evidence("appraisal_results", N_("Signed appraisals with objectives and key results"), sheets, (Appraisal.signed_at.is_not(None), is_filled(Appraisal.results))),
    Evidence("appraisal_awareness", N_("Signed appraisals that judge service awareness and conduct"), sheets, (Appraisal.signed_at.is_not(None), is_filled(Appraisal.views))),
    Evidence("appraisal_parts", N_("Templates that weigh process and result"), templates, (holds_any(AppraisalTemplate.items, '"process"'), holds_any(AppraisalTemplate.items, '"result"'))),
    Evidence("appraisal_conduct", N_("Templates that ask for professional conduct"), templates, (holds_any(AppraisalTemplate.items, '"conduct"'),)),
    Evidence("appraisal_values", N_("Templates that ask for the core values"), templates, (holds_any(AppraisalTemplate.items, '"values"'),)),
    Evidence("appraisal_principles", N_("Templates that ask for the four principles"), templates, (holds_any(AppraisalTemplate.items, '"principles"'),)),
)  # fmt: skip
