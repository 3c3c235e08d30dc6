"""What proves that projects communicate as planned: plans by phase, meetings with minutes, opinions with their answers."""

from sqlalchemy.orm import join

from core.access import Permission
from core.communication.meetings.records import Meeting, MinutesLine
from core.communication.meetings.rules import Sort, State
from core.communication.opinions.records import Opinion
from core.communication.opinions.rules import Outcome, Side
from core.communication.opinions.rules import State as Answer
from core.communication.plans.records import CommunicationDay, CommunicationRow
from core.communication.plans.rules import Frequency, Goal, Phase, Whom
from core.communication.rules import Means
from core.insight.clauses.proofs.kinds import Evidence, Source, is_filled, is_told
from core.words import N_

READ = Permission.COMMUNICATION_READ

rows = Source("Communication", READ, CommunicationRow, CommunicationRow.project_id, CommunicationRow.at, CommunicationRow.content, part="plan")
waived = Source("Communication", READ, join(CommunicationDay, CommunicationRow, CommunicationRow.id == CommunicationDay.row_id), CommunicationRow.project_id, CommunicationDay.due_on, CommunicationRow.content, part="plan")
meetings = Source("Communication", READ, Meeting, Meeting.project_id, Meeting.held_on, Meeting.title, Meeting.code, "meeting")
lines = Source("Communication", READ, join(MinutesLine, Meeting, Meeting.id == MinutesLine.meeting_id), Meeting.project_id, MinutesLine.at, MinutesLine.text, Meeting.code, "meeting")
opinions = Source("Communication", READ, Opinion, Opinion.project_id, Opinion.heard_on, part="opinions")

ISSUED = (Meeting.state == State.ISSUED.value,)
HANDLED = Opinion.state == Answer.HANDLED.value


def _held(name: str, label: str, *means: Means) -> Evidence:
    return Evidence(name, label, meetings, (*ISSUED, Meeting.means.in_([one.value for one in means])))


EVIDENCE = (
    Evidence("communication_row", N_("Rows of plans of communication: with whom, how, how often, what about, by whom"), rows),
    Evidence("communication_start", N_("Rows for the start of a project: scope and delivery standards"), rows, (CommunicationRow.phase == Phase.START.value,)),
    Evidence("communication_execution", N_("Rows for execution: progress, problems, opinions"), rows, (CommunicationRow.phase == Phase.EXECUTION.value,)),
    Evidence("communication_closing", N_("Rows for closing: acceptance and satisfaction"), rows, (CommunicationRow.phase == Phase.CLOSING.value,)),
    Evidence("communication_goals", N_("Rows with a customer that confirm needs or hear opinions"), rows, (CommunicationRow.goal.in_([Goal.CONFIRM.value, Goal.OPINION.value]), CommunicationRow.whom.in_([Whom.CUSTOMER.value, Whom.STAKEHOLDER.value]))),
    Evidence("communication_weekly", N_("Rows for a weekly meeting or report"), rows, (CommunicationRow.frequency == Frequency.WEEKLY.value, CommunicationRow.means.in_([Means.TEAM.value, Means.PROJECT.value, Means.REPORT.value]))),
    Evidence("communication_survey", N_("Rows for the survey at closing"), rows, (CommunicationRow.means == Means.SURVEY.value,)),
    Evidence("communication_waived", N_("Planned days that were waived with a reason"), waived, is_told(CommunicationDay.waived)),
    Evidence("meeting_minutes", N_("Meetings with issued minutes: day, people, content, result"), meetings, ISSUED),
    _held("meeting_project", N_("Project meetings with issued minutes"), Means.PROJECT),
    _held("meeting_team", N_("Team meetings with issued minutes"), Means.TEAM),
    _held("meeting_standup", N_("Daily stand-ups with issued minutes"), Means.STANDUP),
    _held("meeting_demand", N_("Meetings on demands and feedback with issued minutes"), Means.DEMAND),
    _held("meeting_satisfaction", N_("Analyses of satisfaction with issued minutes"), Means.SATISFACTION),
    _held("meeting_exchange", N_("Exchanges of service and technology with issued minutes"), Means.EXCHANGE),
    _held("meeting_coordination", N_("Coordination of several parties with issued minutes"), Means.COORDINATION),
    Evidence("meeting_parties", N_("Coordination with its purpose, parts, dates and guests"), meetings, (Meeting.means == Means.COORDINATION.value, *is_told(Meeting.purpose, Meeting.guests))),
    Evidence("meeting_agenda", N_("Meetings whose agenda came from the facts of the project"), meetings, (is_filled(Meeting.agenda),)),
    Evidence("meeting_action", N_("Actions of minutes that are followed up"), lines, (MinutesLine.sort == Sort.ACTION.value, MinutesLine.followup_code != "")),
    Evidence("meeting_problem", N_("Problems written down in minutes"), lines, (MinutesLine.sort == Sort.PROBLEM.value,)),
    Evidence("opinion_answered", N_("Opinions with their answer"), opinions, is_told(Opinion.answer)),
    Evidence("opinion_box", N_("Opinions out of the box without names"), opinions, (Opinion.side == Side.BOX.value,)),
    Evidence("opinion_staff_answered", N_("Opinions of the staff with their answer"), opinions, (Opinion.side.in_([Side.BOX.value, Side.STAFF.value]), Opinion.answer != "")),
    Evidence("opinion_customer_answered", N_("Opinions of customers with their answer"), opinions, (Opinion.side == Side.CUSTOMER.value, Opinion.answer != "")),
    Evidence("opinion_changed", N_("Opinions that changed a plan"), opinions, (HANDLED, Opinion.outcome.in_([Outcome.PLAN.value, Outcome.BASELINE.value]))),
)  # fmt: skip
