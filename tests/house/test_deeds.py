"""Every deed that can stand in a record's timeline has its words there, and no words are kept for deeds that nobody does."""

import ast
import re
from pathlib import Path

from core import subjects
from core.approval.rules import Verdict
from core.inspection.templates.actions import _DEEDS
from pages.parts.deeds import OTHER, PHRASES

import core.everything  # noqa: F401  isort: skip

ROOT = Path(__file__).parents[2] / "core"
FAMILIES = {"template_version": "template"}
"""Deeds are named after the room where that differs from the kind of record."""
WITHOUT_A_TIMELINE = {"calendar", "page_voice"}
"""Their pages show the rules themselves, not what was done to them; the trail has it."""
COMPUTED = {"approval:{}": [one.value for one in Verdict], "template:{}": list(_DEEDS.values())}
"""Deeds whose last word is only known when they are done."""
DEED = re.compile(r"[a-z_]+:[a-z_]+")


def deed_of(node: ast.expr) -> list[str]:
    """The deeds that an argument can name."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and DEED.fullmatch(node.value):
        return [node.value]
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant) and str(node.values[0].value).endswith(":"):
        shape = f"{node.values[0].value}{{}}"
        return [shape.format(word) for word in COMPUTED[shape]]
    return []


def noted() -> set[str]:
    """Every deed that a call in some actions module leaves on a record that can be opened."""
    found = set()
    for path in ROOT.rglob("actions.py"):
        for call in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)):
            for place, argument in enumerate(call.args):
                rest = call.args[place + 1 : place + 3]
                about = rest[0].value if rest and isinstance(rest[0], ast.Constant) else None  # a wrapper names no kind: it has one
                nothing = len(rest) == 2 and isinstance(rest[1], ast.Constant) and rest[1].value is None
                for deed in deed_of(argument):
                    kinds = [kind for kind in shown() if FAMILIES.get(kind, kind) == deed.partition(":")[0]]
                    # An assignment is made on a round and noted on its sheet: both have a timeline.
                    if kinds and not nothing and (about is None or about in shown()):
                        found.add(deed)
    return found


def shown() -> set[str]:
    """The kinds of records that have a timeline, with the comments that stand in it."""
    return {*subjects.kinds(), "comment"} - WITHOUT_A_TIMELINE


def test_every_deed_on_a_record_has_its_phrase():
    every = noted()
    assert {"followup:verify", "approval:return", "template:try", "sheet:answer", "round:assign", "comment:strike"} <= every
    assert sorted(every - set(PHRASES)) == [], f"give it words in pages/parts/deeds.py; until then its line says: {OTHER}"


def test_no_phrase_is_left_of_a_deed_that_is_gone():
    assert sorted(set(PHRASES) - noted()) == ["demo:fill"], "the demo fills rounds and has no records of its own"


def test_everybody_who_does_something_is_named():
    assert [deed for deed, phrase in PHRASES.items() if "{who}" not in phrase] == ["approval:escalate", "communication_opinion:box", "review:rate"], "time does the one; who wrote without a name, whose judgement arrived is said to nobody"
