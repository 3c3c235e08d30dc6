"""Fairness over the tables: what is planted is found, on both databases, and nobody sees more than she may."""

import io
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from openpyxl import load_workbook
from sqlalchemy import event

from core import db
from core.access import Role
from core.errors import NotPermitted
from core.exchange.fairness_workbook import fairness_workbook
from core.fairness import actions, queries
from core.fairness.facts import queries as facts
from core.fairness.habits import queries as habits
from core.fairness.habits.queries import line
from core.fairness.items import queries as items
from core.fairness.rules.habits import Habit
from core.fairness.rules.limits import LEAST
from core.fairness.rules.ratings import Why
from core.inspection.results.rules import Filter
from core.inspection.rounds.rules import State as RoundState
from core.inspection.rules import Mark, Method, Scale, fraction
from core.inspection.sheets.records import Answer, Sheet, SheetSection
from core.inspection.sheets.rules import State
from core.people import actions as people
from core.projects import actions as projects
from core.projects.records import Project
from core.settings import actions as settings
from core.words import Language
from tests.cast import named
from tests.inspection.planted import plant_round, settle_all
from tests.scenes import scene

pytestmark = pytest.mark.usefixtures("database")
ALL = Filter(rounds="all")
STRICT, HASTY, OTHERS = "stern", "hasty", ("mei", "kit", "lan")


@scene
def evenly(house, do):
    """Three rounds, twelve projects, each scored by three of five inspectors. One is strict by 12 points; one fills in sheets in
    seconds with one answer throughout, in every sheet; and about the item “speed” everybody guesses.
    """
    dice = random.Random(11)
    who = {name: house.people[name] for name in OTHERS if name in house.people}
    for name in (STRICT, HASTY, *(name for name in OTHERS if name not in who)):
        who[name] = do(people.create, "ada", username=name, name=named(name.title()), roles=[Role.INSPECTOR], department_id=None, password_hash="x")
    units = [
        do(projects.create, "ada", name=named(f"Project {n}"), customer=named("Somebody"), department_id=house.departments["service"], manager_id=house.people["mo"])
        for n in range(12)
    ]
    rounds = [plant_round(house, house.version, number, RoundState.RELEASED) for number in range(3)]
    with db.writing() as session:
        department = {one: session.get(Project, one).department_id for one in units}
        for number, (round_id, project) in enumerate((r, p) for r in rounds for p in units):
            truth, level, desk = 74 + (number * 7) % 23, dice.choice(("50", "100")), dice.choice(("50", "100"))
            for name in dice.sample(sorted(who), 3):
                total = Decimal(str(round(truth + dice.gauss(0, 2) - (12 if name == STRICT else 0), 2)))
                begun = datetime(2025, 3, 1, tzinfo=UTC) + timedelta(days=90 * rounds.index(round_id), hours=number)
                took = timedelta(seconds=20) if name == HASTY else timedelta(minutes=dice.randint(20, 60))
                sheet = Sheet(
                    code=f"F-{number:03d}-{name}", round_id=round_id, template_version_id=house.version, project_id=project, department_id=department[project],
                    inspector_id=who[name], state=State.RELEASED, items=5, answered=5, started_at=begun, submitted_at=begun + took, total=total,
                    before_veto=total, share=Decimal(1), band="fair", vetoes=[],
                )  # fmt: skip
                session.add(sheet)
                session.flush()
                raws = {"greeting": level, "speed": str(dice.randint(0, 10)), "consent": "1", "findings": "3", "photos": desk}
                if name == HASTY:
                    raws |= {"findings": "2"}
                for code, raw in raws.items():
                    answer = Answer(sheet_id=sheet.id, item_id=house.items[code], mark=Mark.RATED, raw=Decimal(raw), loss=Decimal(3), value_version=1)
                    answer.note = "As always, all fine here." if name == HASTY and code == "greeting" else f"Seen {number} {name}"
                    session.add(answer)
                for place, section in enumerate(house.sections.values()):
                    score = total - 15 * place
                    session.add(SheetSection(sheet_id=sheet.id, section_id=section, score=score, before_veto=score, share=Decimal(1), vetoed=False))
        settle_all(session)
    return who


def test_the_strict_inspector_is_found_and_nobody_else(evenly, ask):
    board = ask(queries.board, "lin", ALL)
    told = {row["username"]: row for row in board.inspectors.to_dict("records")}
    assert [name for name, row in told.items() if row["flag"] and row["effect"] < 0] == [STRICT]
    strict = told[STRICT]
    assert strict["basis"] == queries.SAME
    assert strict["effect"] == pytest.approx(-12 * 4 / 5, abs=1.6)
    assert strict["low"] < strict["effect"] < strict["high"] < -6
    assert max(abs(row["effect"] - 12 / 5) for name, row in told.items() if name != STRICT) < 1.6
    assert board.agreed.units == 36
    assert 0 < board.agreed.alpha < 0.9
    assert board.sheets == sum(row["n"] for row in told.values()) == 108
    assert board.inspectors.iloc[0]["username"] == STRICT


