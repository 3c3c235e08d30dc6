"""What lists, cards, sheets and the record page of follow-ups have in common."""

from datetime import date

from core.followup.queries import FollowUpRow
from core.followup.rules import Priority, State
from pages.parts.kit import badge_text
from pages.parts.words import day, escaped, plain, t, tn

PRIORITY_COLOURS = {Priority.HIGH: "red", Priority.NORMAL: "blue", Priority.LOW: "gray"}


def due(due_on: date, today: date, state: State) -> str:
    """The due day as Markdown, with how long is left or how late it is."""
    left = (due_on - today).days
    if state not in (State.TODO, State.IN_HAND):
        return t("due {day}", day=day(due_on))
    if left < 0:
        return f":red[{tn('one day overdue', '{count} days overdue', -left)}]"
    if left == 0:
        return f":orange[{t('due today')}]"
    return tn("due tomorrow", "due in {count} days", left) if left <= 14 else t("due {day}", day=day(due_on))


def due_whole(row: FollowUpRow) -> str:
    """How long is left or how late it is, and the day itself where that does not say it."""
    said = due(row.due_on, row.today, row.state)
    return said if day(row.due_on) in said else f"{said} ({day(row.due_on)})"


def why(row: FollowUpRow) -> str:
    """Why it was opened, as Markdown: the house's sentence in the viewer's language, then what somebody wrote."""
    parts = [t(row.said, **row.said_values)] if row.said else []
    if row.finding:
        parts.append(escaped(row.finding).replace("\n", "  \n"))
    return "  \n".join(parts)


def state(code: State) -> str:
    """The state as a coloured word. A closed follow-up is done, where a closed round still waits for its release."""
    return badge_text(f"followup_{code}" if code is State.CLOSED else code, code.label)


def badges(row: FollowUpRow) -> str:
    """State, priority, recurrences and effect as coloured words."""
    parts = [state(row.state)]
    if row.priority is not Priority.NORMAL:
        parts.append(f":{PRIORITY_COLOURS[row.priority]}-badge[{t('Priority: {priority}', priority=plain(row.priority.label))}]")
    if row.recurrences:
        parts.append(f":orange-badge[{tn('came back once', 'came back {count} times', row.recurrences)}]")
    if row.effect:
        parts.append(badge_text(row.effect, row.effect.label))
    return " ".join(parts)
