"""Deeds on the library: write, change, submit, approve, return, retire; adopt an article and say what came of it."""

from sqlalchemy.orm import Session

from core import fields, subjects
from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now
from core.db import with_ids
from core.errors import Stale
from core.knowledge import queries, rules
from core.knowledge.records import Article, ArticleApplies, ArticleEdition, ArticleGram, ArticleUse
from core.knowledge.rules import TOPIC, Kind, Outcome, Readers, State, Text
from core.notice.actions import tell
from core.notice.rules import Kind as Notice
from core.notice.rules import declare
from core.numbering.actions import next_code
from core.projects.rules import KINDS, Stage
from core.reference.queries import table_for_choice
from core.words import N_

PREFIX = "KNO"
NEWS = declare(Notice("knowledge", N_("An article of mine was decided on, or one waits for my decision")))
ONCE = (Kind.SOLVED_CASE, Kind.GOOD_CASE)
"""Kinds of which a record gives one article; a report may give several lessons."""


def write(
    session: Session, actor: Actor, text: Text, *, project_id: int | None = None, readers: Readers = Readers.EVERYBODY, origin: tuple[str, int] | None = None, submit: bool = False
) -> int:
    """Write an article (KNO-2026-0001) as a draft, or submit it at once; returns its id. `origin`: kind and id of the record it is made of.

    Refuses OriginUsed, NoProjectToRead, NotAnEntry, TooManyApplies, Empty, TooLong, NotFound.
    """
    require(actor, Permission.KNOWLEDGE_WRITE, Reach(owners=frozenset({actor.id})))
    row = begin(session, actor, text, project_id=project_id, readers=readers, origin=origin, submit=submit)
    note(session, actor, "article:write", queries.KIND, row.id, code=row.code, project_id=row.project_id, origin=row.origin_code, state=row.state, **rules.frozen(_text(row)))
    return row.id


def begin(session: Session, actor: Actor, text: Text, *, project_id: int | None, readers: Readers, origin: tuple[str, int] | None, submit: bool) -> Article:
    """A new article. # house: part of a deed, which requires and notes"""
    clean, origin_code = _checked(session, text), ""
    if origin is not None:
        place = subjects.place(session, actor, *origin)
        origin_code, project_id = place.code[: rules.ORIGIN_LIMIT], project_id or place.project_id
        if clean.kind in ONCE and (used := queries.of_origin(session, *origin, clean.kind)):
            raise rules.OriginUsed(code=used)
    department_id = actor.department_id
    if project_id is not None:
        department_id = subjects.place(session, actor, "project", project_id).department_id
    elif readers is Readers.PROJECT:
        raise rules.NoProjectToRead()
    moment = now()
    row = Article(
        code=next_code(session, PREFIX), readers=Readers(readers).value, project_id=project_id, department_id=department_id, origin_kind=origin[0] if origin else "", origin_id=origin[1] if origin else 0,
        origin_code=origin_code, author_id=actor.id, created_at=moment, changed_at=moment, decided_by=None, decided_at=None, remark="", edition=0, uses=0, worked=0, failed=0,
        state=(State.SUBMITTED if submit else State.DRAFT).value, **_columns(clean),
    )  # fmt: skip
    with_ids(session, row)
    _find_by(session, row, clean)
    if submit:
        _ask_for_it(session, actor, row)
    touch(session, TOPIC)
    return row


def edit(session: Session, actor: Actor, article_id: int, text: Text, *, readers: Readers, version: int) -> int:
    """Write an own article anew; an approved one becomes a draft whose last edition others go on reading. Returns its id.

    Refuses ArticlePastThis, Stale, NoProjectToRead, NotAnEntry, TooManyApplies, Empty, TooLong.
    """
    row = _own(session, actor, article_id, version)
    rules.check_edit(State(row.state))
    if readers is Readers.PROJECT and row.project_id is None:
        raise rules.NoProjectToRead()
    clean = _checked(session, text)
    for name, value in _columns(clean).items():
        setattr(row, name, value)
    row.readers, row.changed_at = Readers(readers).value, now()
    if row.state == State.APPROVED:
        row.state = State.DRAFT.value
    if not row.edition:
        _find_by(session, row, clean)
    touch(session, TOPIC)
    note(session, actor, "article:edit", queries.KIND, row.id, code=row.code, project_id=row.project_id, readers=row.readers, **rules.frozen(clean))
    return row.id


