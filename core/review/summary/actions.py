"""Deeds on summary reports: begin, write, issue, propose a lesson, take one along as a file."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.db import with_ids
from core.errors import Stale
from core.knowledge import actions as knowledge
from core.knowledge import rules as articles
from core.knowledge.rules import Kind, Readers, Text
from core.notice.actions import tell
from core.projects.queries import member_ids, project_for_update, reach
from core.projects.records import Project
from core.review.rules import TOPIC
from core.review.summary import queries, rules
from core.review.summary.opening import opening
from core.review.summary.records import SummaryReport
from core.review.summary.rules import State
from core.words import COMMA, N_, translate


def begin(session: Session, actor: Actor, project_id: int) -> int:
    """Begin a summary report, or its next edition with the words of the last; the first one begins with what the facts say. Returns its id. Refuses DraftThere."""
    project = project_for_update(session, project_id)  # of two at once the second finds the draft
    require(actor, Permission.REVIEW_LEAD, reach(project))
    last = queries.newest(session, project_id)
    if last is not None and last.state == State.DRAFT:
        raise rules.DraftThere(number=last.edition)
    texts = dict(last.texts) if last else rules.cleaned({name: text[: rules.TEXT_LIMIT] for name, text in opening(queries.of_project(session, project, today()), actor.language).items()})
    row = SummaryReport(
        project_id=project_id, edition=last.edition + 1 if last else 1, state=State.DRAFT.value, texts=texts, contents=None, changed_by=actor.id, changed_at=now(), issued_by=None, issued_at=None
    )
    with_ids(session, row)
    touch(session, TOPIC)
    note(session, actor, "summary_report:begin", queries.KIND, row.id, code=project.code, project_id=project_id, edition=row.edition)
    return row.id


def write(session: Session, actor: Actor, report_id: int, *, texts: Mapping[str, str], version: int) -> int:
    """Write the words of the sections; empty ones are kept empty. Returns its id. Refuses ReportIssued, Stale, TooLong."""
    row, project = _draft(session, actor, report_id, version)
    row.texts, row.changed_by, row.changed_at = rules.cleaned(texts), actor.id, now()
    touch(session, TOPIC)
    note(session, actor, "summary_report:write", queries.KIND, row.id, code=project.code, project_id=project.id, edition=row.edition, texts=row.texts)
    return row.id


def issue(session: Session, actor: Actor, report_id: int, *, texts: Mapping[str, str], version: int) -> int:
    """Freeze a report with its words and the facts of today; the team is told. Returns its id. Refuses SectionsEmpty, ReportIssued, Stale, TooLong."""
    row, project = _draft(session, actor, report_id, version)
    clean = rules.cleaned(texts)
    if lacking := rules.empty(clean):
        raise rules.SectionsEmpty(sections=COMMA[actor.language].join(translate(actor.language, one.label) for one in lacking))
    row.texts, row.state, row.issued_by, row.issued_at = clean, State.ISSUED.value, actor.id, now()
    row.changed_by, row.changed_at = actor.id, row.issued_at
    row.contents = rules.frozen(queries.of_project(session, project, today()))
    message = N_("{project}: the summary report was issued.")
    tell(session, actor, rules.ISSUED.code, sorted(member_ids(session, project.id) | {project.manager_id}), about=queries.standing(row, project), message=message, project=project.name)
    touch(session, TOPIC)
    note(session, actor, "summary_report:issue", queries.KIND, row.id, code=project.code, project_id=project.id, edition=row.edition, texts=clean)
    return row.id


def propose_lesson(session: Session, actor: Actor, report_id: int, text: Text) -> int:
    """Hand a lesson of the project to the library, where somebody else approves it; returns the article's id. Refuses what an article is refused for."""
    row, project = queries.report_for_update(session, report_id)
    require(actor, Permission.REVIEW_LEAD, reach(project))
    made = knowledge.begin(session, actor, _lesson(text, project), project_id=project.id, readers=Readers.EVERYBODY, origin=(queries.KIND, row.id), submit=True)
    touch(session, TOPIC)
    note(session, actor, "summary_report:propose_lesson", queries.KIND, row.id, code=project.code, project_id=project.id, article=made.code, **articles.frozen(_lesson(text, project)))
    return made.id


def take_along(session: Session, actor: Actor, report_id: int, *, kind: str, sha256: str) -> None:
    """Note that an issued report leaves the house as a file. Refuses NotFound."""
    row, project = queries.report_for_update(session, report_id)
    require(actor, Permission.REVIEW_READ, reach(project))
    note(session, actor, "summary_report:take_along", queries.KIND, row.id, code=project.code, project_id=project.id, kind=kind, sha256=sha256)


def _lesson(text: Text, project: Project) -> Text:
    applies = text.applies if text.applies.kinds else articles.Applies((project.kind,) if project.kind else (), text.applies.phases, text.applies.classes)
    return articles.Text(Kind.LESSON, text.title, text.situation, text.action, text.result, text.advice, applies)


def _draft(session: Session, actor: Actor, report_id: int, version: int) -> tuple[SummaryReport, Project]:
    row, project = queries.report_for_update(session, report_id)
    require(actor, Permission.REVIEW_LEAD, reach(project))
    if row.state != State.DRAFT:
        raise rules.ReportIssued(number=row.edition)
    if row.version != version:
        raise Stale()
    return row, project
