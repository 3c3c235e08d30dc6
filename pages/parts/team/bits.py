"""What the parts of the page share: places, people, a comparison of two figures."""

from core.access import Actor, Permission
from core.metrics.figures import Figure
from core.metrics.rules import MEASURES, Measure, Unit
from core.team import queries
from core.team.rules import Change, Verdict
from core.words import N_
from pages.parts import desk
from pages.parts.customers.choose import mark
from pages.parts.metrics import said
from pages.parts.words import content, number, plain, t

VERDICTS = {Verdict.BETTER: "green", Verdict.WORSE: "red", Verdict.UNCLEAR: "gray", Verdict.TOO_LITTLE: "gray"}
WHOLE = "whole"


def places(actor: Actor, permission: Permission) -> dict[str, str]:
    """Where something may be entered: `whole`, `d7` a department, `p9` a project; with their names."""
    found = desk.ask(queries.places, actor, permission)
    whole = {WHOLE: plain("The whole organisation")} if found.whole else {}
    return whole | {f"p{one}": f"{code} {content(name)}" for one, (code, name) in found.projects.items()} | {f"d{one}": content(name) for one, name in found.departments.items()}


def place(code: str) -> tuple[int | None, int | None]:
    """Project and department of a chosen place."""
    return (int(code[1:]), None) if code.startswith("p") else (None, int(code[1:])) if code.startswith("d") else (None, None)


def place_of(project_id: int | None, department_id: int | None) -> str:
    return f"p{project_id}" if project_id is not None else f"d{department_id}" if department_id is not None else WHOLE


def people(actor: Actor, permission: Permission = Permission.TEAM_READ) -> dict[int, str]:
    """Names of the people whom the viewer sees, by id."""
    return {one: content(name) for one, name in desk.ask(queries.people, actor, permission).items()}


def figure(measure: Measure, found: Figure | None) -> str:
    """A value with how many records it is of."""
    if found is None:
        return plain("no records")
    return plain("{value} of {count} records", value=said.value(measure, float(found.value)), count=number(found.n, 0)) if found.n >= measure.least else plain("too few records: {count}", count=found.n)


def compared(measure: Measure, found: Change) -> str:
    """Before, after, the difference with its interval, and what may be said of it, in Markdown."""
    lines = [t("before: {before} · after: {after}", before=figure(measure, found.before), after=figure(measure, found.after))]
    if found.difference is not None and found.low is not None and found.high is not None and found.verdict is not Verdict.TOO_LITTLE:
        unit = plain("percentage points") if measure.unit is Unit.PERCENT else plain(measure.unit.label)
        signed = [f"{value:+.1f}".replace("-", "−") for value in (found.difference, found.low, found.high)]
        lines.append(t("difference {difference} {unit}, 95 % interval {low} to {high}", difference=signed[0], low=signed[1], high=signed[2], unit=unit))
    return f"{mark(VERDICTS[found.verdict], t(found.verdict.label))} " + " · ".join(lines)


def measures() -> dict[str, str]:
    """Names of the measures that can be asked by person, by code."""
    return {code: plain(one.name) for code, one in MEASURES.items() if one.person}


NOBODY = N_("Nobody")