def submit(session: Session, actor: Actor, article_id: int, *, version: int) -> int:
    """Hand an own article in for approval by somebody else; the department's head is told. Returns its id. Refuses ArticlePastThis, Stale."""
    row = _own(session, actor, article_id, version)
    rules.check_submit(State(row.state))
    row.state, row.changed_at = State.SUBMITTED.value, now()
    _ask_for_it(session, actor, row)
    touch(session, TOPIC)
    note(session, actor, "article:submit", queries.KIND, row.id, code=row.code, project_id=row.project_id)
    return row.id


def approve(session: Session, actor: Actor, article_id: int, *, version: int) -> int:
    """Approve an article of somebody else: its text becomes the next edition, which readers see. Returns its id. Refuses ArticlePastThis, OwnArticle, Stale."""
    row = _to_decide(session, actor, article_id, version)
    row.state, row.edition, row.decided_by, row.decided_at, row.remark = State.APPROVED.value, row.edition + 1, actor.id, now(), ""
    text = _text(row)
    session.add(ArticleEdition(article_id=row.id, number=row.edition, content=rules.frozen(text), author_id=row.author_id, approved_by=actor.id, at=row.decided_at))
    _find_by(session, row, text)
    tell(session, actor, NEWS.code, [row.author_id], about=queries.standing(row), message=N_("Your article {code} is approved: {title}"), code=row.code, title=row.title)
    touch(session, TOPIC)
    note(session, actor, "article:approve", queries.KIND, row.id, code=row.code, project_id=row.project_id, edition=row.edition)
    return row.id


def give_back(session: Session, actor: Actor, article_id: int, *, reason: str, version: int) -> int:
    """Return an article to its author with what is to be mended. Returns its id. Refuses ArticlePastThis, OwnArticle, Stale, Empty, TooLong."""
    row = _to_decide(session, actor, article_id, version)
    row.remark = fields.paragraph(reason, N_("Reason"), rules.REASON_LIMIT)
    row.state, row.decided_by, row.decided_at = State.RETURNED.value, actor.id, now()
    tell(session, actor, NEWS.code, [row.author_id], about=queries.standing(row), message=N_("Your article {code} came back: {title}"), code=row.code, title=row.title)
    touch(session, TOPIC)
    note(session, actor, "article:give_back", queries.KIND, row.id, code=row.code, project_id=row.project_id, reason=row.remark)
    return row.id


def retire(session: Session, actor: Actor, article_id: int, *, reason: str, version: int) -> int:
    """Take an approved article out of lists and suggestions; links to it still open. Returns its id. Refuses ArticlePastThis, Stale, Empty, TooLong."""
    row = queries.article_for_update(session, article_id)
    require(actor, Permission.KNOWLEDGE_APPROVE, Reach(project_id=row.project_id, department_id=row.department_id))
    if row.state != State.APPROVED:
        raise rules.ArticlePastThis()
    if row.version != version:
        raise Stale()
    row.remark = fields.paragraph(reason, N_("Reason"), rules.REASON_LIMIT)
    row.state, row.decided_by, row.decided_at = State.RETIRED.value, actor.id, now()
    touch(session, TOPIC)
    note(session, actor, "article:retire", queries.KIND, row.id, code=row.code, project_id=row.project_id, reason=row.remark)
    return row.id


def adopt(session: Session, actor: Actor, article_id: int, *, kind: str, subject_id: int) -> int:
    """Take an approved article over into a project, an application or another record (counted once each); returns the use's id.

    Refuses NotFound, NotApproved, AdoptedAlready.
    """
    place = subjects.place(session, actor, kind, subject_id)
    require(actor, Permission.KNOWLEDGE_ADOPT, Reach(owners=place.owners, project_id=place.project_id, department_id=place.department_id))
    row = queries.readable_for_update(session, actor, article_id)
    if not row.edition or row.state == State.RETIRED:
        raise rules.NotApproved()
    if queries.use_of(session, row.id, kind, subject_id) is not None:
        raise rules.AdoptedAlready(code=row.code)
    use = ArticleUse(
        article_id=row.id, edition=row.edition, subject_kind=kind, subject_id=subject_id, subject_code=place.code[: rules.ORIGIN_LIMIT], by_id=actor.id, at=now(), outcome=Outcome.OPEN.value, said="",
        judged_by=None, judged_at=None,
    )  # fmt: skip
    session.add(use)
    row.uses += 1
    with_ids(session, row)
    touch(session, TOPIC)
    note(session, actor, "article:adopt", queries.KIND, row.id, code=row.code, edition=row.edition, subject=place.code, project_id=place.project_id, use=use.id)
    return use.id


