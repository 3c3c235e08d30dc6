"""A schedule that is worked out again from the one before is the schedule that would be worked out from the ground up."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from core.calendar import rules as house
from core.errors import Refusal
from core.planning.rules import hours, outline, sheet
from core.planning.rules.moments import midnight
from core.planning.rules.notation import Before
from core.planning.rules.plan import Constraint, LinkType
from core.planning.rules.schedule import Schedule
from core.planning.rules.sheet import Frame, Reckoned, Row, reckoned
from core.planning.rules.tasks import COLUMNS, Planned, Tasks
from core.planning.rules.worktime import DAY, TICKS

HOUR = 60 * TICKS
START = midnight(date(2026, 11, 2))
OFFICE = house.Plan("Asia/Shanghai", (house.week(["09:00-12:00, 13:00-18:00"] * 5 + ["", ""]),))
AWAY = replace(OFFICE, leave=(house.Leave(date(2026, 11, 4), date(2026, 11, 6)),))
LATE = house.Plan("Asia/Shanghai", (house.week(["14:00-18:00, 19:00-22:00"] * 6 + [""]),))
CALENDARS = {sheet.HOUSE: hours.calendar("", OFFICE), sheet.of_person(7): hours.calendar("7", AWAY), sheet.of_person(8): hours.calendar("8", LATE)}
FRAME = Frame(START, CALENDARS)


def days(number: int) -> int:
    return START + number * DAY


amounts = st.sampled_from((0, 2, 8, 8, 20, 40)).map(lambda number: number * HOUR)
moments = st.integers(-2, 25).map(lambda number: days(number) + 9 * HOUR)
kinds = st.sampled_from([one for one in Constraint if one is not Constraint.AS_LATE_AS_POSSIBLE])


@st.composite
def facts(draw: st.DrawFn) -> dict[str, object]:
    """What can be said of a row, most of it left as it is usual."""
    said: dict[str, object] = {}
    choice = draw(st.sampled_from(("duration", "constraint", "deadline", "progress", "people", "not_before", "finished", "elapsed", "name")))
    if choice in ("duration", "elapsed"):
        said |= {"duration": draw(amounts), "elapsed": choice == "elapsed"}
    elif choice == "constraint":
        kind = draw(kinds)
        said |= {"constraint": kind, "constraint_at": draw(moments) if kind else None}
    elif choice == "deadline":
        said |= {"deadline": draw(st.none() | moments)}
    elif choice == "progress":
        said |= {"percent": draw(st.sampled_from((0, 40))), "actual_start": draw(moments)}
    elif choice == "finished":
        begun = draw(moments)
        said |= {"percent": 100, "actual_start": begun, "actual_finish": begun + draw(st.integers(0, 6)) * DAY}
    elif choice == "people":
        said |= {"people": draw(st.sampled_from(((), ((7, 100),), ((8, 50),), ((7, 100), (8, 100)), ((9, 100),))))}
    elif choice == "not_before":
        said |= {"not_before": draw(st.none() | moments)}
    else:
        said |= {"name": "another"}
    return said


@st.composite
def plans(draw: st.DrawFn) -> list[Row]:
    """Up to fourteen rows in an outline, linked forwards; summaries wait and are waited for as well."""
    levels = outline.normal(draw(st.lists(st.integers(1, 3), min_size=1, max_size=14)))
    summaries, rows = outline.summaries(levels), list[Row]()
    for place, (level, above) in enumerate(zip(levels, summaries, strict=True)):
        row = Row(place + 1, f"Row {place + 1}", level)
        if not above:
            row = replace(row, **({"duration": draw(amounts)} | (draw(facts()) if draw(st.integers(0, 3)) == 0 else {})))
        around = {at for at in range(place) if outline.end(levels, at) > place}
        earlier = [at for at in range(place) if at not in around]
        ties = draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True)) if earlier and draw(st.integers(0, 2)) else []
        rows.append(replace(row, before=tuple(_tie(draw, at, summaries[at]) for at in ties)))
    return [*rows, Row(50, "What takes longest", duration=draw(st.sampled_from((8, 300, 300, 600))) * HOUR)]


def _tie(draw: st.DrawFn, at: int, above: bool) -> Before:
    kind = draw(st.sampled_from((LinkType.FINISH_START, LinkType.FINISH_START, LinkType.FINISH_FINISH, LinkType.START_START, LinkType.START_FINISH)))
    percent = draw(st.integers(0, 9)) == 0
    lag = draw(st.sampled_from((0, 0, 0, 50 if percent else 4 * HOUR, -25 if percent else -2 * HOUR, 40 if percent else 12 * HOUR)))
    return Before(at + 1, LinkType.FINISH_START if above and draw(st.integers(0, 3)) else kind, lag, draw(st.integers(0, 5)) == 0, percent)


def told(found: Reckoned) -> Schedule:
    return found.worked.schedule


@given(plans(), st.booleans(), st.lists(st.tuples(st.integers(0, 13), facts()), min_size=1, max_size=5))
def test_again_is_what_it_is_from_the_ground_up(rows: list[Row], several: bool, edits: list):
    """One edit after another, each from what the one before has left."""
    frame = replace(FRAME, several_critical_paths=several)
    try:
        now = reckoned(frame, rows)
    except Refusal:
        return
    for place, said in edits:
        changed = list(now.rows)
        changed[place % len(rows)] = replace(changed[place % len(rows)], **said)
        try:
            whole = reckoned(frame, changed)
        except Refusal:
            continue
        then = reckoned(frame, changed, now)
        assert told(then) == told(whole)
        if then.concerned is not None:
            others = set(range(len(rows))) - set(then.concerned)
            assert all(told(then).tasks[at] == told(now).tasks[at] for at in others)
        now = then


def test_what_is_held_lacks_more_time_when_what_it_waits_for_comes_later():
    """Its dates stay, so nothing after it is asked; its slack is not what it was. Found by hypothesis."""
    at = days(2) + 9 * HOUR
    held = Row(2, "Held", constraint=Constraint.MUST_START_ON, constraint_at=at, before=(Before(1),))
    rows = [Row(1, "Before", duration=8 * HOUR), held, Row(3, "What takes longest", duration=300 * HOUR)]
    changed = [replace(rows[0], constraint=Constraint.MUST_START_ON, constraint_at=at), *rows[1:]]
    then, whole = reckoned(FRAME, changed, reckoned(FRAME, rows)), reckoned(FRAME, changed)
    assert told(whole).tasks[1].total_slack == -8 * HOUR
    assert told(then) == told(whole)


ASKED = ("places", "numbers", "titles", "done", "workers", "named", "share_done", "leaves")


@given(plans(), st.lists(st.tuples(st.integers(0, 14), facts()), min_size=1, max_size=4))
def test_what_follows_from_rows_is_taken_along_as_far_as_it_stays(rows: list[Row], edits: list):
    """Whatever was asked before some rows became others, the answers then are those of rows that nobody has asked anything."""
    now = Tasks(planned(row, summary) for row, summary in zip(rows, outline.summaries([row.level for row in rows]), strict=True))
    for place, said in edits:
        answers(now)
        old = now[place % len(rows)]
        now = now.but({place % len(rows): replace(planned(replace(old.row, **said), old.summary), starts=place, ends=2 * place, lacks=place % 2)})
        assert answers(now) == answers(Tasks(now))


def planned(row: Row, summary: bool) -> Planned:
    return Planned(row.uid, row, summary, 0, 0, 0, 0, 0, 0, row.uid % 2 == 0, 0, 1)


def answers(tasks: Tasks) -> list:
    return [getattr(tasks, name) for name in ASKED] + [tasks.column(name).tolist() for name in COLUMNS] + [tasks.those("critical"), tasks.late(5)]
