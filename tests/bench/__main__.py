"""`python -m tests.bench`: starts the real server, clicks over the real websocket, prints each figure beside its target.

Everything is one run on one machine: clients and server share its cores. A floor is the same page in the same process
with every question answered from memory (serve.py). Options: --only trivial,answer,load,processes,opening,results,growth,soak,engines,schedule,plans,progress,closing,requests,import;
--json FILE; --seconds N for the load.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.bench.alone import engines, planning
from tests.bench.client import Person, Widget
from tests.bench.figures import FIGURES, percentile, tell

PORT = 8790
ADDRESS = f"http://127.0.0.1:{PORT}"
BESIDE = f"http://127.0.0.1:{PORT + 1}"
"""A second process of the application on the same database."""
ROOT = Path(__file__).parents[2]


@contextmanager
def server(there: dict[str, str], address: str = ADDRESS) -> Iterator[float]:
    """The server under measurement; yields milliseconds from start to healthy."""
    environment = os.environ | there | {"COCKPIT_URL": address, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as at an operator's: what was compiled once is kept
    started = time.perf_counter()
    log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "tests/bench/serve.py", "--server.port", address.rpartition(":")[2]],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=log,
    )  # fmt: skip
    try:
        for _ in range(3000):
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=5).read()
                break
            except OSError:
                if process.poll() is not None:
                    log.seek(0)
                    raise RuntimeError(log.read().decode()[-2000:]) from None
                time.sleep(0.01)
        yield (time.perf_counter() - started) * 1000
    finally:
        process.kill()  # open websockets would hold up a gentle end, and the data is a copy
        process.wait()
        log.seek(0)
        failures = [line for line in log.read().decode(errors="replace").splitlines() if '"level": "error"' in line]
        if failures:
            print(f"! the server logged {len(failures)} errors, the first: {failures[0][:1500]}", file=sys.stderr)


def measured(address: str = ADDRESS) -> dict[str, Any]:
    with urllib.request.urlopen(f"{address}/bench", timeout=30) as reply:
        return json.loads(reply.read())


def use(there: dict[str, str]) -> None:
    """Work on the measured database in this process too."""
    from core import config, db

    os.environ.update(there)
    config.settings.cache_clear()
    config.secret.cache_clear()
    db.disconnect()


async def person(token: str, address: str = ADDRESS) -> Person:
    one = Person(address, {"cockpit": token})
    await one.connect()
    await one.open("")
    return one


async def repeated(one: Person, deed: Callable[[], Awaitable[Any]], count: int) -> list[float]:
    for _ in range(5):
        await deed()
    return [(await deed()).ms for _ in range(count)]


# --- what is measured ------------------------------------------------------------------------------------------------


async def trivial(there: dict[str, str]) -> None:
    from tests.bench.house import session

    one = await person(session("admin"))
    await one.open("Search")
    real = await repeated(one, one.again, 150)
    await one.open("Search", "floor=1")
    floor = await repeated(one, one.again, 150)
    tell("trivial page, re-render p50", percentile(real, 0.5), "ms", 12)
    tell("trivial page, re-render p95", percentile(real, 0.95), "ms", 20)
    tell("  its floor p50", percentile(floor, 0.5), "ms")


async def answer(there: dict[str, str]) -> None:
    from tests.bench.house import sheets_for_inspectors

    token, (code, _) = next(iter(sheets_for_inspectors(60, 1).items()))
    one = await person(token)
    await one.open("Scoring_sheet", f"sheet={code}")
    number = iter(range(10_000))

    async def click() -> Any:
        radio = one.find("radio", "answer:")
        return await one.give(radio, list(radio.element.options)[next(number) % 4])

    real = await repeated(one, click, 200)
    await one.open("Scoring_sheet", f"sheet={code}&floor=1")
    # A floor keeps nothing, so that a click on it would be asked for again and again: its item is drawn anew instead.
    floor = await repeated(one, lambda: one.again(one.find("radio", "answer:")), 200)
    tell("answer on a 60-item sheet, click to durable p50", percentile(real, 0.5), "ms")
    tell("answer on a 60-item sheet, click to durable p95", percentile(real, 0.95), "ms", 60)
    tell("  server work above the floor p50", percentile(real, 0.5) - percentile(floor, 0.5), "ms", 15)
    tell("  refusals and errors", len(one.errors), "", 0)


async def inspect(
    one: Person, sheet_id: int, period: float, end: float, late: list[float], given: dict[tuple[int, int], tuple[Widget, str]]
) -> None:
    """Answer a random item every `period` seconds; lateness counts from when the click was due, so a queue shows."""
    due = time.perf_counter() + random.random() * period
    while due < end:
        await asyncio.sleep(max(0, due - time.perf_counter()))
        radio = random.choice([widget for widget in one.widgets.values() if widget.kind == "radio"])
        value = random.choice(list(radio.element.options)[:4])
        refused = len(one.errors)
        await one.give(radio, value)
        late.append((time.perf_counter() - due) * 1000)
        if len(one.errors) == refused:
            given[sheet_id, int(radio.key.split(":")[2])] = radio, value
        due += period


async def load(there: dict[str, str], seconds: int = 30) -> None:
    from tests.bench.house import INSPECTORS, sheets_for_inspectors

    everybody = list(sheets_for_inspectors(20, INSPECTORS).items())
    for count, period in ((80, 2.0), (300, 10.0)):
        await answered_at_once(f"{count} inspectors, one answer every {period:g} s", everybody[:count], period, seconds, [ADDRESS])


async def processes(there: dict[str, str], seconds: int = 30) -> None:
    """Two processes of the application and their PostgreSQL, with whoever clicks, share this machine's cores."""
    from tests.bench.house import sheets_for_inspectors

    everybody = list(sheets_for_inspectors(20, 120).items())
    await answered_at_once("PostgreSQL, two processes, 120 inspectors, one answer every 2 s", everybody, 2.0, seconds, [ADDRESS, BESIDE])


