"""Which column a card stands in, what moving it says of its task, and what a board can be. Pure.

A card is a task of the plan, and the plan is the truth: a card stands where it was put for as long as that column says of
it what the plan says; when a report says something else, it goes to the first column that does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from core import fields
from core.errors import AlreadyExists, Refusal
from core.planning.rules.sheet import Kind, Row
from core.progress.rules import Report
from core.words import N_

NAME_LIMIT, REASON_LIMIT = 40, 300
MOST_COLUMNS, MOST_CARDS = 12, 999


class State(StrEnum):
    """What a column says of the tasks in it."""

    TODO = "todo"
    HAND = "hand"
    DONE = "done"

    @property
    def label(self) -> str:
        return {State.TODO: N_("Not begun"), State.HAND: N_("Under way"), State.DONE: N_("Finished")}[self]

    @property
    def usual(self) -> str:
        """How a column is called that nobody has named."""
        return {State.TODO: N_("To do"), State.HAND: N_("In hand"), State.DONE: N_("Finished")}[self]


@dataclass(frozen=True)
class Column:
    """A column of a board. Its number is never given twice; without a name it is called as usual for what it means."""

    number: int
    means: State
    name: str = ""
    most: int | None = None
    """How many cards it takes; None: any number."""


USUAL = (Column(1, State.TODO), Column(2, State.HAND), Column(3, State.DONE))
"""The board of a project for which nobody has chosen columns."""


class CardMoved(Refusal):
    message = N_("“{task}” stands in another column by now: somebody has moved it, or reported on it. Nothing was changed; look where it is and move it again.")


class ColumnGone(Refusal):
    message = N_("This column has been removed from the board. Choose another one.")


class ColumnFull(Refusal):
    message = N_("“{column}” is full: it takes at most {most} cards. Finish one of them first, or ask who plans the project to let one more in.")


class SayWhyMore(Refusal):
    message = N_("“{column}” is full: it takes at most {most} cards. Finish one of them first, or say why one more is needed.")


class SayHowFar(Refusal):
    message = N_("“{task}” was finished. Say how much of it is done after all, from 1 to 99 percent.")


class HasBegun(Refusal):
    message = N_("“{task}” is {percent}% done, so it has begun. Leave it in hand, or report it as not begun first.")


class ReachedOrNot(Refusal):
    message = N_("“{task}” is a milestone: it is reached or not. Put it among what is done once it is reached.")


class OneOfEach(Refusal):
    message = N_("A board needs at least one column each for what is not begun, what is under way and what is finished.")


class TooManyColumns(Refusal):
    message = N_("A board has at most {most} columns.")


class NotALimit(Refusal):
    message = N_("The most cards of a column is a whole number from 1 to {most}, or empty.")


def state(row: Row) -> State:
    """What the plan says of a task."""
    if row.actual_finish is not None:
        return State.DONE
    return State.HAND if row.actual_start is not None or row.percent else State.TODO


def first_of(columns: Sequence[Column], means: State) -> Column:
    """The first column of a meaning; every board has one."""
    return next(one for one in columns if one.means is means)


def column_of(columns: Sequence[Column], put: int | None, now: State) -> Column:
    """Where a card stands that was last put into the column `put` and of whose task the plan says `now`."""
    found = next((one for one in columns if one.number == put), None)
    return found if found is not None and found.means is now else first_of(columns, now)


def named(columns: Sequence[Column], number: int) -> Column:
    """The column with this number. Refuses ColumnGone."""
    found = next((one for one in columns if one.number == number), None)
    if found is None:
        raise ColumnGone()
    return found


def told(row: Row, to: State, today: date, *, share: int | None = None) -> Report | None:
    """What moving the card of a task among what is not begun, under way or finished reports of it; None: nothing new.

    `share`: how much of a finished task is done after all. Refuses ReachedOrNot, HasBegun, SayHowFar.
    """
    was = state(row)
    if was is to:
        return None
    if to is State.DONE:
        return Report(percent=100)
    if to is State.TODO:
        if row.percent and row.kind is Kind.TASK:
            raise HasBegun(task=row.name, percent=row.percent)
        return Report(percent=0)
    if row.kind is not Kind.TASK:
        raise ReachedOrNot(task=row.name)
    if was is State.TODO:
        return Report(started_on=today)
    if share is None or not 1 <= share <= 99:
        raise SayHowFar(task=row.name)
    return Report(percent=share)


def let_in(column: Column, called: str, cards: int, *, reason: str, plans: bool) -> str:
    """Whether a column with so many cards takes one more; returns the reason that is kept: none where there is room.

    A full column takes one more only from who plans the project (`plans`) and says why. Refuses ColumnFull, SayWhyMore, TooLong.
    """
    if column.most is None or cards < column.most:
        return ""
    if not plans:
        raise ColumnFull(column=called, most=column.most)
    why = fields.line(reason, N_("Reason"), REASON_LIMIT, needed=False)
    if not why:
        raise SayWhyMore(column=called, most=column.most)
    return why


def arranged(before: Sequence[Column], wanted: Sequence[Column], last: int) -> tuple[Column, ...]:
    """The columns of a board as they are kept: `wanted`, those with the number 0 new (from `last` + 1 on), what they mean in order.

    What a column means never changes, so that what was moved into it keeps its meaning; a column of what is finished takes
    any number. Refuses OneOfEach, TooManyColumns, NotALimit, AlreadyExists (a name), Empty, TooLong, ColumnGone.
    """
    known = {one.number: one for one in before}
    if len(wanted) > MOST_COLUMNS:
        raise TooManyColumns(most=MOST_COLUMNS)
    made: list[Column] = []
    for one in wanted:
        if one.number and one.number not in known:
            raise ColumnGone()
        means = known[one.number].means if one.number else one.means
        if not one.number:
            last += 1
        usual = bool(one.number) and not known[one.number].name
        name = fields.line(one.name, N_("Column"), NAME_LIMIT, needed=not usual)
        most = None if means is State.DONE else one.most
        if most is not None and not 1 <= most <= MOST_CARDS:
            raise NotALimit(most=MOST_CARDS)
        made.append(replace(one, number=one.number or last, means=means, name=name, most=most))
    names = [one.name.casefold() or one.means.value for one in made]
    if twice := next((one.name for one in made if names.count(one.name.casefold() or one.means.value) > 1), None):
        raise AlreadyExists(value=twice)
    if {one.means for one in made} != set(State):
        raise OneOfEach()
    return tuple(sorted(made, key=lambda one: list(State).index(one.means)))
