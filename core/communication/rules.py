"""What communication is: by what means it takes place, and what the organisation decides about it. Pure."""

from enum import StrEnum

from core.notice import rules as notice
from core.settings.rules import DAYS, Setting, declare
from core.words import N_

SECTION = N_("Communication")
CHANNELS = "channel"
GRACE = declare(Setting(
    "communication.grace", SECTION, N_("Held in time up to"), N_("So many days after its day a planned contact still counts as held in time; from then on it is overdue."), 2, least=0, most=14, unit=DAYS,
    per_department=True,
))  # fmt: skip
YOURS = notice.declare(notice.Kind("communication", N_("Planned contacts of mine that are due tomorrow or overdue")))
VOICES = notice.declare(notice.Kind("communication_opinion", N_("Opinions on my projects that wait for an answer")))
MINUTES = notice.declare(notice.Kind("communication_minutes", N_("Minutes of meetings I took part in were issued")))


class Means(StrEnum):
    """By what something planned takes place: a record of this sort meets the expectation."""

    KICKOFF = "kickoff"
    STANDUP = "standup"
    TEAM = "team"
    PROJECT = "project"
    CUSTOMER = "customer"
    DEMAND = "demand"
    COORDINATION = "coordination"
    EXCHANGE = "exchange"
    SATISFACTION = "satisfaction"
    QUALITY = "quality"
    REPORT = "report"
    TALK = "talk"
    SURVEY = "survey"

    @property
    def label(self) -> str:
        return {
            Means.KICKOFF: N_("Kick-off meeting"), Means.STANDUP: N_("Daily stand-up"), Means.TEAM: N_("Team meeting"), Means.PROJECT: N_("Project meeting"),
            Means.CUSTOMER: N_("Meeting with the customer"), Means.DEMAND: N_("Meeting on demands and feedback"), Means.COORDINATION: N_("Coordination of several parties"),
            Means.EXCHANGE: N_("Exchange of service and technology"), Means.SATISFACTION: N_("Analysis of satisfaction"), Means.QUALITY: N_("Quality analysis meeting"),
            Means.REPORT: N_("Progress report"), Means.TALK: N_("Talk with the customer"), Means.SURVEY: N_("Satisfaction survey"),
        }[self]  # fmt: skip

    @property
    def met_by(self) -> str:
        """Which record meets an expectation of this sort, in words."""
        if self in MEETINGS:
            return N_("Met by a meeting of this kind that is recorded here.")
        return {
            Means.KICKOFF: N_("Met by the minutes of a kick-off on the page Initiation."), Means.QUALITY: N_("Met by a quality analysis meeting of the department, on the page Quality checks."),
            Means.REPORT: N_("Met by a weekly or monthly report that is issued on the page Progress."), Means.TALK: N_("Met by an entry of communication with a customer of the project, on the page Customers."),
            Means.SURVEY: N_("Met by a survey about the project that is sent on the page Satisfaction."),
        }[self]  # fmt: skip


MEETINGS = (Means.STANDUP, Means.TEAM, Means.PROJECT, Means.CUSTOMER, Means.DEMAND, Means.COORDINATION, Means.EXCHANGE, Means.SATISFACTION)
"""What is recorded in this room itself."""
