"""What a meeting is, what its minutes hold, and what it needs before they are issued. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from core import fields
from core.communication.opinions.rules import Side
from core.communication.rules import MEETINGS, Means
from core.errors import Refusal
from core.followup.rules import check_due, check_pair
from core.words import N_

TITLE_LIMIT, GUESTS_LIMIT, PURPOSE_LIMIT, TEXT_LIMIT = 120, 500, 2000, 1000
MOST_PEOPLE, MOST_LINES, LONGEST = 60, 100, 720
FARTHEST = timedelta(days=366)


class Sort(StrEnum):
    """What a line of minutes is."""

    INFORMATION = "information"
    PROBLEM = "problem"
    OPINION = "opinion"
    DECISION = "decision"
    ACTION = "action"
    CORRECTION = "correction"

    @property
    def label(self) -> str:
        return {
            Sort.INFORMATION: N_("Information"), Sort.PROBLEM: N_("Problem"), Sort.OPINION: N_("Opinion or need"), Sort.DECISION: N_("Decision made"), Sort.ACTION: N_("Action"),
            Sort.CORRECTION: N_("Correction"),
        }[self]  # fmt: skip


WRITTEN = tuple(one for one in Sort if one is not Sort.CORRECTION)


class State(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"

    @property
    def label(self) -> str:
        return {State.DRAFT: N_("Minutes not issued"), State.ISSUED: N_("Minutes issued")}[self]


class Topic(StrEnum):
    """What of the project calls for a word."""

    OVERDUE = "overdue"
    HELD_UP = "held_up"
    DEVIATIONS = "deviations"
    RISKS = "risks"
    MEASURES = "measures"
    REQUESTS = "requests"
    OPINIONS = "opinions"
    CONTACTS = "contacts"

    @property
    def label(self) -> str:
        return {
            Topic.OVERDUE: N_("Overdue tasks"), Topic.HELD_UP: N_("Tasks that are held up"), Topic.DEVIATIONS: N_("Open deviations"), Topic.RISKS: N_("Living risks"),
            Topic.MEASURES: N_("Overdue measures"), Topic.REQUESTS: N_("Open service requests"), Topic.OPINIONS: N_("Opinions that wait for an answer"), Topic.CONTACTS: N_("Planned contacts that are overdue"),
        }[self]  # fmt: skip

    @property
    def leads(self) -> tuple[str, str]:
        """The page that shows it, and its part."""
        return {
            Topic.OVERDUE: ("Progress.py", ""), Topic.HELD_UP: ("Progress.py", ""), Topic.DEVIATIONS: ("Progress.py", "deviations"), Topic.RISKS: ("Risks.py", ""), Topic.MEASURES: ("Follow_ups.py", ""),
            Topic.REQUESTS: ("Requests.py", ""), Topic.OPINIONS: ("Communication.py", "opinions"), Topic.CONTACTS: ("Communication.py", "plan"),
        }[self]  # fmt: skip


class NotAMeeting(Refusal):
    message = N_("Choose one of the kinds of meetings.")


class TooFarAhead(Refusal):
    message = N_("A meeting is prepared at most a year ahead. Choose an earlier day.")


class NotAnHour(Refusal):
    message = N_("Write the beginning as hours and minutes, such as 09:30, and a length between 0 and 720 minutes.")


class TooManyThere(Refusal):
    message = N_("A meeting takes at most {limit} people by name. Put the others as guests.")


class NobodyPresent(Refusal):
    message = N_("Say who was there before the minutes are issued: colleagues by name, or guests.")


class NothingSaid(Refusal):
    message = N_("Write at least one line before the minutes are issued.")


class NotHeldYet(Refusal):
    message = N_("Minutes are issued once the meeting has been held. Choose today or an earlier day.")


class MinutesIssued(Refusal):
    message = N_("The minutes are issued, so they stand. Add a correction.")


class MinutesNotIssued(Refusal):
    message = N_("The minutes are not issued yet, so change the line itself.")


class TooManyLines(Refusal):
    message = N_("Minutes take at most {limit} lines. Begin another meeting for the rest.")


class WhoDoesIt(Refusal):
    message = N_("An action needs who does it, who verifies it, and a day until when.")


@dataclass(frozen=True)
class Meeting:
    """A meeting as somebody writes it. `guests` are named by their part, as text: personal data belong to the page Customers."""

    means: Means
    title: str
    held_on: date
    led_by_id: int
    starts: str = ""
    minutes: int = 0
    channel: str = ""
    people: tuple[int, ...] = ()
    guests: str = ""
    purpose: str = ""


@dataclass(frozen=True)
class Said:
    """A line of minutes. Owner, verifier and day are of actions only, the side of opinions."""

    sort: Sort
    text: str
    side: Side = Side.CUSTOMER
    owner_id: int | None = None
    verifier_id: int | None = None
    due_on: date | None = None


def cleaned(meeting: Meeting, today: date) -> Meeting:
    """The meeting as it is kept. Refuses NotAMeeting, TooFarAhead, NotAnHour, TooManyThere, Empty, TooLong."""
    if meeting.means not in MEETINGS:
        raise NotAMeeting()
    if meeting.held_on > today + FARTHEST:
        raise TooFarAhead()
    people = tuple(dict.fromkeys(meeting.people))
    if len(people) > MOST_PEOPLE:
        raise TooManyThere(limit=MOST_PEOPLE)
    return replace(
        meeting, title=fields.line(meeting.title, N_("Name"), TITLE_LIMIT), starts=clock(meeting.starts), minutes=length(meeting.minutes), people=people,
        guests=fields.line(meeting.guests, N_("Guests"), GUESTS_LIMIT, needed=False), purpose=fields.paragraph(meeting.purpose, N_("Purpose, parts and dates"), PURPOSE_LIMIT, needed=False),
    )  # fmt: skip


def clock(text: str) -> str:
    """A time of day as HH:MM, or nothing. Refuses NotAnHour."""
    clean = text.strip().replace("：", ":")
    if not clean:
        return ""
    hour, _, minute = clean.partition(":")
    if len(clean) > 5 or not (hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit()) or int(hour) > 23 or int(minute) > 59 or len(minute) != 2:
        raise NotAnHour()
    return f"{int(hour):02}:{int(minute):02}"


def length(minutes: int) -> int:
    """A length in minutes. Refuses NotAnHour."""
    if not 0 <= minutes <= LONGEST:
        raise NotAnHour()
    return minutes


def said(line: Said, today: date) -> Said:
    """A line as it is kept, without what its sort does not need. Refuses WhoDoesIt, OwnVerifier, DueInPast, DueTooFar, Empty, TooLong."""
    clean = fields.paragraph(line.text, N_("Text"), TEXT_LIMIT)
    if line.sort is not Sort.ACTION:
        return Said(line.sort, clean, line.side if line.sort is Sort.OPINION else Side.CUSTOMER)
    if line.owner_id is None or line.verifier_id is None or line.due_on is None:
        raise WhoDoesIt()
    check_pair(line.owner_id, line.verifier_id)
    check_due(line.due_on, today)
    return replace(line, text=clean, side=Side.CUSTOMER)


def check_issue(held_on: date, *, people: int, guests: str, lines: int, today: date) -> None:
    """Whether minutes may be issued. Refuses NotHeldYet, NobodyPresent, NothingSaid."""
    if held_on > today:
        raise NotHeldYet()
    if not people and not guests:
        raise NobodyPresent()
    if not lines:
        raise NothingSaid()


def agenda(counts: Mapping[Topic, int]) -> list[dict[str, object]]:
    """What calls for a word, in the fixed order, as it is kept: what counts nothing is left out."""
    return [{"topic": one.value, "count": counts[one]} for one in Topic if counts.get(one)]


def points(kept: Sequence[Mapping[str, object]]) -> list[tuple[Topic, int]]:
    """The agenda behind its JSON."""
    return [(Topic(str(one["topic"])), int(str(one["count"]))) for one in kept]
