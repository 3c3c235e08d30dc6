"""What would become of rows that were read from a table: their schedule, and where it differs from what the table told. Pure."""

import re
from dataclasses import dataclass

from core.errors import Fault
from core.exchange.plan_table.rules import Asked, Found
from core.planning.rules import outline, sheet
from core.planning.rules.moments import day_of
from core.planning.rules.paste import FaultyRows
from core.planning.rules.plan import Loop
from core.planning.rules.schedule import Schedule
from core.words import N_

NAMED = 5


@dataclass(frozen=True)
class Tried:
    """Rows with the schedule that they would have, and what is to be known before they are taken over."""

    found: Found
    schedule: Schedule
    notes: tuple[Fault, ...]


def tried(found: Found, asked: Asked) -> Tried:
    """The schedule of rows. Refuses FaultyRows with the rows of a circle, and what a schedule is refused for."""
    try:
        dates = sheet.scheduled(asked.frame, found.rows)
    except Loop as loop:
        named = str(loop.facts["tasks"])
        first = re.match(r"\d+", named)
        raise FaultyRows([Fault(int(first[0]) if first else 0, N_("These rows wait for one another in a circle: {tasks}. Remove one of the links."), {"tasks": named})]) from None
    return Tried(found, dates, (*found.notes, *_moved(found, dates), *_conflicts(dates)))


def _moved(found: Found, dates: Schedule) -> list[Fault]:
    """Rows that would start or finish on another day than the table told."""
    summary = outline.summaries([row.level for row in found.rows])
    moved = []
    for row, above, one in zip(found.rows, summary, dates.tasks, strict=True):
        if above:
            continue
        start, finish = found.said[row.uid]
        ends = one.early_finish > one.early_start
        if start is not None and day_of(start) != day_of(one.early_start):
            moved.append((row, day_of(start), day_of(one.early_start)))
        elif finish is not None and day_of(finish, ends=True) != day_of(one.early_finish, ends=ends):
            moved.append((row, day_of(finish, ends=True), day_of(one.early_finish, ends=ends)))
    if not moved:
        return []
    names = "; ".join(f"{row.uid} “{row.name[:40]}” {was} → {now}" for row, was, now in moved[:NAMED])
    message = N_("Rows that start or finish on another day than the table says, because links, limits, durations or working hours ask for it: {count}. The first of them, by their rows in the file: {rows}")
    return [Fault(0, message, {"count": len(moved), "rows": names})]


def _conflicts(dates: Schedule) -> list[Fault]:
    late = {one.uid for one in dates.conflicts}
    if not late:
        return []
    return [Fault(0, N_("Deadlines and limits that cannot be kept: {count}, in rows {rows} of the file."), {"count": len(late), "rows": ", ".join(map(str, sorted(late)[:20]))})]
