"""What differs between two states of a plan, and why a deed on it is refused. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from enum import Enum

from core.errors import Refusal
from core.planning.rules.notation import Before
from core.planning.rules.sheet import Row
from core.words import N_


class PlanKnown(Refusal):
    message = N_("This project has a plan already. Please reload the page to see it.")


class TaskGone(Refusal):
    message = N_("A row that you changed is no longer in the plan ({count}). Please reload the page; what you typed for other rows is not kept yet.")


class ChangedMeanwhile(Refusal):
    message = N_("“{task}” was changed by somebody else while you worked on it (rows concerned: {count}). Nothing was overwritten. Compare with the table as it is now and change it again.")


_NAMES = tuple(one.name for one in fields(Row) if one.name != "uid")


def differences(before: Sequence[Row], after: Sequence[Row]) -> tuple[dict[int, dict[str, object]], dict[int, dict[str, object]]]:
    """By uid, the fields that differ as they were and as they shall be; a row that is new or gone with its name."""
    if len(before) == len(after):  # most rows of most deeds are the same ones
        pairs = [(old, new) for old, new in zip(before, after, strict=True) if old is not new]
        before, after = [old for old, _ in pairs], [new for _, new in pairs]
    old, new = {row.uid: row for row in before}, {row.uid: row for row in after}
    was: dict[int, dict[str, object]] = {}
    shall: dict[int, dict[str, object]] = {}
    for uid, row in old.items():
        if uid not in new:
            was[uid] = {"name": row.name, "level": row.level}
        elif row is not new[uid] and row != new[uid]:
            differ = [name for name in _NAMES if getattr(row, name) != getattr(new[uid], name)]
            was[uid] = {name: getattr(row, name) for name in differ}
            shall[uid] = {name: getattr(new[uid], name) for name in differ}
    for uid in new.keys() - old.keys():
        shall[uid] = {"name": new[uid].name, "level": new[uid].level, "duration": new[uid].duration}
    return was, shall


def plain(values: Mapping[str, object]) -> dict[str, object]:
    """Values as the trail keeps them."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: object) -> object:
    if isinstance(value, Before):
        return [value.uid, value.type.name.lower(), value.lag, value.elapsed, value.percent]
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.name.lower()
    return str(value) if isinstance(value, Decimal) else value