def judge(session: Session, actor: Actor, use_id: int, *, outcome: Outcome, said: str) -> int:
    """Say what came of adopting an article; saying it again replaces it. Returns the use's id. Refuses NotFound, Empty, TooLong."""
    use = queries.use_for_update(session, use_id)
    place = subjects.place(session, actor, use.subject_kind, use.subject_id)
    require(actor, Permission.KNOWLEDGE_ADOPT, Reach(owners=place.owners, project_id=place.project_id, department_id=place.department_id))
    row = queries.article_for_update(session, use.article_id)
    use.said = fields.paragraph(said, N_("How it went"), rules.OUTCOME_LIMIT)
    was, outcome = Outcome(use.outcome), Outcome(outcome)
    row.worked += (outcome is Outcome.WORKED) - (was is Outcome.WORKED)
    row.failed += (outcome is Outcome.NOT) - (was is Outcome.NOT)
    use.outcome, use.judged_by, use.judged_at = outcome.value, actor.id, now()
    touch(session, TOPIC)
    note(session, actor, "article:judge", queries.KIND, row.id, code=row.code, subject=use.subject_code, project_id=place.project_id, outcome=use.outcome, said=use.said)
    return use.id


def _checked(session: Session, text: Text) -> Text:
    clean = rules.cleaned(text)
    kinds, classes = table_for_choice(session, KINDS), table_for_choice(session, rules.PROBLEM_CLASSES)
    for one in clean.applies.kinds:
        kinds.chosen(one, one, field=N_("Kinds of project"))
    for one in clean.applies.classes:
        classes.chosen(one, one, field=N_("Problem classes"))
    for one in clean.applies.phases:
        Stage(one)
    return clean


def _columns(text: Text) -> dict[str, object]:
    kept = rules.frozen(text)
    applies = {name: kept.pop(name) for name in ("kinds", "phases", "classes")}
    return {**kept, "applies": applies}


def _text(row: Article) -> Text:
    return rules.thawed({**{name: getattr(row, name) for name in ("kind", "title", "situation", "action", "result", "advice")}, **row.applies})


def _find_by(session: Session, row: Article, text: Text) -> None:
    """What the article is found by follows its text."""
    wanted = set(rules.pieces(text))
    for one in queries.pieces_of(session, row.id):
        if one.gram in wanted:
            wanted.discard(one.gram)
        else:
            session.delete(one)
    session.add_all(ArticleGram(article_id=row.id, gram=one) for one in sorted(wanted))
    named = {("kind", one) for one in text.applies.kinds} | {("phase", one) for one in text.applies.phases} | {("class", one) for one in text.applies.classes}
    for kept in queries.applies_of(session, row.id):
        if (kept.sort, kept.code) in named:
            named.discard((kept.sort, kept.code))
        else:
            session.delete(kept)
    session.add_all(ArticleApplies(article_id=row.id, sort=sort, code=code) for sort, code in sorted(named))


def _ask_for_it(session: Session, actor: Actor, row: Article) -> None:
    head = queries.head_of(session, row.department_id)
    if head is not None and head != actor.id:
        tell(session, actor, NEWS.code, [head], about=queries.standing(row), message=N_("The article {code} waits for approval: {title}"), code=row.code, title=row.title)


def _own(session: Session, actor: Actor, article_id: int, version: int) -> Article:
    row = queries.article_for_update(session, article_id)
    require(actor, Permission.KNOWLEDGE_WRITE, Reach(owners=frozenset({row.author_id})))
    if row.version != version:
        raise Stale()
    return row


def _to_decide(session: Session, actor: Actor, article_id: int, version: int) -> Article:
    row = queries.article_for_update(session, article_id)
    require(actor, Permission.KNOWLEDGE_APPROVE, Reach(project_id=row.project_id, department_id=row.department_id))
    rules.check_decide(State(row.state), row.author_id, actor.id)
    if row.version != version:
        raise Stale()
    return row
