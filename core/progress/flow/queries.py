"""Questions about the flow of cards, added up by the database."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, and_, case, func, or_, select, union_all
from sqlalchemy.orm import Session

from core.access import Actor, Permission, require
from core.progress.cards.queries import every_column
from core.progress.cards.records import CardMove
from core.progress.cards.rules import Column, State
from core.progress.flow import rules
from core.progress.flow.rules import Day, Little, Spell, Trip
from core.projects.queries import project_seen


@dataclass(frozen=True)
class Flow:
    """How the cards of a project flowed from `first` to `last`; columns that were removed since are among `columns` if cards stood there."""

    first: date
    last: date
    known_from: date
    """The day of the first move that was kept: before it nothing is known."""
    columns: tuple[Column, ...]
    days: tuple[Day, ...]
    done: int
    """Cards finished in these days, and still so."""
    lead: Spell | None
    cycle: Spell | None
    little: Little | None


def flow(session: Session, actor: Actor, project_code: str, first: date, last: date) -> Flow | None:
    """The flow of a project that `actor` may see, as far as it is known; None while nothing is. Refuses NotFound."""
    require(actor, Permission.PLAN_READ)
    project = project_seen(session, actor, project_code, Permission.PLAN_READ).id
    here, when = CardMove.project_id == project, CardMove.moved_on
    known = session.scalar(select(func.min(when)).where(here))
    if known is None or known > last:
        return None
    first = max(first, known)
    on = case((when < first, first), else_=when)
    came = select(on.label("on"), CardMove.to_number.label("column"), func.count().label("more")).where(here, when <= last, CardMove.to_number.is_not(None)).group_by(on, CardMove.to_number)
    went = select(on.label("on"), CardMove.from_number, -func.count()).where(here, when <= last, CardMove.from_number.is_not(None)).group_by(on, CardMove.from_number)
    days = rules.daily([(day, column, more) for day, column, more in session.execute(union_all(came, went))], first, last)
    seen = {column for day in days for column in day.cards}
    columns = tuple(one for one, gone in every_column(session, project) if not gone or one.number in seen)
    hand = {one.number for one in columns if one.means is State.HAND}
    trips = _trips(session, project, first, last)
    done = sum(one.cards for one in trips)
    under_way = [sum(count for column, count in day.cards.items() if column in hand) for day in days]
    return Flow(first, last, known, columns, tuple(days), done, rules.lead(trips), rules.cycle(trips), rules.little(under_way, done))


def _trips(session: Session, project_id: int, first: date, last: date) -> list[Trip]:
    """The finished cards of some days by the days on which they came, were begun and finished: one row for all that are alike."""
    when, became = CardMove.moved_on, CardMove.became
    done = became == State.DONE.value
    entered = and_(done, or_(CardMove.was.is_(None), CardMove.was != State.DONE.value))
    of_card = (
        select(
            func.min(case((CardMove.from_number.is_(None), when))).label("came"), func.max(case((CardMove.found.is_(True), 1), else_=0).cast(Integer)).label("found"),
            func.min(case((became != State.TODO.value, when))).label("begun"),
            func.max(case((and_(CardMove.found.is_(True), became != State.TODO.value), 1), else_=0).cast(Integer)).label("found_begun"),
            func.max(case((entered, when))).label("done"),
        )
        .where(CardMove.project_id == project_id, when <= last).group_by(CardMove.task_uid)
        .having(func.max(CardMove.id) == func.max(case((done, CardMove.id)))).subquery()
    )  # fmt: skip
    came = case((of_card.c.found == 0, of_card.c.came))
    begun = case((of_card.c.found_begun == 0, of_card.c.begun))
    rows = session.execute(select(came, begun, of_card.c.done, func.count()).where(of_card.c.done.between(first, last)).group_by(came, begun, of_card.c.done))
    return [Trip(*row) for row in rows]
