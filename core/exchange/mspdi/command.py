"""The command schedule: a plan from Microsoft Project in, early and late dates, slack and critical tasks out. Needs no database."""

import argparse
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import Refusal
from core.words import N_, translate

if TYPE_CHECKING:
    from core.planning.rules.levelling.level import Levelled
    from core.planning.rules.plan import Plan
    from core.planning.rules.schedule import Conflict, Dates

Console = Any
"""What a command answers with (core/__main__.py)."""
Add = Callable[..., argparse.ArgumentParser]
WORKERS_AT_MOST = 8
SECONDS_AT_MOST = 86_400
PERCENT_AT_MOST = 10_000
CONSTRAINTS = ("asap", "alap", "must_start_on", "must_finish_on", "start_no_earlier_than", "start_no_later_than", "finish_no_earlier_than", "finish_no_later_than")


class PlanUnreadable(Refusal):
    message = N_("The plan {path} cannot be opened: {reason}")


def schedule(console: Console, options: argparse.Namespace) -> None:
    """Schedule a plan saved by Microsoft Project as XML (2000 and later), as Project itself does.

    Forward and backward pass on the plan's calendars: links of all four types with lag or lead, constraints and
    deadlines, summaries, progress, resources' calendars. Times are local to the plan, slack is working minutes (elapsed
    ones of an elapsed task). `conflicts` names the dates that cannot be kept and by how many minutes.

    With --level the people's time is looked after as well: no one is asked for more than she has at any instant. The
    proposal keeps links, calendars, constraints and deadlines, and finishes as early as could be found within the time
    limit: `status` says whether it is proven that nothing finishes earlier, `lower_bound_finish` what is proven.

    With --risk 80,150 the plan is run a thousand times, each task taking between 80 and 150 percent of its duration: by
    when it is done in 50 and in 80 of 100 runs, how likely the planned finish is, and in which share of the runs each task
    decides the finish. The same file and percentages give the same figures.
    """
    from core.exchange.mspdi.reading import read
    from core.planning.rules.schedule import schedule as scheduled

    try:
        plan = read(Path(options.file))
    except (OSError, ValueError) as unreadable:
        raise PlanUnreadable(path=options.file, reason=getattr(unreadable, "strerror", None) or str(unreadable)) from unreadable
    proposal = _levelled(plan, options.time_limit) if options.level else None
    found = scheduled(plan) if proposal is None else proposal.before
    console.facts |= {
        "project_start": _told(found.start), "project_finish": _told(found.finish), "tasks": [_row(one) for one in found.tasks],
    }  # fmt: skip
    if proposal is not None:
        _add(proposal, console.facts)
    if options.risk is not None:
        console.facts["risk"] = _risk(plan, options.risk, console.facts["tasks"])
    if found.conflicts:
        console.facts["conflicts"] = [_conflict(one) for one in found.conflicts]
    if not console.as_json:
        names = {task.uid: task.name for task in plan.tasks}
        print(f"{console.facts['project_start']} – {console.facts['project_finish']}")
        for row in console.facts["tasks"]:
            mark = "*" if row["critical"] else " "
            print(f"{mark} {row['uid']:>6}  {row['early_start']}  {row['early_finish']}  {row['total_slack_minutes']:>8}  {names[row['uid']]}".rstrip())
        for one in found.conflicts:
            message = N_("The task {task} misses its date by {minutes} working minutes.")
            print(translate(console.language, message, task=one.uid, minutes=_minutes(one.by)))
        if proposal is not None:
            _tell(proposal, names, plan, console)
        if options.risk is not None:
            message = N_("Done by {half} in half of the runs, by {most} in 80 of 100; the planned finish is kept in {chance} of 100.")
            told = console.facts["risk"]
            print(translate(console.language, message, half=told["p50_finish"], most=told["p80_finish"], chance=round(100 * told["chance_of_planned"])))


def _levelled(plan: "Plan", limit: float | None) -> "Levelled":
    from core.planning.rules.levelling.level import SECONDS, level

    return level(plan, SECONDS if limit is None else limit, workers=min(os.cpu_count() or 1, WORKERS_AT_MOST))


def _add(proposal: "Levelled", facts: dict[str, Any]) -> None:
    """What the proposal says, beside what the schedule does."""
    for row, (start, finish) in zip(facts["tasks"], proposal.dates, strict=True):
        row |= {"levelled_start": _told(start), "levelled_finish": _told(finish)}
    facts |= {
        "levelled_finish": _told(proposal.finish), "status": "optimal" if proposal.is_optimal else "feasible",
        "lower_bound_finish": _told(proposal.lower_bound),
    }  # fmt: skip
    if proposal.unsolved:
        facts["unsolved"] = [{"resource": one.person, "from": _told(one.first), "to": _told(one.last), "units": one.units / 10_000} for one in proposal.unsolved]


