"""When a challenge asks for a look or for action, said in sentences with their numbers. Pure.

A warning that cannot be computed says what it lacks; it is never shown as if all were well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.notice.rules import Kind, Mail
from core.notice.rules import declare as declare_notice
from core.settings.rules import DAYS, PERCENT, Setting, declare
from core.words import N_

WARNINGS = N_("Early warnings")
GROWN_LOOK = declare(Setting(
    "warning.scope_look", WARNINGS, N_("Scope creep: look at it from"), N_("Planned work that was added since the newest baseline, in percent of what that baseline planned."),
    5, least=1, most=500, unit=PERCENT, per_department=True,
))  # fmt: skip
GROWN_ACT = declare(Setting(
    "warning.scope_act", WARNINGS, N_("Scope creep: act from"), N_("The same from where something has to be done."), 15, least=1, most=500, unit=PERCENT, per_department=True,
))  # fmt: skip
LOADED_ACT = declare(Setting(
    "warning.load_act", WARNINGS, N_("Resource conflict: act from"),
    N_("What a week asks of somebody, in percent of the working time; from more than 100 percent on it is worth a look."), 120, least=101, most=500, unit=PERCENT, per_department=True,
))  # fmt: skip
WAITED = declare(Setting(
    "warning.unanswered", WARNINGS, N_("Missed communication: unanswered after"),
    N_("Somebody who was called by name in a comment on a project or its plan and has written nothing there for so many days has not answered."), 5, least=1, most=90, unit=DAYS,
    per_department=True,
))  # fmt: skip


TURNED = declare_notice(Kind("warnings", N_("An early warning of my project asks for action"), Mail.NOW))

Name = str | Mapping[str, str]
"""A text, or a name in several languages."""


class Level(StrEnum):
    NONE = "none"
    UNKNOWN = "unknown"
    LOOK = "look"
    ACT = "act"

    @property
    def label(self) -> str:
        return {Level.NONE: N_("No sign"), Level.UNKNOWN: N_("Cannot be told"), Level.LOOK: N_("Look at it"), Level.ACT: N_("Act")}[self]


_RANKS = {Level.NONE: 0, Level.UNKNOWN: 1, Level.LOOK: 2, Level.ACT: 3}


class Challenge(StrEnum):
    SCOPE = "scope"
    RESOURCES = "resources"
    RISK = "risk"
    COMMUNICATION = "communication"

    @property
    def label(self) -> str:
        return {
            Challenge.SCOPE: N_("Scope creep"),
            Challenge.RESOURCES: N_("Resource conflict"),
            Challenge.RISK: N_("Risk out of control"),
            Challenge.COMMUNICATION: N_("Missed communication"),
        }[self]


@dataclass(frozen=True)
class Said:
    """A sentence with its values (names, whole numbers, days), and where its rows stand: a part of a page of the project."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    level: Level = Level.NONE
    rows: tuple[Name, ...] = ()
    """What the sentence counts, by name."""
    page: str = ""
    part: str = ""


@dataclass(frozen=True)
class Warning_:
    """A challenge with everything that is known of it. `lacks`: what would be needed to tell it all."""

    challenge: Challenge
    said: tuple[Said, ...]
    lacks: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        """The worst of what is said; with something lacking it is never better than not to be told."""
        known = [one.level for one in self.said] or [Level.NONE]
        return max([*known, *([Level.UNKNOWN] if self.lacks else [])], key=lambda level: _RANKS[level])


def worst(ones: Sequence[Warning_]) -> Level:
    """The worst level of several warnings."""
    return max((one.level for one in ones), key=lambda level: _RANKS[level], default=Level.NONE)


def turns(before: Mapping[str, str], after: Mapping[str, str]) -> list[tuple[Challenge, Level]]:
    """Which challenges have come to another level, by their codes; seen for the first time, those that say anything."""
    unsaid = Level.NONE.value
    return [(Challenge(one), Level(level)) for one, level in after.items() if level != before.get(one, unsaid)]


@dataclass(frozen=True)
class Turn:
    """A warning came to another level on a day. `before` None: it was looked at for the first time."""

    challenge: Challenge
    before: Level | None
    level: Level
    on: date


