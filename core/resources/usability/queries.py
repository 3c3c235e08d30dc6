"""Questions about what people say of pages: how clear each is, what waits for a reply, and what came of it."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.access import Actor, Permission, Role, Scope, require
from core.access.grants import GRANTS
from core.clock import today
from core.errors import NotFound
from core.people.queries import names
from core.people.records import Person
from core.resources.usability import rules
from core.resources.usability.records import PageRemark, PageTurn, PageVoice
from core.resources.usability.rules import Clear, NoSuchPage, Outcome
from core.subjects import Place, found_by

KIND, VOICE, TOPIC, LATEST, REPLIES = "page_remark", "page_voice", "pages", 100, 3
_PAGE = re.compile(r"[A-Za-z_]{1,60}")


@dataclass(frozen=True)
class Remark:
    """What somebody said of a page, and the reply."""

    id: int
    page: str
    month: date
    text: str
    outcome: Outcome | None
    reply: str
    replied_on: date | None
    replied_by: dict[str, str]
    version: int


@dataclass(frozen=True)
class Voices:
    """Each page of which somebody spoke in the last twelve months, the least clear first; remarks, those that wait first."""

    pages: tuple[tuple[str, Clear], ...]
    remarks: tuple[Remark, ...]
    waiting: int
    may_reply: bool


@dataclass(frozen=True)
class Asked:
    """What the question on a page needs: whether the viewer has spoken this month, and what came of earlier remarks, without these."""

    has_said: bool
    replies: tuple[tuple[Outcome, str, date], ...]


def voices(session: Session, actor: Actor) -> Voices:
    """What was said of all pages."""
    require(actor, Permission.HEALTH_READ)
    since = rules.since(today())
    sums = session.execute(select(PageVoice.page, func.sum(PageVoice.yes), func.sum(PageVoice.no)).where(PageVoice.month >= since).group_by(PageVoice.page))
    pages = [(page, rules.clear(int(yes), int(no))) for page, yes, no in sums]
    pages.sort(key=lambda one: (2.0 if one[1].low is None else one[1].low, -one[1].n, one[0]))
    open_first = case((PageRemark.outcome == "", 0), else_=1)
    rows = list(session.scalars(select(PageRemark).order_by(open_first, PageRemark.month.desc(), PageRemark.page, PageRemark.id).limit(LATEST)))
    who = names(session, frozenset(row.replied_by_id for row in rows if row.replied_by_id))
    remarks = tuple(
        Remark(row.id, row.page, row.month, row.text, Outcome(row.outcome) if row.outcome else None, row.reply, row.replied_on, who.get(row.replied_by_id or 0, {}), row.version) for row in rows
    )
    waiting = session.scalar(select(func.count()).select_from(PageRemark).where(PageRemark.outcome == "")) or 0
    return Voices(tuple(pages), remarks, waiting, actor.may(Permission.PAGE_REPLY))


def asked(session: Session, actor: Actor, page: str) -> Asked:
    """What the question on a page needs."""
    require(actor, Permission.ACCOUNT_USE)
    month = rules.month_of(today())
    said = session.scalar(select(PageTurn.id).where(PageTurn.month == month, PageTurn.page == page, PageTurn.person_id == actor.id))
    found = session.execute(
        select(PageRemark.outcome, PageRemark.reply, PageRemark.replied_on)
        .where(PageRemark.page == page, PageRemark.outcome != "", PageRemark.month >= rules.since(today())).order_by(PageRemark.replied_on.desc(), PageRemark.id).limit(REPLIES)
    )  # fmt: skip
    return Asked(said is not None, tuple((Outcome(outcome), reply, on) for outcome, reply, on in found if on))


# ------------------------------------------------------------------ for the deeds


def page_named(page: str) -> str:
    """The page's path, if it can be one. Refuses NoSuchPage."""
    if not _PAGE.fullmatch(page):
        raise NoSuchPage()
    return page


def voice_for_update(session: Session, month: date, page: str) -> PageVoice:
    """The counts of a page in a month, locked; begun if nobody has spoken yet."""
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert
    session.execute(insert(PageVoice).values(month=month, page=page, yes=0, no=0).on_conflict_do_nothing(index_elements=["month", "page"]))
    return session.scalars(select(PageVoice).where(PageVoice.month == month, PageVoice.page == page).with_for_update()).one()


def turn_for_update(session: Session, month: date, page: str, person_id: int) -> bool:
    """Whether somebody has spoken of a page, whose counts are locked."""
    return session.scalar(select(PageTurn.id).where(PageTurn.month == month, PageTurn.page == page, PageTurn.person_id == person_id)) is not None


def remark_for_update(session: Session, remark_id: int) -> PageRemark:
    """The remark, locked. Refuses NotFound."""
    found = session.scalars(select(PageRemark).where(PageRemark.id == remark_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def repliers(session: Session) -> set[int]:
    """Who may reply: the active people with a role that does."""
    roles: set[Role] = {role for role, scope in GRANTS[Permission.PAGE_REPLY].items() if scope is Scope.ALL}
    return {person_id for person_id, has in session.execute(select(Person.id, Person.roles).where(Person.active.is_(True))) if roles & set(has)}


def place(session: Session, actor: Actor, voice_id: int) -> Place:
    """Where what was said of a page in a month stands. Refuses NotFound."""
    require(actor, Permission.HEALTH_READ)
    found = session.get(PageVoice, voice_id)
    if found is None:
        raise NotFound()
    return standing(found)


def standing(row: PageVoice) -> Place:
    """The place of what was said of a page in a month. A notice keeps its moment, so it is never about a single remark."""
    return Place(VOICE, row.id, row.page, row.page, "Health?view=voices")


found_by(VOICE, place)
