"""The promises of the house that an import contract cannot say. A failing one reads like advice.

An exception wears its label, `# house: reason`, on its own line (or in the docstring of the function it is about);
run with -s to read the whole list of them.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import core
from core.access import GRANTS, PERMISSION_LABELS, ROLE_LABELS, Permission, Role, Scope
from core.errors import Refusal

ROOT = Path(__file__).parents[2]
CORE = sorted(ROOT.glob("core/**/*.py"))
SEEN = sorted([ROOT / "Home.py", *ROOT.glob("pages/**/*.py")])
DOORS = [page for page in sorted(ROOT.glob("pages/*.py")) if page.name != "__init__.py"]
EVERYTHING = [*CORE, *SEEN, *sorted(ROOT.glob("tests/**/*.py"))]
LONG, TOO_LONG = 400, 600
LABEL = re.compile(r"#\s*house:\s*(\S.{7,})")


@cache
def parsed(path: Path) -> tuple[ast.Module, tuple[str, ...]]:
    source = path.read_text("utf-8")
    return ast.parse(source), tuple(source.splitlines())


def here(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


@cache
def calls(path: Path) -> tuple[tuple[str, int, str], ...]:
    """What is called (dotted as it is written), on which line, and that line."""
    tree, lines = parsed(path)
    return tuple((ast.unparse(node.func), node.lineno, lines[node.lineno - 1]) for node in ast.walk(tree) if isinstance(node, ast.Call))


def strays(files, forbidden: str, *homes: str) -> list[str]:
    """Calls that match `forbidden` outside their homes and without a label."""
    return [
        f"{here(path)}:{number}: {line.strip()}"
        for path in files
        if not any(here(path).endswith(home) for home in homes)
        for name, number, line in calls(path)
        if re.fullmatch(forbidden, name) and not LABEL.search(line)
    ]


def test_the_check_itself_sees_a_stray_and_respects_a_label(tmp_path):
    """A rule that finds nothing may be blind."""
    file = tmp_path / "somewhere.py"
    file.write_text("a = select(x)\nb = select(y)  # house: a reason worth reading\nsession.commit()\nselected(x)\n")
    assert strays([file], "select") == ["somewhere.py:1: a = select(x)"]
    assert strays([file], r".*\.commit") == ["somewhere.py:3: session.commit()"]
    assert strays([file], "select", "somewhere.py") == []


def test_every_select_lives_in_queries():
    assert strays(CORE + SEEN, r"(\w+\.)?(select|union|union_all)", "queries.py", "m0022_finals.py") == [], "move the question to the room's queries.py"


def test_nobody_commits_or_rolls_back():
    assert strays(CORE + SEEN, r".*\.(commit|rollback)") == [], "the edges commit: core/work.py opens one transaction a deed"


def test_units_of_work_are_opened_at_the_edge_only():
    assert strays(CORE + SEEN, r"(\w+\.)*writing", "core/work.py", "core/db/__init__.py") == [], "use work.do or work.batch"
    assert strays(CORE + SEEN, r"(\w+\.)*reading", "core/work.py", "core/db/__init__.py", "core/__main__.py") == [], "use work.ask"


def test_only_the_clock_asks_what_time_it_is():
    forbidden = r"(\w+\.)*(datetime|date|dt)\.(now|utcnow|today)|time\.(time|localtime|gmtime)"
    assert strays(CORE, forbidden, "core/clock.py") == [], "use core.clock.now() in actions, an argument in rules"


def test_a_flush_says_why():
    assert strays(CORE, r".*\.flush", "core/files/store.py", "core/db/__init__.py") == [], "ask for ids by core.db.with_ids, write `# house: reason` beside it, or leave it to the transaction"


def test_nothing_is_drawn_as_raw_html_and_nothing_is_evaluated():
    for path in CORE + SEEN:
        assert "unsafe_allow_html" not in path.read_text("utf-8"), here(path)
    assert strays(CORE + SEEN, r"eval|exec|(\w+\.)*read_pickle|pickle\.\w+|(\w+\.)*components\.v1\.\w+") == []
    ours = ("st.html(theme.STYLE)", 'st.html(theme.in_other_words(upload=plain("Choose a file")))')
    html = [one for one in strays(SEEN, r"st\.html") if not one.endswith(ours)]
    assert html == [], "only our own style sheets are drawn as HTML: a constant, and one with a word of the catalogue in it"


@pytest.mark.parametrize("page", DOORS, ids=lambda page: page.name)
def test_a_page_opens_with_its_guard(page):
    """Before `open_page(__file__)` a page may read its address, and nothing else."""
    tree, _ = parsed(page)
    before = []
    for statement in tree.body:
        names = [ast.unparse(node.func) for node in ast.walk(statement) if isinstance(node, ast.Call)]
        if "open_page" in names:
            assert "open_page(__file__" in ast.unparse(statement)
            break
        before += names
    else:
        pytest.fail("call open_page(__file__) first: a page can be reached past Home.py")
    assert [name for name in before if not re.fullmatch(r"st\.query_params\.get|N_|len|\w+\.(isascii|isdigit|strip)", name)] == []


@pytest.mark.parametrize("page", DOORS, ids=lambda page: page.name)
def test_a_page_is_thin(page):
    assert len(parsed(page)[1]) <= 120, "move the parts to pages/parts/<room>/"


def test_every_page_has_its_door_and_every_door_its_page():
    from pages.parts.frame import DOORS as TABLE

    assert sorted(door.file for door in TABLE) == [page.name for page in DOORS]


def test_every_room_says_what_it_is():
    silent = [here(path) for path in CORE if path.name == "__init__.py" and path.stat().st_size and not ast.get_docstring(parsed(path)[0])]
    silent += [
        here(folder)
        for folder in {path.parent for path in CORE}
        if not (folder / "__init__.py").exists() or (not (folder / "__init__.py").read_text("utf-8").strip() and folder.name != "versions")
    ]
    assert silent == [], "write one sentence into its __init__.py"


def test_no_file_is_too_long_to_read():
    lengths = {here(path): len(parsed(path)[1]) for path in EVERYTHING}
    long = {name: length for name, length in sorted(lengths.items()) if length > LONG}
    print("\nlong files:", *(f"{length:5d} {name}" for name, length in long.items()), sep="\n  ")
    assert [name for name, length in long.items() if length > TOO_LONG] == [], "look for the second noun hiding in it"


# Actions and queries.

ACTIONS = [path for path in CORE if path.name == "actions.py"]
QUERIES = [path for path in CORE if path.name == "queries.py"]


@cache
def functions(path: Path) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in parsed(path)[0].body if isinstance(node, ast.FunctionDef)}


@cache
def modules(path: Path) -> dict[str, Path]:
    """Names under which `path` knows other modules of the core, and functions taken from them."""
    known = {}
    for node in ast.walk(parsed(path)[0]):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("core"):
            folder = ROOT / node.module.replace(".", "/")
            for alias in node.names:
                name = alias.asname or alias.name
                if (folder / f"{alias.name}.py").exists():
                    known[name] = folder / f"{alias.name}.py"
                elif folder.with_suffix(".py").exists():
                    known[name] = folder.with_suffix(".py")
    return known


def reaches(path: Path, name: str, goal: str, seen: frozenset[tuple[Path, str]] = frozenset()) -> bool:
    """Whether the function calls `goal`, itself or through functions that it calls."""
    function = functions(path).get(name)
    if function is None or (path, name) in seen:
        return False
    known, seen = modules(path), seen | {(path, name)}
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called == goal or called.endswith(f".{goal}"):
            return True
        owner, _, bare = called.rpartition(".")
        where = known.get(owner, None) if owner else known.get(bare, path)
        if where is not None and reaches(where, bare, goal, seen):
            return True
    return False


def label(path: Path, function: ast.FunctionDef) -> str | None:
    lines = parsed(path)[1]
    body = "\n".join(lines[function.lineno - 1 : function.body[0].end_lineno])
    found = LABEL.search(body)
    return found[1].strip('" ') if found else None


def deeds() -> Iterator[tuple[Path, str, ast.FunctionDef]]:
    """Every public function of an actions module that takes a session."""
    for path in ACTIONS:
        for name, function in functions(path).items():
            parameters = [argument.arg for argument in function.args.args]
            if not name.startswith("_") and parameters[:1] == ["session"]:
                yield path, name, function


def test_every_deed_requires_and_notes():
    wanting, excused = [], []
    for path, name, function in deeds():
        lacks = [goal for goal in ("require", "note") if not reaches(path, name, goal)]
        if not lacks:
            continue
        why = label(path, function)
        (excused if why else wanting).append(f"{here(path)}:{name} lacks {' and '.join(lacks)}" + (f" ({why})" if why else ""))
    print("\nexcused:", *excused, sep="\n  ")
    assert wanting == [], "require first, note last; or say why not: `# house: reason` in its docstring"


def test_every_deed_takes_its_session_and_its_actor_first():
    odd = [
        f"{here(path)}:{name}"
        for path, name, function in deeds()
        if [argument.arg for argument in function.args.args][1:2] not in (["actor"], ["nobody"]) and not label(path, function)
    ]
    assert odd == []


def test_every_question_of_an_actor_requires():
    wanting = []
    for path in QUERIES:
        for name, function in functions(path).items():
            asks = [argument.arg for argument in function.args.args][:2] == ["session", "actor"]
            if asks and not name.startswith("_") and not reaches(path, name, "require") and not label(path, function):
                wanting.append(f"{here(path)}:{name}")
    assert wanting == [], "require(actor, ...) is the first line of a question, or its label says who checked"


def test_a_project_bound_question_sees_through_the_one_definition():
    """Whoever selects projects, rounds or sheets for an actor narrows them by visible_to or what stands on it."""
    wanting = []
    for path in QUERIES:
        for name, function in functions(path).items():
            if [argument.arg for argument in function.args.args][:2] != ["session", "actor"] or name.startswith("_"):
                continue
            selected = {
                ast.unparse(argument).split(".")[0]
                for node in ast.walk(function)
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "select"
                for argument in node.args
            }
            narrows = any(reaches(path, name, goal) for goal in ("visible_to", "visible_rounds", "visible_sheets", "within"))
            if selected & {"Project", "Round", "Sheet"} and not narrows:
                wanting.append(f"{here(path)}:{name}")
    assert wanting == []


def test_every_permission_has_its_words_its_grants_and_its_use():
    assert set(PERMISSION_LABELS) == set(GRANTS) == set(Permission)
    assert set(ROLE_LABELS) == set(Role)
    assert all(PERMISSION_LABELS.values())
    assert all(GRANTS.values()), "a permission that nobody holds"
    assert [one.value for one in Permission] == sorted(one.value for one in Permission), "keep the list in order"
    assert all(isinstance(scope, Scope) for held in GRANTS.values() for scope in held.values())
    used = " ".join("\n".join(parsed(path)[1]) for path in CORE + SEEN if not here(path).startswith("core/access/"))
    assert [one.name for one in Permission if f"Permission.{one.name}" not in used] == []


def refusals() -> dict[str, type[Refusal]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for module in pkgutil.walk_packages(core.__path__, "core."):
            if ".migrations" not in module.name and not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    found, waiting = {}, [Refusal]
    while waiting:
        kind = waiting.pop()
        found[kind.__name__] = kind
        waiting += kind.__subclasses__()
    return {name: kind for name, kind in found.items() if kind.__module__.startswith("core")}


def test_a_refusal_names_exactly_the_facts_of_its_sentence():
    """A missing one would break the sentence in front of somebody."""
    known, wrong = refusals(), []
    for path in CORE + SEEN:
        for node in ast.walk(parsed(path)[0]):
            if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)):
                continue
            kind = known.get(ast.unparse(node.exc.func).rpartition(".")[2])
            if kind is None or kind.__init__ is not Refusal.__init__ or any(word.arg is None for word in node.exc.keywords):
                continue
            wanted = {name for _, name, _, _ in Formatter().parse(kind.message) if name}
            if {word.arg for word in node.exc.keywords} != wanted:
                wrong.append(f"{here(path)}:{node.lineno}: {ast.unparse(node.exc)} does not fill “{kind.message}”")
    assert wrong == []


def test_every_refusal_has_a_sentence_of_its_own():
    said = [kind.message for kind in refusals().values() if "message" in vars(kind)]
    assert all(inspect.cleandoc(message).endswith((".", "!", "?", "}")) or "{" in message for message in said)
    assert len(set(said)) == len(said)


def test_labels_are_counted():
    """Rules with visible exceptions stay alive. More than this wants a word in DECISIONS.md first."""
    labels = [f"{here(path)}:{number}: {LABEL.search(line)[1]}" for path in CORE + SEEN for number, line in enumerate(parsed(path)[1], 1) if LABEL.search(line)]
    print("\nexceptions:", *labels, sep="\n  ")
    assert len(labels) <= 310


def test_callbacks_are_done_whole():
    """A click right after an answer would interrupt the callback that keeps it: callbacks of pages wear `@whole` (pages/parts/whole.py)."""
    bare = []
    for path in SEEN:
        tree, _ = parsed(path)
        named = {
            keyword.value.id if isinstance(keyword.value, ast.Name) else keyword.value.attr
            for node in ast.walk(tree) if isinstance(node, ast.Call)
            for keyword in node.keywords if keyword.arg in ("on_change", "on_click", "on_submit") and isinstance(keyword.value, ast.Name | ast.Attribute)
        }  # fmt: skip
        named |= {value.attr for node in ast.walk(tree) if isinstance(node, ast.Dict) for key, value in zip(node.keys, node.values, strict=True) if isinstance(key, ast.Constant) and key.value == "on_change" and isinstance(value, ast.Attribute)}
        bare += [f"{here(path)}:{node.lineno}: {node.name}" for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in named and "whole" not in map(ast.unparse, node.decorator_list)]
    assert not bare, "\n".join(bare)


def test_no_field_cuts_what_is_pasted():
    """A pasted text beyond its limit is refused in words by the deed (tests/faults/test_long_texts.py); a field with `max_chars` would cut it silently."""
    cut = {here(path) for path in SEEN for line in parsed(path)[1] if "max_chars=" in line and "LIMIT" in line and "Column(" not in line}
    assert cut <= {"pages/Search.py", "pages/parts/budget_lines.py", "pages/parts/inspection/service_records.py", "pages/parts/inspection/sheet.py", "pages/parts/reference/board.py"}