def _tell(proposal: "Levelled", names: Mapping[int, str], plan: "Plan", console: Console) -> None:
    """The proposal to read: who would be delayed from when to when."""
    message = N_("Levelled: finish {finish} ({status}), {count} tasks delayed; proven: not before {bound}.")
    status = translate(console.language, N_("proven best") if proposal.is_optimal else N_("best found"))
    print(translate(console.language, message, finish=_told(proposal.finish), status=status, count=len(proposal.moves), bound=_told(proposal.lower_bound)))
    for move in proposal.moves:
        print(f"  {move.uid:>6}  {_told(move.before[0])} → {_told(move.after[0])}  {_minutes(move.shift):>8}  {names[move.uid]}".rstrip())
    for one in proposal.unsolved:
        message = N_("{person} would still be asked for too much between {first} and {last}.")
        person = plan.people[one.person].name or str(one.person)
        print(translate(console.language, message, person=person, first=_told(one.first), last=_told(one.last)))


def _risk(plan: "Plan", percent: tuple[float, float], rows: list[dict[str, object]]) -> dict[str, object]:
    """What a thousand runs say of the finish and, into their rows, of the tasks."""
    from core.planning.rules.risk import RUNS, Estimate, risk

    best, worst = percent
    estimates = {task.uid: Estimate(round(task.duration * best / 100), task.duration, round(task.duration * worst / 100)) for task in plan.tasks if task.duration}
    found = risk(plan, estimates, RUNS)
    by_uid = {one.uid: one for one in found.tasks}
    for row in rows:
        one = by_uid.get(row["uid"])
        if one is not None:
            row |= {"criticality": round(one.criticality, 4), "cruciality": round(one.cruciality, 4)}
    return {
        "runs": RUNS, "seed": found.seed, "p50_finish": _told(found.by(0.5)), "p80_finish": _told(found.by(0.8)),
        "chance_of_planned": round(found.chance(found.planned), 4),
    }  # fmt: skip


def _row(one: "Dates") -> dict[str, object]:
    return {
        "uid": one.uid, "early_start": _told(one.early_start), "early_finish": _told(one.early_finish),
        "late_start": _told(one.late_start), "late_finish": _told(one.late_finish),
        "total_slack_minutes": _minutes(one.total_slack), "free_slack_minutes": _minutes(one.free_slack), "critical": one.critical,
    }  # fmt: skip


def _conflict(one: "Conflict") -> dict[str, object]:
    return {"uid": one.uid, "constraint": "deadline" if one.constraint is None else CONSTRAINTS[one.constraint], "minutes": _minutes(one.by)}


def _told(moment: int) -> str:
    """A local time to the minute, as Project writes it."""
    from datetime import datetime, timedelta

    from core.planning.rules.worktime import TICKS

    return (datetime(1970, 1, 1) + timedelta(minutes=(moment + TICKS // 2) // TICKS)).isoformat()  # noqa: DTZ001 - the plan's wall clock


def _minutes(amount: int) -> int | float:
    """Minutes; with a decimal where they are not whole, for Project counts in tenths."""
    from core.planning.rules.worktime import TICKS

    return amount // TICKS if amount % TICKS == 0 else amount / TICKS


def add_to(commands: Any, add: Add) -> None:
    """The word of this command."""
    take = add(commands, "schedule", schedule)
    take.add_argument("file", metavar="PLAN.xml", help="saved by Microsoft Project as XML")
    take.add_argument("--level", action="store_true", help="propose a schedule in which nobody is asked for more than she has")
    take.add_argument("--time-limit", metavar="SECONDS", type=seconds, help="how long levelling may search (10)")
    take.add_argument("--risk", metavar="BEST,WORST", type=percentages, help="run it a thousand times with durations between these percentages")


def percentages(text: str) -> tuple[float, float]:
    """Two percentages around a hundred."""
    best, worst = map(float, text.split(","))
    if not 0 <= best <= 100 <= worst <= PERCENT_AT_MOST:
        raise ValueError(text)
    return best, worst


def seconds(text: str) -> float:
    """A time limit; argparse names this function to who enters something else."""
    value = float(text)
    if not 0 < value <= SECONDS_AT_MOST:
        raise ValueError(text)
    return value
