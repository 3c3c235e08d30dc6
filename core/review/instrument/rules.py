"""An instrument as it is typed, kept and shipped. Pure."""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from core import fields
from core.errors import Fault, Faulty
from core.review.rules import FLOOR, OTHERS, Dimension, Group, Instrument, Question
from core.words import N_

NAME_LIMIT, QUESTION_LIMIT, REASON_LIMIT, MOST_QUESTIONS = 60, 200, 500, 40


class FaultyInstrument(Faulty):
    message = N_("{count} faults were found; the instrument was not changed.")


def of_toml(text: str) -> Instrument:
    """The instrument of a file of data/reviews."""
    return thawed(tomllib.loads(text))


def thawed(kept: Mapping[str, Any]) -> Instrument:
    """What was frozen or shipped."""
    return Instrument(
        tuple(
            Dimension(
                one["code"], one["name"], int(one["weight"]),
                tuple(Question(of["code"], of["text"], tuple(Group(group) for group in of.get("groups", tuple(Group)))) for of in one["questions"]),
            )
            for one in kept["dimensions"]
        ),
        {group: int(kept["weights"][group.value]) for group in OTHERS}, int(kept.get("floor", FLOOR)),
    )  # fmt: skip


def frozen(one: Instrument) -> dict[str, Any]:
    """An instrument as a record keeps it."""
    return {
        "floor": one.floor, "weights": {group.value: weight for group, weight in one.weights.items()},
        "dimensions": [
            {
                "code": of.code, "weight": of.weight, "name": dict(of.name),
                "questions": [{"code": question.code, "text": dict(question.text), "groups": [group.value for group in question.groups]} for question in of.questions],
            }
            for of in one.dimensions
        ],
    }  # fmt: skip


def cleaned(before: Instrument, *, weights: Mapping[Group, int], floor: int, dimension_weights: Mapping[str, int], texts: Mapping[str, Mapping[str, str]], left_out: Sequence[str] = ()) -> Instrument:
    """`before` with other weights, floor and wordings, and without some questions; codes stay, so that figures go on.

    Refuses FaultyInstrument with every fault at once, Empty, TooLong.
    """
    faults = []
    if any(not 0 <= one <= 100 for one in weights.values()) or sum(weights.values()) != 100:
        faults.append(Fault(0, N_("The weights of the groups must add up to 100.")))
    if floor < FLOOR:
        faults.append(Fault(0, N_("The anonymity floor is at least {floor}."), {"floor": FLOOR}))
    if sum(dimension_weights.get(one.code, one.weight) for one in before.dimensions) != 100 or any(not 0 <= one <= 100 for one in dimension_weights.values()):
        faults.append(Fault(0, N_("The weights of the dimensions must add up to 100.")))
    dimensions = tuple(
        Dimension(
            one.code, one.name, dimension_weights.get(one.code, one.weight),
            tuple(
                Question(of.code, fields.content(texts.get(of.code, of.text), N_("Question"), QUESTION_LIMIT), of.groups) for of in one.questions if of.code not in left_out
            ),
        )
        for one in before.dimensions
    )  # fmt: skip
    if any(not one.questions for one in dimensions):
        faults.append(Fault(0, N_("Every dimension needs a question.")))
    if faults:
        raise FaultyInstrument(faults)
    return Instrument(dimensions, {group: weights[group] for group in OTHERS}, floor)