def test_the_fair_score_stands_beside_the_official_one(evenly, ask):
    found = ask(queries.fair_scores, "lin", ALL)
    assert len(found) == 12
    row = found.iloc[0]
    assert row["fair"] == pytest.approx(row["official"] + row["change"])
    with db.reading() as session:
        sheets = [one for one in session.query(Sheet).join(Project, Project.id == Sheet.project_id).filter(Project.code == row["project_code"]) if one.total is not None and one.code.startswith("F-")]
    assert row["official"] == pytest.approx(float(sum(one.total for one in sheets)) / len(sheets))
    assert row["n"] == len(sheets)
    strict = sum("stern" in one.code for one in sheets)
    assert (row["change"] > 0) == (strict * 5 > len(sheets))


def test_sheets_behind_lead_with_those_furthest_from_colleagues(evenly, ask):
    found, total = ask(queries.sheets_behind, "lin", ALL, STRICT, 5)
    assert len(found) == 5 < total
    apart = [abs(float(row["score"]) - row["others"]) for row in found.to_dict("records")]
    assert apart == sorted(apart, reverse=True)
    assert set(found["colleagues"]) == {2}
    assert ask(queries.sheets_behind, "lin", ALL, "nobody' OR '1'='1")[1] == 0


def test_planted_habits_are_found_and_nobody_elses(evenly, ask):
    found = ask(habits.habits, "lin", ALL)
    marked = {(row["username"], row["habit"]) for row in found.to_dict("records") if row["flag"]}
    assert marked == {(HASTY, Habit.QUICK), (HASTY, Habit.COPIED)} | (marked & {(HASTY, Habit.STRAIGHT)})
    quick = next(row for row in found.to_dict("records") if (row["username"], row["habit"]) == (HASTY, "quick"))
    assert quick["k"] > quick["n"] * quick["peers"]
    assert quick["low"] < quick["share"] <= quick["high"]
    copied = next(row for row in found.to_dict("records") if (row["username"], row["habit"]) == (HASTY, "copied"))
    assert copied["k"] == copied["n"] == ask(queries.sheets_behind, "lin", ALL, HASTY)[1]
    assert not any(row["k"] for row in found.to_dict("records") if row["habit"] in ("halo", "not_applicable", "bare"))
    late = [row for row in found.to_dict("records") if row["habit"] == "last_day"]
    assert len(late) == 5


def test_the_item_about_which_everybody_guesses_is_blamed_not_the_people(evenly, ask):
    found = ask(items.items, "lin", ALL)
    told = {row["code"]: row for row in found.to_dict("records")}
    assert [code for code, row in told.items() if row["flag"]] == ["speed"]
    assert told["speed"]["alpha"] < 0.3
    assert told["consent"]["apart"] == 0
    assert told["consent"]["alpha"] is None
    assert told["speed"]["n"] == 36
    behind = ask(items.answers_behind, "lin", ALL, "speed")
    first = behind.iloc[0]["answers"]
    assert len(first) == 3
    assert max(one.raw for one in first) - min(one.raw for one in first) >= 8
    assert ask(items.answers_behind, "lin", ALL, "no such item").empty


def test_an_inspector_sees_the_own_figures_only(evenly, ask):
    board = ask(queries.board, STRICT, ALL)
    assert board.own
    assert list(board.inspectors["username"]) == [STRICT]
    assert board.inspectors.iloc[0]["effect"] < -6
    assert set(ask(habits.habits, STRICT, ALL)["username"]) == {STRICT}
    assert ask(items.items, STRICT, ALL).empty
    assert ask(items.answers_behind, STRICT, ALL, "speed").empty
    assert ask(queries.fair_scores, STRICT, ALL).empty
    assert ask(queries.sheets_behind, STRICT, ALL, HASTY)[1] == 0
    assert ask(queries.sheets_behind, STRICT, ALL, STRICT)[1] > 0


def test_a_head_sees_the_own_department_and_others_nothing(evenly, ask, refused):
    assert len(ask(queries.board, "hu", ALL).inspectors) == 5
    assert ask(queries.board, "hu", Filter(rounds="all", department="quality")).inspectors.empty
    for question in (queries.board, habits.habits, items.items, queries.fair_scores):
        with refused(NotPermitted):
            ask(question, "ming", ALL)
    with refused(NotPermitted):
        ask(queries.sheets_behind, "mo", ALL, STRICT)


