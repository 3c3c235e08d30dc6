"""What map, list and the page of one risk have in common."""

from collections.abc import Mapping

from core.access import Actor, Permission
from core.risk.life.rules import State
from core.risk.overview import queries as overview
from core.risk.queries import RiskRow
from core.risk.rules import CLASSES, DEGREES, IMPACTS, PROBABILITIES, Grade, Limits, grade
from core.risk.watch.queries import Watching
from core.risk.watch.rules import Signal, worst
from core.words import N_, Content
from pages.parts import desk, theme
from pages.parts.codes import code_table
from pages.parts.followup.opening import colleagues
from pages.parts.words import c, content, day, escaped, labelled, t, tn

GRADE_COLOURS = {Grade.LOW: "green", Grade.MEDIUM: "yellow", Grade.HIGH: "orange", Grade.EXTREME: "red"}
FILLS = {Grade.LOW: "#a9d3bd", Grade.MEDIUM: "#f2d9a0", Grade.HIGH: "#e08a5a", Grade.EXTREME: "#c0392b"}
STATE_COLOURS = {State.IDENTIFIED: "gray", State.ASSESSED: "violet", State.RESPONDING: "blue", State.WATCHED: "green", State.OCCURRED: "red", State.CLOSED: "gray"}
SIGNAL_COLOURS = {Signal.CALM: "green", Signal.WARNED: "red", Signal.UNKNOWN: "gray"}
SIGNAL_WORDS = {Signal.CALM: N_("Indicators calm"), Signal.WARNED: N_("An indicator warns"), Signal.UNKNOWN: N_("An indicator cannot be told")}


def names(table: str) -> Mapping[str, Content]:
    """The names of a reference table's codes."""
    return code_table(table).names


def offered(table: str, present: str = "") -> dict[str, Content]:
    """What may be chosen of a reference table."""
    return {entry.code: entry.name for entry in code_table(table).offered(present)}


def places(table: str) -> dict[int, str]:
    """The words of a scale: "3 · Possible". A place that lost its word keeps its number."""
    letter, known = {PROBABILITIES: "p", IMPACTS: "i"}[table], names(table)
    return {one: f"{one} · {content(known[f'{letter}{one}'])}" if f"{letter}{one}" in known else str(one) for one in DEGREES}


def graded(exposure: int, found: Grade | None) -> str:
    """An exposure as a coloured number with its grade."""
    return f":gray-badge[{t('Not assessed')}]" if found is None else f":{GRADE_COLOURS[found]}-badge[{exposure} · {t(found.label)}]"


def said(exposure: int, limits: Limits) -> str:
    """The same of any exposure; a dash where there is none."""
    return graded(exposure, grade(exposure, limits)) if exposure else "–"


def state(one: State) -> str:
    return f":{STATE_COLOURS[one]}-badge[{t(one.label)}]"


def badges(row: RiskRow, watching: tuple[Watching, ...] = ()) -> str:
    """State, grade, and what wants a deed, as coloured words."""
    parts = [state(row.state), graded(row.life.exposure, row.grade)]
    if row.life.unanswered and row.life.exposure:
        parts.append(f":red-badge[:material/priority_high: {t('Needs an answer')}]")
    if row.life.accepted is not None and row.state is not State.CLOSED:
        parts.append(f":gray-badge[{t('Accepted by a manager')}]")
    if row.late:
        parts.append(f":red-badge[{tn('one measure late', '{count} measures late', row.late)}]")
    if row.review_due:
        parts.append(f":orange-badge[{t('Review due')}]")
    if found := worst([one.signal for one in watching]):
        parts.append(f":{SIGNAL_COLOURS[found]}-badge[{t(SIGNAL_WORDS[found])}]")
    return " ".join(parts)


def told(row: RiskRow) -> str:
    """What it is and how far it is, in one line of Markdown."""
    parts = [c(names(CLASSES).get(row.class_)), t(row.phase.label), labelled(N_("Owner"), c(row.owner))]
    if row.life.strategy:
        parts.append(t(row.life.strategy.label))
    if row.life.open or row.verified:
        parts.append(t("{verified} of {count} measures verified", verified=row.verified, count=row.verified + row.life.open))
    if row.due_on:
        parts.append(t("due {day}", day=day(row.due_on)))
    elif row.next_on:
        parts.append(t("review {day}", day=day(row.next_on)))
    if row.outcome:
        parts.append(t(row.outcome.label))
    return " · ".join(parts)


def project(row: RiskRow) -> str:
    return f"{escaped(row.project_code)} {c(row.project)}"


def people(actor: Actor, permission: Permission, project_code: str) -> dict[int, str]:
    """Who may do something, by id: everybody, or the project's team for those who cannot look everybody up."""
    if actor.may(Permission.PEOPLE_READ):
        return colleagues(actor, permission)
    return {id_: content(name) for id_, name in desk.ask(overview.team, actor, project_code, permission).items()} if project_code else {}


def ink_on(found: Grade) -> str:
    return theme.readable_on(FILLS[found])
