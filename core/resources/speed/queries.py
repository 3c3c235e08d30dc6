"""Questions about page times: the last weeks by day, and each page of late."""

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import meters
from core.access import Actor, Permission, require
from core.clock import today
from core.resources.speed import rules
from core.resources.speed.records import PageDay
from core.resources.speed.rules import Counts, Page, Speed
from core.settings.queries import value


def speed(session: Session, actor: Actor) -> Speed:
    """How quick the pages were in the last five weeks."""
    require(actor, Permission.HEALTH_READ)
    on, bounds = today(), meters.PAGE_SECONDS.bounds
    nothing = Counts((0,) * (len(bounds) + 1))
    whole: dict[date, Counts] = defaultdict(lambda: nothing)
    recent: dict[str, Counts] = defaultdict(lambda: nothing)
    before: dict[str, Counts] = defaultdict(lambda: nothing)
    edge = on - timedelta(days=rules.RECENT - 1)
    for row in session.scalars(select(PageDay).where(PageDay.day > on - timedelta(days=rules.RECENT + rules.BEFORE), PageDay.day <= on).order_by(PageDay.day)):
        counts = Counts(tuple(row.runs), row.failed)
        if len(counts.runs) != len(nothing.runs):
            continue
        whole[row.day] = whole[row.day].plus(counts)
        side = recent if row.day >= edge else before
        side[row.page] = side[row.page].plus(counts)
    pages = [Page(page, rules.quick(counts, bounds), rules.quick(before[page], bounds)) for page, counts in recent.items()]
    pages.sort(key=lambda one: (-(one.recent.most or 0), one.page))
    limit = int(value(session, rules.SLOW))
    return Speed(tuple((day, rules.quick(counts, bounds)) for day, counts in sorted(whole.items())), tuple(pages), tuple(one.page for one in pages if (one.recent.most or 0) > limit), limit)


# ------------------------------------------------------------------ for the house's own routine


def rows_for_update(session: Session, day: date) -> dict[str, PageDay]:
    return {row.page: row for row in session.scalars(select(PageDay).where(PageDay.day == day).with_for_update())}


def drop_before(session: Session, day: date) -> None:
    """Forget days before `day`. For the house's own routine, which notes"""
    session.execute(delete(PageDay).where(PageDay.day < day).execution_options(synchronize_session=False))
