"""What took place on projects, by means: rooms below are read here, rooms above say theirs by `provide`.

A provider is asked (session, the projects as a SELECT of their ids, a day or None) and answers everything of its sort, from
that day on; what the asker may
see of the projects has been decided by then.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, func, select
from sqlalchemy.orm import Session

from core.clock import here
from core.communication.rules import Means
from core.customers.records import ProjectCustomer
from core.customers.talks.records import Talk
from core.initiation.kickoffs.records import Kickoff
from core.progress.periodic.records import ProgressReport
from core.satisfaction.surveys.records import Survey


@dataclass(frozen=True)
class Contact:
    """Something that took place. `page`, `parameter` and `code` lead to it; without a code to its project."""

    project_id: int
    means: Means
    day: date
    channel: str = ""
    page: str = ""
    parameter: str = "project"
    code: str = ""


Provider = Callable[[Session, Select[Any], date | None], Iterable[Contact]]
_PROVIDERS: dict[str, Provider] = {}


def provide(name: str, provider: Provider) -> None:
    """A room says what of its records took place on projects. The same name again replaces it (a module read twice)."""
    _PROVIDERS[name] = provider


def contacts(session: Session, projects: Select[Any], since: date | None = None) -> dict[int, list[Contact]]:
    """Everything that took place on these projects, from `since` on where it is given, by project, in the order of days: one question a provider."""
    found: dict[int, list[Contact]] = {}
    for name in sorted(_PROVIDERS):
        for one in _PROVIDERS[name](session, projects, since):
            found.setdefault(one.project_id, []).append(one)
    for many in found.values():
        many.sort(key=lambda one: (one.day, one.means, one.code))
    return found


def _from(column: Any, since: date | None) -> tuple[ColumnElement[bool], ...]:
    """A condition on a day or a moment; of moments a day more is read, since days are the organisation's."""
    if since is None:
        return ()
    return (column >= (since if isinstance(column.type, Date) else datetime.combine(since - timedelta(days=1), time(), UTC)),)


def _kickoffs(session: Session, projects: Select[Any], since: date | None) -> Iterable[Contact]:
    for project_id, day in session.execute(select(Kickoff.project_id, Kickoff.held_on).where(Kickoff.project_id.in_(projects), *_from(Kickoff.held_on, since))):
        yield Contact(project_id, Means.KICKOFF, day, "meeting", "Initiation.py")


def _reports(session: Session, projects: Select[Any], since: date | None) -> Iterable[Contact]:
    """A report counts on the day of its first edition."""
    issued = select(ProgressReport.project_id, func.min(ProgressReport.at)).where(ProgressReport.project_id.in_(projects)).group_by(ProgressReport.project_id, ProgressReport.span, ProgressReport.first).having(*_from(func.min(ProgressReport.at), since))
    for project_id, at in session.execute(issued):
        yield Contact(project_id, Means.REPORT, here(at).date(), "report", "Progress.py")


def _surveys(session: Session, projects: Select[Any], since: date | None) -> Iterable[Contact]:
    """Those about the project as a whole, on the day they were sent."""
    sent = select(Survey.project_id, Survey.sent_at, Survey.channel).where(Survey.project_id.in_(projects), Survey.request_id.is_(None), *_from(Survey.sent_at, since))
    for project_id, at, channel in session.execute(sent):
        yield Contact(project_id, Means.SURVEY, here(at).date(), channel, "Satisfaction.py")


def _talks(session: Session, projects: Select[Any], since: date | None) -> Iterable[Contact]:
    """Entries that name the project; of those that name none, of a customer whom one project alone is served for."""
    named = select(Talk.project_id, Talk.day, Talk.channel).where(Talk.project_id.in_(projects), *_from(Talk.day, since))
    only = select(ProjectCustomer.customer_id, func.min(ProjectCustomer.project_id).label("project_id")).group_by(ProjectCustomer.customer_id).having(func.count() == 1).subquery()
    others = select(only.c.project_id, Talk.day, Talk.channel).join(only, only.c.customer_id == Talk.customer_id).where(Talk.project_id.is_(None), only.c.project_id.in_(projects), *_from(Talk.day, since))
    for project_id, day, channel in (*session.execute(named), *session.execute(others)):
        yield Contact(project_id, Means.TALK, day, channel, "Customers.py", parameter="")


provide("kickoffs", _kickoffs)
provide("reports", _reports)
provide("surveys", _surveys)
provide("talks", _talks)
