"""What is measured without a server: counting in working time, the meters, answers, reports, the schedule engine."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from tests.bench.figures import tell


def calendar() -> None:
    """Counting in working time: no server, five calendars, random moments of ten years."""
    import numpy as np

    from core.calendar import shipped
    from core.calendar.rules import Plan
    from core.calendar.worktime import compiled, minute_of

    holidays = tuple(one for breaks in shipped.holidays().values() for one in breaks)
    dice, count = np.random.default_rng(7), 1_000_000
    first, last = (minute_of(datetime(year, 1, 1, tzinfo=UTC)) for year in (2020, 2030))
    a, b = dice.integers(first, last, (2, count))
    minutes = dice.integers(1, 10_000, count)
    compiling, between, after = [], [], []
    for usual in shipped.usual().values():
        plan = Plan(usual.zone or "Asia/Shanghai", (usual.week,), holidays if usual.observes_holidays else ())
        compiled(plan)  # the zone's changes of the clock are looked up once a process
        compiled.cache_clear()
        started = time.perf_counter()
        counted = compiled(plan)
        compiling.append((time.perf_counter() - started) * 1000)
        for times, deed in ((between, lambda: counted.between_many(a, b)), (after, lambda: counted.after_many(a, minutes))):  # noqa: B023
            best = 0.0
            for _ in range(3):  # the first run also waits for memory
                started = time.perf_counter()
                deed()
                best = max(best, count / (time.perf_counter() - started) / 1e6)
            times.append(best)
    tell("working time, slowest of five calendars: between, bulk", min(between), "M/s", 1, more_is_better=True)
    tell("working time, slowest of five calendars: after, bulk", min(after), "M/s", 1, more_is_better=True)
    tell("  compiling one, 90 years", max(compiling), "ms")


def best_of(deed: Callable[[], object], times: int = 5) -> float:
    """Seconds of the quickest of a few runs: the first also waits for memory, and others use the machine."""
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        deed()
        spent.append(time.perf_counter() - started)
    return min(spent)


def meter() -> None:
    """What one observation costs; a click makes about a dozen of them."""
    from core import meters

    one, other = meters.Counter("bench_counter", "Measured", ("a", "b")), meters.Histogram("bench_histogram", "Measured", ("a",))
    tell("one meter: a count", best_of(lambda: [one.add("x", "y") for _ in range(10_000)]) / 10_000 * 1e6, "µs", 10)
    tell("one meter: an observation", best_of(lambda: [other.observe(0.01, "x") for _ in range(10_000)]) / 10_000 * 1e6, "µs", 10)
    for own in (one, other):
        del meters._meters[own.name]


def reports() -> None:
    """A finished sheet of the demo with its pictures, as Word and as PDF; the first one also loads fonts and renderers."""
    from core import work
    from core.exchange import report
    from core.exchange.sheet_report import sheet_report
    from core.files import store
    from core.inspection.sheets import queries
    from core.projects.queries import person_acting
    from tests.bench.house import finished_sheet

    leader = work.ask(person_acting, "baiqinghe", origin="bench")
    view = work.ask(queries.sheet, leader, finished_sheet())
    wanted = frozenset(one.file_id for answer in view.answers.values() for one in answer.files)
    pictures = {file_id: store.read(sha256) for file_id, sha256 in work.ask(queries.contents, leader, view.head.id, wanted).items()}
    for name, made in (("Word", report.to_word), ("PDF", report.to_pdf)):
        started = time.perf_counter()
        made(sheet_report(view, leader.language, pictures))
        first = (time.perf_counter() - started) * 1000
        again = best_of(lambda: made(sheet_report(view, leader.language, pictures)), 3) * 1000  # noqa: B023
        tell(f"report of one sheet with {len(pictures)} pictures, {name}", again, "ms", 5000)
        tell("  the first one of a process", first, "ms")


def answering() -> None:
    """What the core alone does for one answer, all its questions asked: processor time, so that neighbours do not count."""
    from core import work
    from core.inspection.rules import Mark
    from core.inspection.sheets import actions, queries
    from core.projects.queries import person_acting
    from tests.bench.house import sheets_for_inspectors

    ((_, (code, sheet_id)),) = sheets_for_inspectors(200, 1).items()
    who = work.ask(person_acting, "bench200.0", origin="bench")
    questions, best = work.ask(queries.sheet, who, code).checklist.questions, actions.Value(Mark.RATED, Decimal(4))
    for question in questions[:20]:
        work.do(actions.answer, who, sheet_id, question.id, best, seen=0)
    started = time.process_time()
    for question in questions[20:]:
        work.do(actions.answer, who, sheet_id, question.id, best, seen=0)
    tell("one answer kept by the core alone, processor time", (time.process_time() - started) / len(questions[20:]) * 1000, "ms", 5)


def engines() -> None:
    """What rooms share, without a server."""
    calendar()
    meter()
    answering()
    reports()


def planning() -> None:
    """The schedule engine, without a server or a database."""
    from tests.bench.schedule import drawn, levelled, made, taken

    small, large = taken(made(10_000)), taken(made(100_000))
    tell("schedule of 10,000 tasks, 15,000 links", small, "ms", 100)
    tell("schedule of 100,000 tasks, 150,000 links", large, "ms", 1500)
    tell("ten times the tasks", large / small, "x", 15)
    tell("1,000 runs of 500 tasks with drawn durations", drawn(500, 1000), "ms", 1000)
    for what, over, seconds, target in levelled():
        tell(f"levelling {what}: over the proven bound", over, "%", target)
        tell(f"levelling {what}: time", seconds, "s")