def test_an_empty_house_has_no_figures(house, ask):
    board = ask(queries.board, "lin", Filter(rounds="last4"))
    assert board.inspectors.empty
    assert (board.agreed.alpha, board.agreed.why) == (None, Why.NO_OVERLAP)
    assert ask(habits.habits, "lin", ALL).empty
    assert ask(items.items, "lin", ALL).empty
    assert ask(queries.fair_scores, "lin", ALL).empty


def test_few_sheets_are_too_few(evenly, ask, do):
    do(settings.change, "ada", LEAST.code, text="100", version=0)
    board = ask(queries.board, "lin", ALL)
    assert board.least == 100
    assert board.inspectors["effect"].isna().all()
    assert set(board.inspectors["why"]) == {"too_few"}
    assert board.agreed.alpha is None
    assert not any(ask(habits.habits, "lin", ALL)["flag"])
    assert all(ask(items.items, "lin", ALL)["few"])


def test_each_answer_costs_a_fixed_number_of_questions(evenly, ask):
    """No question a row: the same number of statements for one round and for three."""
    asked = []
    with db.reading() as session:
        engine = session.get_bind()

    def listen(*_):
        asked.append(1)

    counts = []
    event.listen(engine, "before_cursor_execute", listen)
    try:
        for wanted in (Filter(rounds="newest"), ALL):
            for question in (queries.board, habits.habits, items.items, queries.fair_scores):
                ask(question, "lin", wanted)
            asked.clear()
            for question in (queries.board, habits.habits, items.items, queries.fair_scores):
                ask(question, "lin", wanted)
            counts.append(len(asked))
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    assert abs(counts[0] - counts[1]) <= 4
    assert max(counts) < 60


def test_the_export_is_traced_and_holds_every_table(evenly, ask, do, traced):
    board = ask(queries.board, "lin", ALL)
    tables = (ask(habits.habits, "lin", ALL), ask(items.items, "lin", ALL), ask(queries.fair_scores, "lin", ALL, 1000))
    for language in Language:
        book = load_workbook(io.BytesIO(fairness_workbook(board, *tables, {by: ask(facts.board, "lin", ALL, by.value) for by in facts.GROUPS}, language)))
        assert len(book.sheetnames) == 5
        assert book.worksheets[0].max_row >= 6
    with traced("fairness:export", "lin"):
        do(actions.export, "lin", ALL, inspectors=5, sha256="0" * 64)


@pytest.mark.parametrize(
    "scale",
    [
        Scale(Method.LEVELS, levels=(Decimal(0), Decimal(3), Decimal(5))),
        Scale(Method.NUMERIC, Decimal(20), Decimal(-4)),
        Scale(Method.YES_NO),
        Scale(Method.DEDUCTION, maximum=Decimal(10), per_finding=Decimal(3), cap=Decimal(7)),
    ],
)
def test_the_line_of_a_scale_says_what_the_scoring_rule_says(scale):
    base, step, least = line(scale)
    raws = scale.levels or {Method.NUMERIC: range(-4, 21), Method.YES_NO: (0, 1), Method.DEDUCTION: range(8)}[scale.method]
    for raw in raws:
        assert max(least, base + step * float(raw)) == pytest.approx(float(Fraction(fraction(scale, Decimal(raw)))))




FULL = {"greeting": 100, "speed": 10, "consent": 1, "findings": 0, "photos": 100}


def test_straight_lines_and_halos_are_found(evenly, house, ask, monkeypatch):
    """The checklist of the tests is short: a straight line of five items and two like checkpoints count here."""
    monkeypatch.setattr(habits, "SAME_ITEMS", 5)
    monkeypatch.setattr(habits, "HALO_SECTIONS", 2)
    codes = {number: code for code, number in house.items.items()}
    with db.writing() as session:
        for sheet in session.query(Sheet).filter(Sheet.inspector_id == evenly[HASTY]):
            for answer in session.query(Answer).filter(Answer.sheet_id == sheet.id):
                answer.raw = Decimal(FULL[codes[answer.item_id]])
            for part in session.query(SheetSection).filter(SheetSection.sheet_id == sheet.id):
                part.before_veto = Decimal(90)
    found = ask(habits.habits, "lin", ALL)
    marked = {(row["username"], row["habit"]) for row in found.to_dict("records") if row["flag"]}
    assert marked == {(HASTY, habit) for habit in (Habit.QUICK, Habit.COPIED, Habit.STRAIGHT, Habit.HALO)}