async def answered_at_once(
    name: str, chosen: list[tuple[str, tuple[str, int]]], period: float, seconds: int, addresses: list[str]
) -> None:
    """Everybody of `chosen` answers her own sheet all the while, spread over the processes at `addresses`."""
    from core import work
    from core.inspection.sheets import queries
    from core.projects.queries import person_acting

    people = []
    for number, (token, (code, _)) in enumerate(chosen):
        one = await person(token, addresses[number % len(addresses)])
        await one.open("Scoring_sheet", f"sheet={code}")
        people.append(one)
    before = sum(measured(address)["cpu_s"] for address in addresses)
    late: list[float] = []
    given: dict[tuple[int, int], tuple[Widget, str]] = {}
    end = time.perf_counter() + seconds
    sheets = [sheet_id for _, (_, sheet_id) in chosen]
    await asyncio.gather(*(inspect(one, sheet_id, period, end, late, given) for one, sheet_id in zip(people, sheets, strict=True)))
    seen = [measured(address) for address in addresses]
    lost = 0
    admin = work.ask(person_acting, "admin", origin="bench")
    for (sheet_id, item_id), (radio, value) in given.items():
        kept = work.ask(queries.answer, admin, sheet_id, item_id)[0]
        place = list(radio.element.options).index(value)
        lost += kept.raw is None or int(kept.raw) != 4 - place
    tell(f"{name}: p95 from due to drawn", percentile(late, 0.95), "ms", 500)
    tell(f"{name}: answers", len(late), "")
    tell(f"{name}: acknowledged and lost", lost, "", 0)
    tell(f"{name}: refused or failed", sum(len(one.errors) for one in people), "", 0)
    tell(f"{name}: longest wait of a writer", max(one["longest_wait_ms"] for one in seen), "ms", 250)
    tell(f"{name}: processor time an answer", (sum(one["cpu_s"] for one in seen) - before) / len(late) * 1000, "ms")
    for one in people:
        await one.close()


async def opening(there: dict[str, str], healthy: float) -> None:
    from tests.bench.house import session

    tell("start to healthy", healthy, "ms", 3000)
    token = session("admin")
    started = time.perf_counter()
    first = Person(ADDRESS, {"cockpit": token})
    await first.connect()
    await first.open("")
    tell("first visitor after the start sees the page after", (time.perf_counter() - started) * 1000, "ms", 300)

    async def comes(after: float) -> float:
        await asyncio.sleep(after)
        begun = time.perf_counter()
        people.append(await person(token))
        return (time.perf_counter() - begun) * 1000

    people: list[Person] = [first]
    waits = await asyncio.gather(*(comes(number * 5 / 60) for number in range(60)))
    tell("60 people opening within 5 s, slowest sees the page after", max(waits), "ms", 2000)
    people += [await person(token) for _ in range(100 - len(people))]
    before = measured()["rss_mb"]
    tell("memory with 100 people", before, "MB", 300)
    people += [await person(token) for _ in range(60)]
    tell("memory for each further person", (measured()["rss_mb"] - before) * 1024 / 60, "kB", 200)
    for one in people:
        await one.close()


