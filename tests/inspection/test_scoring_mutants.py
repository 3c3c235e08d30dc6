"""Would the tests of the scoring function notice a mistake in it?

Each mutant is the scoring function with one small mistake: a comparison or sign turned round, a number off by one, two
branches swapped. It is put in the place of the real one (every importer calls the same function object), and the examples,
then the laws, are run until one fails. A mutant that nothing notices is a hole in the tests, or changes nothing: those few
stand below with the reason.
"""

import ast
import copy
import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from core.inspection import rules
from tests.inspection import test_laws, test_measured_rules, test_repeats_rules, test_rules

SCORING: tuple[FunctionType, ...] = (
    rules.check_raw, rules.fraction, rules.part_at, rules.piecewise, rules.together, rules.parts, rules.combined, rules.earned,
    rules._mean, rules.band, rules.score, rules.bounded, rules.effective_weights, rules._section, rules._share, rules._rounded,
)  # fmt: skip
JUDGES = (test_rules, test_laws, test_repeats_rules, test_measured_rules)
settings.register_profile(
    "mutants", max_examples=25, phases=(Phase.generate,), derandomize=True, deadline=None, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip

TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
SIGNS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Pow: ast.Mult,
}  # fmt: skip
ENDS = {"min": "max", "max": "min", "any": "all", "all": "any"}


def mistakes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], ast.AST]]]:
    """What can be done wrong at a node: what it is called, and how the wrong node is made from a copy of it."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            if type(operator) in TURNED:
                yield f"comparison {place + 1} turned", lambda one, place=place: _put(one, "ops", place, TURNED[type(one.ops[place])]())
    elif isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
        yield "sign turned", lambda one: ast.BinOp(one.left, SIGNS[type(one.op)](), one.right)
    elif isinstance(node, ast.BoolOp):
        yield "and for or", lambda one: ast.BoolOp(ast.Or() if isinstance(one.op, ast.And) else ast.And(), one.values)
    elif isinstance(node, ast.UnaryOp):
        yield "sign or not left out", lambda one: one.operand
    elif isinstance(node, ast.IfExp):
        yield "branches swapped", lambda one: ast.IfExp(one.test, one.orelse, one.body)
    elif isinstance(node, ast.Name) and node.id in ENDS:
        yield f"{ENDS[node.id]} for {node.id}", lambda one: ast.Name(ENDS[one.id], one.ctx)
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield "off by one", lambda one: ast.Constant(one.value + 1)


def _put(node: Any, name: str, place: int, value: ast.AST) -> ast.AST:
    getattr(node, name)[place] = value
    return node


def mutants(function: FunctionType) -> Iterator[tuple[str, CodeType]]:
    """Every mutant of a function: which mistake in which words of it (and the how many-th, if they come twice), and its code."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    seen: dict[str, int] = {}
    for place, node in enumerate(ast.walk(tree)):
        for name, made in mistakes(node):
            wrong = copy.deepcopy(tree)
            old = list(ast.walk(wrong))[place]
            told = f"{function.__name__}: {name} in {ast.unparse(node)}"
            seen[told] = seen.get(told, 0) + 1
            new = ast.copy_location(made(old), old)
            changed = _Exchange(old, new).visit(wrong)
            space: dict[str, Any] = {}
            exec(compile(ast.fix_missing_locations(changed), "<mutant>", "exec"), dict(function.__globals__), space)
            yield (told if seen[told] == 1 else f"{told} ({seen[told]})"), space[function.__name__].__code__


class _Exchange(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self.new if node is self.old else self.generic_visit(node)


@contextmanager
def instead(function: FunctionType, code: CodeType) -> Iterator[None]:
    real, function.__code__ = function.__code__, code
    try:
        yield
    finally:
        function.__code__ = real


def judged(module: ModuleType) -> tuple[list[Callable[[], object]], list[Callable[[], object]]]:
    """The examples of a test module, each as a call without arguments, and its laws."""
    examples, laws = [], []
    rooms = [one() for name, one in vars(module).items() if name.startswith("Test") and inspect.isclass(one)]
    tests = [test for test in vars(module).values() if inspect.isfunction(test) and test.__module__ == module.__name__]
    tests += [test for room in rooms for _, test in inspect.getmembers(room, inspect.ismethod)]
    for test in tests:
        if not test.__name__.startswith("test_"):
            continue
        if hasattr(test, "hypothesis"):
            laws.append(test)
            continue
        tables = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
        wanted = inspect.signature(test).parameters
        if not wanted:
            examples.append(test)
        elif len(tables) == 1 and set(wanted) == set(_names(tables[0])):
            examples += [_with(test, tables[0], row) for row in tables[0].args[1]]
    return examples, laws


def _names(table: Any) -> list[str]:
    names = table.args[0]
    return [one.strip() for one in names.split(",")] if isinstance(names, str) else list(names)


def _with(test: Callable[..., object], table: Any, row: Any) -> Callable[[], object]:
    names, values = _names(table), getattr(row, "values", row)
    return lambda: test(**dict(zip(names, values if len(names) > 1 else [values], strict=True)))


def noticed(calls: list[Callable[[], object]]) -> bool:
    for call in calls:
        try:
            call()
        except BaseException as why:  # pytest's own failures are not Exceptions
            if isinstance(why, KeyboardInterrupt | SystemExit):
                raise
            return True
    return False


SAME = {
    "part_at: off by one in 1 (2)": "a sample without a number of checked things is refused before",
    "piecewise: comparison 1 turned in value <= first": "the line from the first point begins at what it is worth",
    "piecewise: comparison 1 turned in value >= last": "the line to the last point ends at what it is worth",
    "piecewise: comparison 1 turned in value <= x1": "two lines meet in their point",
    "_rounded: comparison 1 turned in scaled < 0": "zero has no sign",
    "_rounded: off by one in 1 (3)": "only the places of the pattern count",
}
"""Mutants that decide the same, with the reason."""


@pytest.mark.parametrize("function", SCORING, ids=lambda one: one.__name__)
def test_every_mistake_in_the_scoring_function_is_noticed(function):
    examples = [call for module in JUDGES for call in judged(module)[0]]
    laws = [law for module in JUDGES for law in judged(module)[1]]
    assert not noticed(examples), "the examples hold for the real function"
    usual = settings.get_current_profile_name()
    settings.load_profile("mutants")
    try:
        unnoticed = []
        for told, code in mutants(function):
            with instead(function, code):
                if not noticed(examples) and (told in SAME or not noticed(laws)):
                    unnoticed.append(told)
    finally:
        settings.load_profile(usual)
    assert sorted(unnoticed) == sorted(told for told in SAME if told.startswith(f"{function.__name__}: "))
