"""Milestones of a plan, and somebody's own tasks, as a file that calendars read (iCalendar, RFC 5545).

What stands in it keeps its identity: read again after the plan has changed, an entry moves instead of standing there twice.
Dates that are facts are confirmed, planned ones tentative; nothing blocks anybody's time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from core.config import settings
from core.exchange.voice import Voice
from core.planning.queries import OwnTask, PlanView
from core.planning.rules.moments import day_of, wall
from core.planning.rules.sheet import Kind
from core.words import N_, Content, Language

if TYPE_CHECKING:  # the library is read where a file is made: a start of the server does not need it
    from icalendar import Calendar, Component

MAKER = "-//Service Cockpit//Plans//EN"
FIRST, USUAL = 1, 5
"""Priorities of RFC 5545 for what is on the critical path, and for the rest."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing with its time. Times are ticks of the plan's wall clock; `sequence` counts up with every change of the plan."""

    id: int
    name: str
    kind: Kind
    starts: int
    ends: int
    percent: int
    critical: bool
    finished: bool
    project: str
    project_name: Content
    sequence: int
    changed_at: datetime
    about: tuple[tuple[str, str], ...] = ()
    """Further lines, each behind the message of its label."""


def milestones(view: PlanView, language: Language, now: datetime) -> bytes:
    """The milestones and gates of a plan, each as an entry of its day, in the words of `language`."""
    found = [
        Entry(
            one.id, one.row.name, one.row.kind, one.ends, one.ends, one.row.percent, one.critical, one.row.actual_finish is not None, view.project_code, view.project,
            view.version, view.changed_at, ((N_("Objective"), one.row.objective), (N_("Deliverable"), one.row.deliverable)),
        )
        for one in view.tasks if not one.summary and one.row.kind is not Kind.TASK
    ]  # fmt: skip
    voice = Voice(language)
    book = _book(f"{voice.c(view.project)} – {voice.t(N_('Milestones'))}")
    for one in found:
        book.add_component(_event(one, voice, now, all_day=True))
    return book.to_ical()


def tasks(own: Iterable[OwnTask], day: int, language: Language, now: datetime, *, to_do: bool = False) -> bytes:
    """Somebody's tasks as entries of a calendar, or of a list of things `to_do`. `day`: how much working time a day has, in ticks.

    What takes less than such a day within one day keeps its hours; everything else stands in whole days.
    """
    voice = Voice(language)
    book = _book(voice.t(N_("My tasks")))
    for one in own:
        entry = Entry(
            one.id, one.task, one.kind, one.starts, one.ends, one.percent, one.critical, False, one.project, one.project_name, one.version, one.changed_at
        )
        all_day = one.starts == one.ends or day_of(one.starts) != day_of(one.ends, ends=True) or one.duration >= day
        book.add_component(_to_do(entry, voice, now, all_day=all_day) if to_do else _event(entry, voice, now, all_day=all_day))
    return book.to_ical()


def _book(name: str) -> "Calendar":
    from icalendar import Calendar

    book = Calendar()
    for field, value in (("prodid", MAKER), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH"), ("name", name), ("x-wr-calname", name)):
        book.add(field, value)
    return book


def _event(one: Entry, voice: Voice, now: datetime, *, all_day: bool) -> "Component":
    from icalendar import Event

    made = Event()
    first, last = _days(one)
    made.add("dtstart", first if all_day else _moment(one.starts))
    made.add("dtend", last + timedelta(days=1) if all_day else _moment(one.ends))
    made.add("status", "CONFIRMED" if one.finished or (one.percent and one.kind is Kind.TASK) else "TENTATIVE")
    made.add("transp", "TRANSPARENT")
    return _told(made, one, voice, now)


def _to_do(one: Entry, voice: Voice, now: datetime, *, all_day: bool) -> "Component":
    from icalendar import Todo

    made = Todo()
    first, last = _days(one)
    if first < last or not all_day:  # what is due must not begin at the same time
        made.add("dtstart", first if all_day else _moment(one.starts))
    made.add("due", last if all_day else _moment(one.ends))
    made.add("status", "IN-PROCESS" if one.percent else "NEEDS-ACTION")
    made.add("percent-complete", one.percent)
    made.add("priority", FIRST if one.critical else USUAL)
    return _told(made, one, voice, now)


def _told(made: "Component", one: Entry, voice: Voice, now: datetime) -> "Component":
    """What every entry has."""
    base = settings().cockpit_url.split(",")[0]
    made.add("uid", f"plan-task-{one.id}@{urlsplit(base).hostname}")
    made.add("dtstamp", now)
    made.add("last-modified", one.changed_at.astimezone(UTC))
    made.add("sequence", one.sequence)
    made.add("summary", one.name if one.kind is Kind.TASK else voice.labelled(voice.t(one.kind.label), one.name))
    made.add("categories", [one.project])
    made.add("url", f"{base}/Plan?project={one.project}")
    lines = [f"{one.project} {voice.c(one.project_name)}", *(voice.labelled(voice.t(label), text) for label, text in one.about if text)]
    if one.finished:
        lines.append(voice.t(N_("Reached")))
    elif _days(one)[1] < now.astimezone(_zone()).date():
        lines.append(voice.t(N_("Overdue")))
    if one.critical and not one.finished:
        lines.append(voice.t(N_("Critical path")))
    made.add("description", "\n".join(lines))
    return made


def _days(one: Entry) -> tuple[date, date]:
    """The first and the last day."""
    last = day_of(one.ends, ends=True)
    return min(day_of(one.starts), last), last


def _zone() -> ZoneInfo:
    return ZoneInfo(settings().cockpit_timezone)


def _moment(at: int) -> datetime:
    """A tick of the organisation's wall clock as a moment that needs no time zone to be told along."""
    return wall(at).replace(tzinfo=_zone()).astimezone(UTC)