async def page_against_floor(token: str, path: str, query: str = "", count: int = 40) -> tuple[float, float]:
    """p50 of a page and of its floor, re-rendered in turns: whatever else the process and the machine do meets both alike."""
    one, other = await person(token), await person(token)
    await one.open(path, query)
    await other.open(path, f"{query}&floor=1" if query else "floor=1")
    real, floor = [], []
    for turn in range(count + 5):
        times = (await one.again()).ms, (await other.again()).ms
        if turn >= 5:
            real.append(times[0])
            floor.append(times[1])
    await one.close()
    await other.close()
    return percentile(real, 0.5), percentile(floor, 0.5)


async def results(there: dict[str, str]) -> None:
    from core import work
    from core.inspection.results import queries
    from core.inspection.results.rules import Filter
    from core.projects.queries import person_acting
    from tests.bench.house import finished_sheet, session

    token = session("baiqinghe")
    pages = {"results": ("Results", ""), "fairness": ("Fairness", ""), "score explained": ("Scoring_sheet", f"sheet={finished_sheet()}")}
    for name, (page, query) in pages.items():
        real, floor = await page_against_floor(token, page, query)
        tell(f"{name} over 1,000,000 item scores, re-render p50", real, "ms")
        tell("  against its floor", real / floor, "x", 1.3)
    leader = work.ask(person_acting, "baiqinghe", origin="bench")
    times = []
    for _ in range(30):
        started = time.perf_counter()
        work.ask(queries.board, leader, Filter())
        times.append((time.perf_counter() - started) * 1000)
    tell("results: all its questions asked anew p50 (SQL and access)", percentile(times, 0.5), "ms", 10)


async def pages_at(scale: int) -> dict[str, float]:
    from tests.bench.house import session

    found = {}
    for who, path in (("baiqinghe", ""), ("baiqinghe", "Results"), ("baiqinghe", "Sheets"), ("baiqinghe", "Rounds"), ("guyanqiu", ""), ("admin", "Audit_trail")):
        one = await person(session(who))
        await one.open(path)
        found[f"{who} /{path}"] = percentile(await repeated(one, one.again, 30), 0.5)
        await one.close()
    return found


SETTLED_S = 120
"""By then a server has done once what it does by itself, in pauses between the clicks: what that took is no growth."""


async def soak(there: dict[str, str], seconds: int) -> None:
    from tests.bench.house import session

    people = [await person(session("baiqinghe")) for _ in range(10)]
    paths = ["", "Results", "Sheets", "Rounds", "Search"]

    async def browse(one: Person, until: float) -> None:
        while time.perf_counter() < until:
            await one.open(random.choice(paths))
            await asyncio.sleep(0.5)

    await asyncio.gather(*(browse(one, time.perf_counter() + SETTLED_S) for one in people))
    before = measured()["rss_mb"]
    await asyncio.gather(*(browse(one, time.perf_counter() + seconds) for one in people))
    tell(f"soak of {seconds} s by 10 people: memory grows a minute by", (measured()["rss_mb"] - before) / seconds * 60, "MB", 1)
    for one in people:
        await one.close()


async def plan_pages(codes: dict[int, str]) -> None:
    """The Plan page of a project of 100 tasks, all plans side by side, and a plan of 10,000 tasks: seen for the first time, and edited."""
    from tests.bench.house import session
    from tests.bench.plans import LARGE, MANAGER, SIDE_BY_SIDE

    token = session(MANAGER)
    one = await person(token)
    for part in ("table", "chart", "chain"):
        await one.open("Plan", f"project={codes[100]}")
        await shown(one, part)
        again = await repeated(one, one.again, 60)
        tell(f"plan of 100 tasks, {part}: re-render p50", percentile(again, 0.5), "ms", 50)
    await one.open("Plan")
    again = await repeated(one, one.again, 60)
    tell(f"{SIDE_BY_SIDE} plans side by side, re-render p50", percentile(again, 0.5), "ms", 110)
    first = await one.open("Plan", f"project={codes[LARGE]}")
    tell(f"plan of {LARGE:,} tasks, table: first run, nothing known of it", first.ms, "ms", 300)
    chart = await shown(one, "chart")
    tell(f"plan of {LARGE:,} tasks, chart of all bars: first run", chart.ms, "ms", 300)
    tell("  sent for it", chart.bytes / 1024, "kB")
    again = await repeated(one, one.again, 30)
    tell(f"plan of {LARGE:,} tasks, chart of all bars: re-render p50", percentile(again, 0.5), "ms")
    await edited(one, LARGE)
    tell("  refusals and errors", len(one.errors), "", 0)
    await one.close()


async def shown(one: Person, part: str) -> Any:
    """Choose a part of the Plan page."""
    choice = one.find("button_group", "plan_part")
    order = ["table", "chart", "chain"]
    return await one.give(choice, [choice.element.options[order.index(part)].content])


