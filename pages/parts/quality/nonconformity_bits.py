"""What lists, figures and the record page of nonconformities have in common."""

from collections.abc import Mapping

from core.quality.nonconformities.queries import NonconformityRow
from core.quality.nonconformities.rules import CAUSES, CLASSES, Severity, State
from core.words import Content
from pages.parts.codes import code_table
from pages.parts.kit import badge_text
from pages.parts.words import c, day, escaped, t, tn

SEVERITY_COLOURS = {Severity.MINOR: "gray", Severity.MAJOR: "orange", Severity.CRITICAL: "red"}
BADGES = {State.OPEN: "open", State.IN_HAND: "in_hand", State.TO_JUDGE: "to_verify", State.CLOSED: "followup_closed", State.WITHDRAWN: "cancelled"}


def names(table: str) -> Mapping[str, Content]:
    """The names of a reference table's codes."""
    return code_table(table).names


def offered(table: str, present: str = "") -> dict[str, Content]:
    """What may be chosen of a reference table."""
    return {entry.code: entry.name for entry in code_table(table).offered(present)}


def severity(one: Severity) -> str:
    """How grave it is as a coloured word."""
    return f":{SEVERITY_COLOURS[one]}-badge[{t(one.label)}]"


def badges(row: NonconformityRow) -> str:
    """State, severity, recurrences and lateness as coloured words."""
    parts = [badge_text(BADGES[row.state], row.state.label), severity(row.severity)]
    if row.overdue:
        parts.append(f":red-badge[{t('Overdue')}]")
    if row.ripe:
        parts.append(f":violet-badge[{t('can be judged now')}]")
    if row.recurrences:
        parts.append(f":orange-badge[{tn('came back once', 'came back {count} times', row.recurrences)}]")
    if row.effect and row.state is State.CLOSED:
        parts.append(badge_text("effective" if row.effect == "effective" else "changed", row.effect.label))
    return " ".join(parts)


def told(row: NonconformityRow) -> str:
    """How far it is, in one line of Markdown."""
    parts = [c(names(CLASSES).get(row.class_)), t("found {day}", day=day(row.found_on))]
    if row.cause:
        parts.append(c(names(CAUSES).get(row.cause)))
    if row.measures:
        parts.append(t("{verified} of {count} measures verified", verified=row.verified, count=row.measures))
    if row.due_on and row.state is State.IN_HAND:
        parts.append(t("due {day}", day=day(row.due_on)))
    if row.state is State.TO_JUDGE and row.effect_due_on and not row.ripe:
        parts.append(t("effect from {day} on", day=day(row.effect_due_on)))
    return " · ".join(parts)


def project(row: NonconformityRow) -> str:
    return f"{escaped(row.project_code)} {c(row.project)} · {c(row.department)}"