NO_BASELINE = N_("No baseline is kept: what was approved is not known.")
NO_CHANGES = N_("Changes are not recorded in the application yet: growth that was approved counts as unapproved until a new baseline is kept.")
NO_RISKS = N_("No risk of the project is registered: whether one has no response, or its review has passed, cannot be told. What is said here is what has happened already.")
UNSEEN_RISKS = N_("You do not see the risks of the project: what is said here is what has happened already.")
NO_COMMUNICATION_PLAN = N_("The project has no plan of communication: whether meetings and reports that were agreed with everybody concerned took place cannot be told.")
NOBODY_PLANNED = N_("No open task says who works on it: what is asked of people is not known.")


@dataclass(frozen=True)
class Growth:
    """How the work of a plan has grown since a baseline, in hours of planned duration of tasks."""

    baseline: str
    then: int
    added: tuple[str, ...]
    added_hours: int
    longer: int
    longer_hours: int
    dropped: int

    @property
    def percent(self) -> int | None:
        """The growth of all in percent of what was planned then, half up; None where nothing was."""
        return (200 * (self.added_hours + self.longer_hours) + self.then) // (2 * self.then) if self.then else None


def grown(names: Mapping[int, str], now: Mapping[int, int], then: Mapping[int, int], baseline: str, hour: int) -> Growth:
    """Growth by the durations (ticks, `hour` of them an hour) of the tasks of a plan and of a baseline, by their numbers.

    Work that became shorter or was dropped is no growth, and does not make up for any.
    """
    added = [uid for uid in now if uid not in then]
    longer = [uid for uid, amount in now.items() if uid in then and amount > then[uid]]
    return Growth(
        baseline, sum(then.values()) // hour, tuple(names[uid] for uid in added), sum(now[uid] for uid in added) // hour, len(longer),
        sum(now[uid] - then[uid] for uid in longer) // hour, sum(uid not in now for uid in then),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agreed:
    """A charter: the number of its present version, of the one that the customer confirmed last, and whether that still covers its scope."""

    number: int
    confirmed: int | None
    holds: bool


def scope(found: Growth | None, look: int, act: int, charter: Agreed | None) -> Warning_:
    """`charter` is None where there is none."""
    said: list[Said] = []
    if found is not None:
        percent = found.percent
        level = Level.NONE if not found.added_hours + found.longer_hours and not found.added else Level.ACT if percent is None or percent >= act else Level.LOOK if percent >= look else Level.NONE
        if percent is None:
            said.append(Said(N_("“{baseline}” planned no work. Tasks added since: {added}."), {"baseline": found.baseline, "added": len(found.added)}, level, found.added, "Plan.py", "baselines"))
        else:
            said.append(Said(
                N_("Since “{baseline}” the planned work has grown by {percent}%. Tasks added: {added} ({added_hours} h). Tasks that became longer: {longer} (by {longer_hours} h). Tasks dropped: {dropped}."),
                {"baseline": found.baseline, "percent": percent, "added": len(found.added), "added_hours": found.added_hours, "longer": found.longer, "longer_hours": found.longer_hours, "dropped": found.dropped},
                level, found.added, "Plan.py", "baselines",
            ))  # fmt: skip
    if charter is not None:
        if charter.confirmed is None:
            said.append(Said(N_("The customer has not confirmed the scope of the charter."), {}, Level.LOOK, (), "Initiation.py"))
        elif not charter.holds:
            said.append(Said(
                N_("The scope has changed since the customer confirmed it: version {number} of the charter now, version {confirmed} then."), {"number": charter.number, "confirmed": charter.confirmed},
                Level.LOOK, (), "Initiation.py",
            ))  # fmt: skip
    return Warning_(Challenge.SCOPE, tuple(said), (NO_CHANGES,) if found else (NO_BASELINE,))


@dataclass(frozen=True, slots=True)
class Overbooked:
    """A week that asks more of somebody than she has, in hours; `elsewhere`: of what is asked, for other projects."""

    person: Name
    monday: date
    asked: int
    has: int
    elsewhere: int


def resources(weeks: Sequence[Overbooked], act: int, *, anybody: bool) -> Warning_:
    """`weeks`: those from now on that ask too much; `anybody`: whether any open task says who works on it."""
    if not anybody:
        return Warning_(Challenge.RESOURCES, (), (NOBODY_PLANNED,))
    if not weeks:
        return Warning_(Challenge.RESOURCES, (Said(N_("No week from now on asks more of anybody than she has, other projects counted."), {}, Level.NONE, (), "Plan.py", "people"),))
    worst_ = max(weeks, key=lambda one: (one.asked - one.has, one.monday))
    level = Level.ACT if any(one.asked * 100 >= act * one.has for one in weeks) else Level.LOOK
    hours = sum(one.asked - one.has for one in weeks)
    people = tuple(one.person for place, one in enumerate(weeks) if one.person not in [each.person for each in weeks[:place]])
    return Warning_(Challenge.RESOURCES, (
        Said(
            N_("Weeks that ask more of somebody than she has: {weeks}. People concerned: {people}. Hours too many in all: {hours}."), {"weeks": len(weeks), "hours": hours, "people": len(people)}, level, people, "Plan.py", "people"
        ),
        Said(
            N_("The worst: {person} in the week of {monday}, {asked} h asked of {has} h, {elsewhere} h of it for other projects."),
            {"person": worst_.person, "monday": worst_.monday, "asked": worst_.asked, "has": worst_.has, "elsewhere": worst_.elsewhere}, level, (), "Plan.py", "people",
        ),
    ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happened:
    """What has gone wrong on a project and has nobody who mends it in time. Each by name; what the viewer may not see is empty."""

    unanswered: tuple[str, ...] = ()
    """Delays beyond the threshold without cause and measure."""
    failed: tuple[str, ...] = ()
    """Delays that were not made up, or whose day of recovery has passed."""
    impossible: tuple[str, ...] = ()
    """Tasks with a date that the plan cannot keep."""
    grave: tuple[str, ...] = ()
    """Nonconformities that are highly critical and not closed."""
    overdue: tuple[str, ...] = ()
    """Follow-ups past their day."""


@dataclass(frozen=True)
class Register:
    """What the register of risks says of a project today. Each by name."""

    living: int = 0
    """Registered and not closed."""
    known: int = 0
    """Registered at all."""
    unanswered: tuple[str, ...] = ()
    """Above what is borne, and nothing is being done."""
    passed: tuple[str, ...] = ()
    """Above what is borne, and the day of their review has passed."""
    review: tuple[str, ...] = ()
    """Of the others, those whose day has passed."""
    warned: tuple[str, ...] = ()
    """With an indicator that warns."""
    blind: tuple[str, ...] = ()
    """With an indicator that cannot be told."""
    unassessed: tuple[str, ...] = ()
    happened: tuple[str, ...] = ()
    """That happened and are not over."""
    sweep_late: int | None = None
    """Days since a sweep was due; None: it is not."""


def risk(found: Happened, register: Register | None = None) -> Warning_:
    """What has happened, and what the register says; None: the viewer does not see it. Without any risk in it, it is never without a question."""
    one = register or Register()
    told = (
        (one.unanswered, N_("Risks above what is borne that nobody answers: {count}."), Level.ACT, "Risks.py", ""),
        (one.happened, N_("Risks that happened and are not over: {count}."), Level.ACT, "Risks.py", ""),
        (one.passed, N_("Risks above what is borne whose review has passed: {count}."), Level.ACT, "Risks.py", ""),
        (one.warned, N_("Risks with an indicator that warns: {count}."), Level.ACT, "Risks.py", ""),
        (one.review, N_("Other risks whose review has passed: {count}."), Level.LOOK, "Risks.py", ""),
        (one.unassessed, N_("Risks that nobody has assessed: {count}."), Level.LOOK, "Risks.py", ""),
        (one.blind, N_("Risks with an indicator that cannot be told: {count}."), Level.UNKNOWN, "Risks.py", ""),
        (found.unanswered, N_("Delays beyond the threshold that have no corrective measure: {count}."), Level.ACT, "Progress.py", "deviations"),
        (found.failed, N_("Delays that the agreed measure has not made up: {count}."), Level.ACT, "Progress.py", "deviations"),
        (found.grave, N_("Highly critical nonconformities that are not closed: {count}."), Level.ACT, "Nonconformities.py", ""),
        (found.impossible, N_("Tasks with a date that the plan cannot keep: {count}."), Level.LOOK, "Plan.py", ""),
        (found.overdue, N_("Follow-ups of the project that are overdue: {count}."), Level.ACT if len(found.overdue) >= MANY else Level.LOOK, "Follow_ups.py", ""),
    )
    said = [Said(message, {"count": len(names)}, level, names, page, part) for names, message, level, page, part in told if names]
    if one.sweep_late is not None:
        said.append(Said(N_("A sweep for risks is overdue by {days} days."), {"days": one.sweep_late}, Level.LOOK, (), "Risks.py", "sweeps"))
    if one.known and one.living and not any(said_.page == "Risks.py" for said_ in said):
        said.append(Said(N_("{count} risks are alive; those above what is borne are answered, and no review has passed."), {"count": one.living}))
    return Warning_(Challenge.RISK, tuple(said), (UNSEEN_RISKS,) if register is None else () if one.known else (NO_RISKS,))


@dataclass(frozen=True)
class Contacts:
    """What is known today of how a project is talked about."""

    working: bool
    """Its work has begun."""
    kicked_off: bool
    stakeholders: int
    unreachable: tuple[str, ...]
    """Those with much influence or interest of whom nobody knows which channel they prefer."""
    unanswered: tuple[Name, ...]
    """Who was called by name and has not answered."""
    silent: tuple[Name, ...]
    """Who owes reports."""
    update_days: int | None
    """Days since the last project update; None: there is none."""
    update_every: int
    waiting: tuple[str, ...] = ()
    """Requests for service past a time limit."""
    promised: tuple[str, ...] = ()
    """Customers to whom somebody was to speak by a day that has passed."""
    care: tuple[Name, ...] = ()
    """What was planned for them and is overdue."""
    rows: int = 0
    """Of the plan of communication; without any nobody can tell what was missed."""
    missed: tuple[Name, ...] = ()
    """Planned contacts that are overdue, by what was to be told or asked."""


def communication(one: Contacts) -> Warning_:
    said = []
    if one.missed:
        level = Level.ACT if len(one.missed) >= MANY else Level.LOOK
        said.append(Said(N_("Planned contacts that are overdue, nobody spoke: {count}."), {"count": len(one.missed)}, level, one.missed, "Communication.py"))
    elif one.rows:
        said.append(Said(N_("The plan of communication is kept: of its {count} rows nothing is overdue."), {"count": one.rows}, Level.NONE, (), "Communication.py"))
    if one.working and not one.kicked_off:
        said.append(Said(N_("Work has begun without the minutes of a kick-off meeting."), {}, Level.LOOK, (), "Initiation.py"))
    if not one.stakeholders:
        said.append(Said(N_("The register of stakeholders is empty: nobody knows whom to keep informed."), {}, Level.LOOK, (), "Initiation.py"))
    if one.unreachable:
        said.append(Said(N_("Important stakeholders without a preferred channel: {count}."), {"count": len(one.unreachable)}, Level.LOOK, one.unreachable, "Initiation.py"))
    if one.unanswered:
        level = Level.ACT if len(one.unanswered) >= MANY else Level.LOOK
        said.append(Said(N_("Called by name in comments and not answered: {count}."), {"count": len(one.unanswered)}, level, one.unanswered, "Plan.py"))
    if one.waiting:
        level = Level.ACT if len(one.waiting) >= MANY else Level.LOOK
        said.append(Said(N_("Service requests past their time limit: {count}."), {"count": len(one.waiting)}, level, one.waiting, "Requests.py"))
    if one.promised:
        said.append(Said(N_("Customers to be contacted by a day that has passed: {count}."), {"count": len(one.promised)}, Level.LOOK, one.promised, "Customers.py"))
    if one.care:
        said.append(Said(N_("Planned contacts with customers that were missed: {count}."), {"count": len(one.care)}, Level.LOOK, one.care, "Customers.py"))
    if one.silent:
        level = Level.ACT if len(one.silent) >= MANY else Level.LOOK
        said.append(Said(N_("People who owe reports on their tasks: {count}."), {"count": len(one.silent)}, level, one.silent, "Progress.py", "reports"))
    if one.working and one.update_days is None:
        said.append(Said(N_("Nobody has said yet how the project stands."), {}, Level.LOOK, (), "Progress.py", "updates"))
    elif one.working and one.update_days is not None and one.update_days > one.update_every:
        level = Level.ACT if one.update_days > 2 * one.update_every else Level.LOOK
        said.append(Said(N_("The last update of the project is {days} days old; one is due every {every} days."), {"days": one.update_days, "every": one.update_every}, level, (), "Progress.py", "updates"))
    return Warning_(Challenge.COMMUNICATION, tuple(said), () if one.rows else (NO_COMMUNICATION_PLAN,))


MANY = 3
"""People at whom silence asks for action."""