async def edited(one: Person, count: int, edits: int = 240) -> None:
    """One task after another is put to another day beside the chart: from the click to the chart as it is then. One in fifty moves the finish, and all late dates."""
    panel = one.find("expandable", "move:")
    await one.give(panel, True)
    spent, dice = [], random.Random(5)
    for _ in range(edits):
        await one.give(one.find("number_input", "move:"), float(dice.randrange(2, count)))
        day = next((widget for widget in one.widgets.values() if widget.kind == "date_input" and widget.key.startswith("move:")), None)
        if day is None:
            continue  # a summary, which follows from its rows
        later = date.fromisoformat(next(iter(day.element.default))) + timedelta(days=dice.choice((1, 2, 5)))
        await one.give(day, [later.isoformat()])
        spent.append((await one.give(one.find("button", "move:"), True)).ms)
    tell(f"one date edited in a plan of {count:,} tasks, chart updated p50", percentile(spent, 0.5), "ms")
    tell(f"one date edited in a plan of {count:,} tasks, chart updated p95", percentile(spent, 0.95), "ms", 120)


async def progress_page() -> None:
    """The list of all projects against its floor."""
    from tests.bench.house import session

    real, floor = await page_against_floor(session("baiqinghe"), "Progress", "")
    tell("progress of 2,000 projects, re-render p50", real, "ms")
    tell("  against its floor", real / floor, "x", 1.3)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", default="trivial,answer,load,processes,opening,results,growth,soak,engines,schedule,plans,progress,closing,requests,import")
    options.add_argument("--json", type=Path)
    options.add_argument("--seconds", type=int, default=30)
    options.add_argument("--requests", type=int, default=1_000_000, help="how many service requests are planted")
    options.add_argument("--scale", type=int, default=50, help="50 plants a million item scores")
    chosen = options.parse_args()
    from core import db

    only = set(chosen.only.split(","))
    from tests.bench.house import planted, planted_on_postgresql

    if "schedule" in only:
        planning()
    if "engines" in only:
        use(planted(0))
        engines()
    if only & {"trivial", "answer", "load", "opening", "soak"}:
        there = planted(0)
        use(there)
        with server(there) as healthy:
            if "opening" in only:
                asyncio.run(opening(there, healthy))
            if "trivial" in only:
                asyncio.run(trivial(there))
            if "answer" in only:
                asyncio.run(answer(there))
            if "soak" in only:
                asyncio.run(soak(there, chosen.seconds * 3))
            if "load" in only:
                asyncio.run(load(there, chosen.seconds))
    if "plans" in only:
        from tests.bench.plans import planted as planted_plans

        there = planted(0)
        use(there)
        codes = planted_plans()
        with server(there):
            asyncio.run(plan_pages(codes))
    if "progress" in only:
        from tests.bench.portfolio import measure, reporting

        there = planted(0)
        use(there)
        measure(tell, "SQLite")
        with server(there):
            asyncio.run(progress_page())
        reporting(tell, "SQLite")
        with planted_on_postgresql() as there:
            use(there)
            measure(tell, "PostgreSQL")
            reporting(tell, "PostgreSQL")
            db.disconnect()
    if "closing" in only:
        from tests.bench import closing

        closing.everywhere(tell, use, server, page_against_floor)
    if "requests" in only:
        from tests.bench import requests

        requests.everywhere(tell, use, server, page_against_floor, chosen.requests)
    if "import" in only:
        from tests.bench import tickets

        use(planted(0))
        tickets.measure(tell)
    if "processes" in only:
        with planted_on_postgresql() as there:
            use(there)
            with server(there), server(there, BESIDE):
                asyncio.run(processes(there, chosen.seconds))
            db.disconnect()
    if only & {"results", "growth"}:
        there = planted(chosen.scale)
        use(there)
        with server(there):
            if "results" in only:
                asyncio.run(results(there))
            large = asyncio.run(pages_at(chosen.scale)) if "growth" in only else {}
        if "growth" in only:
            there = planted(max(1, chosen.scale // 10))
            use(there)
            with server(there):
                small = asyncio.run(pages_at(chosen.scale // 10))
            for name in large:
                tell(f"ten times the data, {name}: {small[name]:.1f} to {large[name]:.1f} ms", large[name] / small[name], "x", 1.5)
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(figure) | {"met": figure.met} for figure in FIGURES], indent=1))
    missed = [figure for figure in FIGURES if figure.met is False]
    print(f"{len(FIGURES)} figures, {len(missed)} beside their target")
    return 0


if __name__ == "__main__":
    sys.exit(main())
