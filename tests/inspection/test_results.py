"""Results: equal to counting the sheets anew, honest about small numbers, and nobody sees more than she may."""

import random
import statistics
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import sqrt

import pytest
from sqlalchemy import event, select, text

from core import db
from core.access import Role
from core.errors import NotFound, NotPermitted
from core.inspection.results import actions, queries
from core.inspection.results.league import queries as league
from core.inspection.results.rows import queries as rows
from core.inspection.results.rules import UNRATABLE, Filter, Mark
from core.inspection.rounds import actions as rounds
from core.inspection.rounds.rules import State as RoundState
from core.inspection.sheets import actions as sheets
from core.inspection.sheets.records import Answer, Sheet, SheetSection
from core.inspection.sheets.rules import COUNTED
from core.inspection.tally.rules import N_MIN
from core.inspection.templates import actions as templates
from core.inspection.templates.queries import checklist
from core.inspection.templates.rules import State as VersionState
from core.metrics.figures import t95
from core.people import actions as people
from core.projects import actions as projects
from core.projects.records import Project
from core.words import Language
from core.work import ask as asked
from tests.cast import House, named
from tests.inspection.planted import BANDS, plant_round, plant_sheets
from tests.scenes import scene

pytestmark = pytest.mark.usefixtures("database")
NEWEST, LAST_FOUR, ALL = Filter(), Filter(rounds="last4"), Filter(rounds="all")


# --- a world with sheets in it ---------------------------------------------------------------------------------------


@dataclass
class World:
    """Codes and ids of what is planted; everything about scores is looked up in the sheets."""

    house: House
    rounds: list[int]
    """Oldest first; the last one is running, the one before closed, the others released."""
    projects: dict[str, int]
    codes: dict[str, str]


@scene
def world(house, do):
    """Five rounds, six projects in two departments, some sheets not ratable, some checkpoints not applicable."""
    made = dict(house.projects)
    for number, unit in enumerate(("service", "service", "quality", "quality")):
        manager = house.people["pei" if unit == "quality" else "mo"]
        made[f"p{number}"] = do(
            projects.create, "ada", name=named(f"Project {number}"), customer=named("Somebody"), department_id=house.departments[unit], manager_id=manager
        )
    states = [RoundState.RELEASED] * 3 + [RoundState.CLOSED, RoundState.RUNNING]
    planned = [plant_round(house, house.version, number, state) for number, state in enumerate(states)]
    dice, found = random.Random(7), []
    for round_id in planned:
        for name, project_id in made.items():
            for who in ("mei", "kit") if name != "p3" else ("mei",):
                scores = [f"{dice.uniform(40, 100):.4f}" if dice.random() > 0.1 else None for _ in range(2)]
                known = [Decimal(one) for one in scores if one]
                total = None if len(known) < 1 or dice.random() < 0.08 else str(round(sum(known) / len(known), 6))
                found.append((round_id, project_id, house.people[who], total, scores))
    plant_sheets(house, house.version, found)
    with db.reading() as session:
        codes = dict(session.execute(select(Project.id, Project.code)).all())
    return World(house, planned, made, {name: codes[project_id] for name, project_id in made.items()})


# --- counting anew, without the tally --------------------------------------------------------------------------------


def every_sheet():
    with db.reading() as session:
        sections = defaultdict(dict)
        for one in session.scalars(select(SheetSection)):
            sections[one.sheet_id][one.section_id] = one
        return [(one, sections[one.id]) for one in session.scalars(select(Sheet)) if one.state in COUNTED]


@dataclass
class Told:
    """A target as the textbook would count it: the middle of the sheets that have a number."""

    sheets: list[Sheet]
    round_id: int
    project_id: int
    department_id: int
    total: Fraction | None
    share: Fraction
    band: str | None

    @property
    def submitted_at(self) -> datetime:
        return max(one.submitted_at for one in self.sheets)


@dataclass
class Part:
    score: Fraction
    share: Fraction


def every_target():
    """The targets of every sheet, each with its checkpoints."""
    by_target = defaultdict(list)
    for one, parts_ in every_sheet():
        by_target[one.round_id, one.project_id, one.object_id].append((one, parts_))
    found = []
    for mine in by_target.values():
        rated = [(one, parts_) for one, parts_ in mine if one.total is not None]

        def middle(values):
            return statistics.median([Fraction(one) for one in values])

        total = middle([one.total for one, _ in rated]) if rated else None
        told = Told(
            [one for one, _ in mine], mine[0][0].round_id, mine[0][0].project_id, mine[0][0].department_id, total,
            middle([one.share for one, _ in rated or mine]), None if total is None else next(code for floor, code in BANDS if total >= floor),
        )  # fmt: skip
        sections = {section for _, parts_ in rated for section in parts_}
        known = {}
        for section in sections:
            scored = [parts_[section] for _, parts_ in rated if section in parts_]
            known[section] = Part(middle([one.score for one in scored]), middle([one.share for one in scored]))
        found.append((told, known))
    return found


def half_up(value, scale):
    return int(Fraction(value) * scale + Fraction(1, 2))


def by_hand(pairs):
    """n, mean, half-width of (score, share), by the textbook: weighted mean, standard error of a ratio."""
    pairs = [(Fraction(half_up(score, 100), 100), max(1, half_up(share, 100))) for score, share in pairs]
    n, weight = len(pairs), sum(w for _, w in pairs)
    if not n:
        return 0, None, None
    mean = sum(w * s for s, w in pairs) / weight
    if n < N_MIN:
        return n, float(mean), None
    error = sqrt(sum(w * w * (s - mean) ** 2 for s, w in pairs)) / weight * sqrt(n / (n - 1))
    return n, float(mean), t95(n - 1) * error


def same(row, expected):
    n, mean, half = expected
    assert row["n"] == n
    assert row["mean"] == (None if mean is None else pytest.approx(mean, abs=1e-9))
    assert row["half"] == (None if half is None else pytest.approx(half, abs=1e-6))
    if half is not None:
        assert (row["low"], row["high"]) == (pytest.approx(max(0, mean - half), abs=1e-6), pytest.approx(min(100, mean + half), abs=1e-6))


def totals(found):
    return [(one.total, one.share) for one, _ in found if one.total is not None]


def parts(found, section_id):
    return [(s[section_id].score, s[section_id].share) for one, s in found if one.total is not None and section_id in s]


class TestFigures:
    @pytest.mark.parametrize("wanted", [NEWEST, LAST_FOUR, ALL, Filter(rounds="RND-T-0001"), Filter(rounds="all", department="service")])
    def test_every_figure_equals_counting_the_sheets_anew(self, world, ask, wanted):
        board = ask(queries.board, "lin", wanted)
        ids = {one.id for one in board.overview.rounds}
        assert len(ids) == {"newest": 1, "last4": 4, "all": 5, "RND-T-0001": 1}[str(wanted.rounds)]
        unit = world.house.departments["service"]
        found = [(one, s) for one, s in every_target() if one.round_id in ids and (not wanted.department or one.department_id == unit)]
        total = board.overview.total
        same({"n": total.n, "mean": total.mean, "half": total.half, "low": total.low, "high": total.high}, by_hand(totals(found)))
        for row in board.sections.to_dict("records"):
            same(row, by_hand(parts(found, world.house.sections[row["code"]])))
        bands = {row["code"]: row["n"] for row in board.classes.to_dict("records") if row["measure"] == "band"}
        for code in ("good", "fair", "poor"):
            assert bands[code] == sum(one.band == code for one, _ in found)
        assert bands[UNRATABLE] == board.overview.unratable == sum(one.total is None for one, _ in found)
        buckets = {row["code"]: row["n"] for row in board.classes.to_dict("records") if row["measure"] == "bucket"}
        assert buckets == {f"{low:02d}": sum(min(95, int(t) // 5 * 5) == low for t, _ in totals(found)) for low in range(0, 100, 5)}
        assert board.overview.last_entry == max(one.submitted_at for one, _ in found)
        assert ask(queries.overview, "lin", wanted).total == total
        assert ask(queries.by_section, "lin", wanted).equals(board.sections)
        assert ask(queries.distribution, "lin", wanted).equals(board.classes)

    def test_the_trend_has_every_round_whichever_is_chosen(self, world, ask):
        found = every_target()
        for section in ("", "files"):
            frame = ask(queries.trend, "lin", NEWEST, section)
            assert list(frame["round_code"]) == [f"RND-T-{number:04d}" for number in range(5)]
            for row, round_id in zip(frame.to_dict("records"), world.rounds, strict=True):
                here = [(one, s) for one, s in found if one.round_id == round_id]
                same(row, by_hand(parts(here, world.house.sections["files"]) if section else totals(here)))
        assert ask(queries.trend, "lin", Filter(project=world.codes["p3"]))["n"].max() == 1

    def test_the_heat_map_has_every_team_by_checkpoint(self, world, ask):
        found = every_target()
        for by, key, teams in (("department", "department_id", world.house.departments), ("project", "project_id", world.projects)):
            heat = ask(league.heatmap, "lin", ALL, by)
            frame = heat.cells
            assert heat.total == len(teams)
            named_ = {world.codes.get(name, name): ident for name, ident in teams.items()}
            for row in frame.to_dict("records"):
                here = [(one, s) for one, s in found if getattr(one, key) == named_[row["code"]]]
                same(row, by_hand(parts(here, world.house.sections[row["section"]]) if row["section"] else totals(here)))
        weakest = [row["mean"] for row in frame.to_dict("records") if not row["section"]]
        assert weakest == sorted(weakest)

    def test_a_single_round_is_compared_with_the_one_before(self, world, ask):
        board = ask(queries.board, "lin", NEWEST)
        earlier = ask(queries.board, "lin", Filter(rounds="RND-T-0003"))
        assert board.before == earlier.overview.total
        assert board.compared_with == "before"
        assert board.compared.equals(earlier.sections)
        assert ask(queries.board, "lin", LAST_FOUR).compared_with == ""
        narrowed = ask(queries.board, "lin", Filter(project=world.codes["p0"]))
        assert narrowed.compared_with == "everything"
        assert narrowed.compared.equals(board.sections)

    def test_undefined_is_not_zero(self, house, do, ask):
        only = plant_round(house, house.version, 1, RoundState.RUNNING)
        plant_sheets(house, house.version, [(only, house.projects["hotline"], house.people["mei"], None, ["50", None])])
        board = ask(queries.board, "lin", NEWEST)
        assert (board.overview.total.n, board.overview.total.mean, board.overview.unratable) == (0, None, 1)
        assert set(board.sections["mean"]) == {None}
        assert board.trend["mean"].tolist() == [None]
        found = ask(league.ranking, "lin", NEWEST)
        assert found.ranked.empty
        assert found.thin.empty

    def test_an_empty_house_has_empty_results(self, house, ask):
        board = ask(queries.board, "lin", NEWEST)
        assert board.rounds == ()
        assert board.overview.rounds == ()
        assert board.overview.last_entry is None
        assert ask(league.ranking, "lin", ALL).total == 0
        assert ask(league.heatmap, "lin", ALL).total == 0
        assert ask(rows.items, "lin", ALL).empty
        assert ask(rows.sheets_behind, "lin", ALL, Mark(section="files")).total == 0

    def test_a_correction_replaces_what_it_corrects(self, house, do, ask):
        house.finish(house.sheet)
        assert ask(queries.overview, "lin", NEWEST).total.mean == 100
        revision = do(sheets.revise, "mei", house.sheet, reason="Counted wrongly.")
        house.answer(revision, "greeting", sheets.Value(sheets.scoring.Mark.RATED, Decimal(50)), seen=1)
        house.submit(revision)
        overview = ask(queries.overview, "lin", NEWEST)
        assert (overview.total.n, overview.total.mean) == (1, float(house.row(revision).total))
        behind = ask(rows.sheets_behind, "lin", NEWEST, Mark(low=0))
        assert (behind.total, behind.targets) == (1, 1)
        assert behind.sheets["code"].tolist() == [house.row(revision).code]


class TestRanking:
    def test_it_goes_by_the_lower_bound_and_leaves_out_small_numbers(self, world, ask):
        found = ask(league.ranking, "lin", LAST_FOUR)
        hand = {}
        for name, project_id in world.projects.items():
            hand[world.codes[name]] = by_hand(totals([(o, s) for o, s in every_target() if o.project_id == project_id and o.round_id in world.rounds[1:]]))
        enough = {code: figure for code, figure in hand.items() if figure[0] >= N_MIN}
        order = sorted(enough, key=lambda code: -max(0, enough[code][1] - enough[code][2]))
        assert found.ranked["project_code"].tolist() == order
        assert found.total == len(order)
        assert found.ranked["rank"].tolist() == list(range(1, len(order) + 1))
        for row in (*found.ranked.to_dict("records"), *found.thin.to_dict("records")):
            same(row, hand[row["project_code"]])
        assert set(found.thin["project_code"]) == {code for code, figure in hand.items() if 0 < figure[0] < N_MIN}
        assert set(found.thin["rank"]) <= {None}
        assert set(found.thin["half"]) <= {None}

    def test_one_lucky_sheet_does_not_lead(self, house, do, ask):
        only = plant_round(house, house.version, 1, RoundState.RUNNING)
        hotline, harbour, mei = house.projects["hotline"], house.projects["harbour"], house.people["mei"]
        steady = [(only, hotline, mei, one, [one, one]) for one in ("88", "89", "90", "91", "89", "90")]
        plant_sheets(house, house.version, [*steady, (only, harbour, mei, "100", ["100", "100"])], apart=True)
        found = ask(league.ranking, "lin", NEWEST)
        assert [one["en"] for one in found.ranked["project"]] == ["Hotline"]
        assert [one["en"] for one in found.thin["project"]] == ["Harbour"]
        plant_sheets(house, house.version, [(only, harbour, mei, one, [one, one]) for one in ("100", "71")], apart=True)
        found = ask(league.ranking, "lin", NEWEST)
        assert [one["en"] for one in found.ranked["project"]] == ["Hotline", "Harbour"]
        assert found.ranked["mean"][1] > found.ranked["mean"][0]

    def test_pages_follow_on_each_other(self, world, ask):
        whole = ask(league.ranking, "lin", ALL)
        pages = [ask(league.ranking, "lin", ALL, page, 2) for page in (1, 2, 3, 4)]
        assert [code for page in pages for code in page.ranked["project_code"]] == whole.ranked["project_code"].tolist()
        assert [rank for page in pages for rank in page.ranked["rank"]] == whole.ranked["rank"].tolist()
        assert {page.total for page in pages} == {whole.total}

    def test_the_order_in_the_database_is_that_of_the_rules(self, house, do, ask):
        """Many projects with few, many, equal and spread sheets: cut in SQL, compared with the exact arithmetic."""
        only, dice = plant_round(house, house.version, 1, RoundState.RUNNING), random.Random(3)
        with db.writing() as session:
            ids = []
            for number in range(60):
                row = Project(
                    code=f"PRJ-T-{number:04d}", name=named(f"T {number}"), customer=named("C"), kind="service", stage="execution",
                    department_id=house.departments["service"], manager_id=house.people["mo"], version=1,
                )  # fmt: skip
                session.add(row)
                session.flush()
                ids.append(row.id)
        found = []
        for project_id in ids:
            middle, spread = dice.uniform(30, 99), dice.choice((0, 0.5, 5, 20))
            for _ in range(dice.choice((1, 2, 3, 4, 12, 45))):
                total = f"{min(100, max(0, dice.gauss(middle, spread))):.4f}"
                found.append((only, project_id, house.people["mei"], total, [total, total]))
        plant_sheets(house, house.version, found, apart=True)
        listed = [ask(league.ranking, "lin", NEWEST, page, 7) for page in range(1, 10)]
        lower = [row["low"] for page in listed for row in page.ranked.to_dict("records")]
        assert len(lower) == listed[0].total
        assert lower == pytest.approx(sorted(lower, reverse=True), abs=1e-6)


class TestScope:
    def test_the_inspected_side_meets_released_rounds_of_own_projects_only(self, world, ask):
        hidden = set(world.rounds[3:])
        for who, names in (("ming", ["hotline"]), ("mo", ["hotline", "p0", "p1"]), ("pei", ["harbour", "p2", "p3"])):
            mine = {world.projects[name] for name in names}
            seen = [(one, s) for one, s in every_target() if one.project_id in mine and one.round_id not in hidden]
            board = ask(queries.board, who, ALL)
            assert {one.id for one in board.rounds} == set(world.rounds[:3])
            assert board.overview.total.n + board.overview.unratable == len(seen)
            assert board.overview.total.mean == pytest.approx(by_hand(totals(seen))[1])
            assert set(ask(queries.trend, who, ALL)["round_code"]) == {"RND-T-0000", "RND-T-0001", "RND-T-0002"}
            ranked = ask(league.ranking, who, ALL)
            assert {*ranked.ranked["project_code"], *ranked.thin["project_code"]} <= {world.codes[name] for name in names}
            assert sum((*ranked.ranked["n"], *ranked.thin["n"])) == len(totals(seen))
            cells = ask(league.heatmap, who, ALL).cells
            assert set(cells["code"]) <= {world.codes[name] for name in names}
            assert ask(league.heatmap, who, ALL, "department").cells.empty
            behind = ask(rows.sheets_behind, who, ALL, Mark(low=0), 500)
            assert behind.targets == len(totals(seen))
            assert set(behind.sheets["code"]) == {sheet.code for one, _ in seen if one.total is not None for sheet in one.sheets}
            assert ask(queries.board, who, Filter(rounds="RND-T-0004")).overview.total.n == 0
            assert ask(queries.departments, who) == []

    def test_a_head_meets_the_own_department_at_once(self, world, ask):
        unit = world.house.departments["service"]
        seen = [(one, s) for one, s in every_target() if one.department_id == unit]
        board = ask(queries.board, "hu", ALL)
        assert len(board.rounds) == 5
        assert board.overview.total.mean == pytest.approx(by_hand(totals(seen))[1])
        assert [code for code, _ in ask(queries.departments, "hu")] == ["service"]
        assert {*ask(league.ranking, "hu", ALL).ranked["project_code"]} <= {world.codes[name] for name in ("hotline", "p0", "p1")}
        assert set(ask(league.heatmap, "hu", ALL, "department").cells["code"]) == {"service"}
        assert ask(queries.board, "hu", Filter(rounds="all", department="quality")).overview.total.n == 0

    def test_a_head_who_is_a_member_elsewhere_counts_every_sheet_once(self, world, ask, do):
        hu = world.house.people["hu"]
        row = asked(lambda session: session.get_one(Project, world.projects["harbour"]))
        do(
            projects.update, "ada", row.id, version=row.version, name=row.name, customer=row.customer, stage=row.stage, manager_id=row.manager_id,
            started_on=None, ends_on=None, member_ids=[hu],
        )  # fmt: skip
        unit, hidden = world.house.departments["service"], set(world.rounds[3:])
        seen = [
            (one, s)
            for one, s in every_target()
            if one.department_id == unit or (one.project_id == world.projects["harbour"] and one.round_id not in hidden)
        ]
        board = ask(queries.board, "hu", ALL)
        assert board.overview.total.n == len(totals(seen))
        assert board.overview.total.mean == pytest.approx(by_hand(totals(seen))[1])
        assert ask(rows.sheets_behind, "hu", ALL, Mark(low=0)).targets == len(totals(seen))
        cells = ask(league.heatmap, "hu", ALL).cells
        own = [(o, s) for o, s in seen if o.project_id == world.projects["harbour"]]
        same(next(row for row in cells.to_dict("records") if row["code"] == world.codes["harbour"] and not row["section"]), by_hand(totals(own)))

    def test_what_one_may_not_see_answers_like_what_does_not_exist(self, world, ask):
        for question in (queries.board, queries.overview, queries.trend, league.ranking, league.heatmap, rows.items):
            for who, wanted in (
                ("ming", Filter(project=world.codes["harbour"])), ("hu", Filter(project=world.codes["p2"])), ("lin", Filter(project="PRJ-NONE")),
                ("lin", Filter(department="nowhere")),
            ):  # fmt: skip
                with pytest.raises(NotFound):
                    ask(question, who, wanted)
        with pytest.raises(NotFound):
            ask(rows.sheets_behind, "ming", ALL, Mark(project=world.codes["harbour"]))

    def test_inspectors_and_customers_have_no_results(self, world, ask):
        for who in ("mei", "cora"):
            for question in (
                queries.board, queries.overview, queries.by_section, queries.trend, queries.distribution, queries.rounds, queries.departments,
                league.ranking, league.heatmap, rows.items,
            ):  # fmt: skip
                with pytest.raises(NotPermitted):
                    ask(question, who, *(() if question is queries.departments else (ALL,)))
            with pytest.raises(NotPermitted):
                ask(rows.sheets_behind, who, ALL, Mark())

    def test_a_head_who_inspects_elsewhere_meets_no_sheet_of_it_here(self, world, ask, do):
        do(people.create, "ada", username="fay", name=named("Fay"), roles={Role.DEPARTMENT_HEAD, Role.INSPECTOR}, department_id=None, language=Language.ENGLISH)
        fay = world.house.actor("fay")
        plant_sheets(world.house, world.house.version, [(world.rounds[0], world.projects["p0"], fay.id, "70", ["70", "70"])])
        assert ask(queries.board, "fay", ALL).overview.total.n == 0
        assert ask(rows.sheets_behind, "fay", ALL, Mark(low=0)).total == 0

    def test_a_round_on_trial_counts_only_when_it_is_named(self, world, ask, do):
        trial = do(templates.new_version, "ada", world.house.version)
        do(templates.move, "ada", trial, state=VersionState.TRIAL)
        tried = plant_round(world.house, trial, 9, RoundState.RUNNING, trial=True)
        plant_sheets(world.house, trial, [(tried, world.projects["p0"], world.house.people["mei"], "10", ["10", "10"])])
        board = ask(queries.board, "lin", NEWEST)
        assert board.rounds[0].trial
        assert [one.code for one in board.overview.rounds] == ["RND-T-0004"]
        assert "RND-T-0009" not in set(board.trend["round_code"])
        named_ = ask(queries.board, "lin", Filter(rounds="RND-T-0009"))
        assert named_.overview.total.mean == 10
        assert named_.overview.rounds[0].trial

    def test_versions_of_a_checklist_are_matched_by_code(self, world, ask, do):
        second = do(templates.new_version, "ada", world.house.version)
        world.house.approve("template_version", second, by="ada", then="lin")
        newer = plant_round(world.house, second, 9, RoundState.RUNNING)
        plant_sheets(world.house, second, [(newer, world.projects["p0"], world.house.people["mei"], "80", ["70", "90"])])
        frame = ask(queries.by_section, "lin", ALL)
        assert list(frame["code"]) == ["contact", "files"]
        new = next(one.id for one in asked(checklist, second).checkpoints if one.code == "contact")
        old = world.house.sections["contact"]
        same(frame.to_dict("records")[0], by_hand(parts(every_target(), old) + parts(every_target(), new)))


class TestRows:
    def test_the_sheets_behind_a_mark_are_those_it_counts(self, world, ask):
        board = ask(queries.board, "lin", ALL)
        for row in board.classes.to_dict("records"):
            low = int(row["code"]) if row["measure"] == "bucket" else None
            mark = Mark(band=row["code"]) if low is None else Mark(low=low, high=None if low == 95 else low + 5)
            assert ask(rows.sheets_behind, "lin", ALL, mark).targets == row["n"]
        for row in board.sections.to_dict("records"):
            behind = ask(rows.sheets_behind, "lin", ALL, Mark(section=row["code"]), 500)
            assert behind.targets == row["n"]
            assert behind.total == len(behind.sheets)
            assert list(behind.sheets["part"]) == sorted(behind.sheets["part"])
        for row in board.trend.to_dict("records"):
            assert ask(rows.sheets_behind, "lin", NEWEST, Mark(round=row["round_code"], low=0)).targets == row["n"]
        cells = ask(league.heatmap, "lin", LAST_FOUR, "department").cells
        for row in cells.to_dict("records"):
            mark = Mark(department=row["code"], section=row["section"], low=0)
            assert ask(rows.sheets_behind, "lin", LAST_FOUR, mark).targets == row["n"]
        behind = ask(rows.sheets_behind, "lin", ALL, Mark(low=0), 5)
        assert len(behind.sheets) == 5 < behind.total
        counts_as = [final if n > 1 else total for final, n, total in zip(*(behind.sheets[one] for one in ("final", "inspectors", "total")), strict=True)]
        assert counts_as == sorted(counts_as)

    def test_the_costliest_items_come_first(self, house, do, ask):
        house.finish(house.sheet, greeting="0", speed="5", photos="n/a")
        frame = ask(rows.items, "lin", NEWEST)
        assert list(frame["code"])[:2] == ["greeting", "speed"]
        assert list(frame["code"])[-1] in ("consent", "findings")
        with db.reading() as session:
            lost = dict(session.execute(select(Answer.item_id, Answer.loss).where(Answer.sheet_id == house.sheet)).all())
        first = frame.to_dict("records")[0]
        assert first["lost"] == pytest.approx(float(lost[house.items["greeting"]]))
        assert (first["n"], first["often"]) == (1, 1.0)
        assert "photos" not in set(frame["code"])
        behind = ask(rows.sheets_behind, "lin", NEWEST, Mark(item="greeting"))
        assert behind.total == 1
        assert float(behind.sheets["part"][0]) == pytest.approx(first["lost"])
        assert ask(rows.sheets_behind, "lin", NEWEST, Mark(item="consent")).total == 0
        assert ask(rows.items, "ming", NEWEST).empty
        house.release()
        assert next(iter(ask(rows.items, "ming", NEWEST)["code"])) == "greeting"


class TestExport:
    def test_it_holds_what_the_page_shows(self, world, ask):
        found = ask(rows.exported, "lin", LAST_FOUR)
        board = ask(queries.board, "lin", LAST_FOUR)
        assert found.overview.total == board.overview.total
        assert found.sections.equals(board.sections)
        counted = {one.code: (one, s) for one, s in every_sheet() if one.round_id in world.rounds[1:]}
        assert set(found.sheets["code"]) == set(counted)
        assert found.left_out == 0
        for row in found.sheets.to_dict("records"):
            one, scores = counted[row["code"]]
            assert row["total"] == one.total
            for code, section in world.house.sections.items():
                assert row[code] == (scores[section].score if section in scores else None)
        assert len(ask(rows.exported, "mo", ALL).sheets) == sum(
            one.project_id in {world.projects[name] for name in ("hotline", "p0", "p1")} and one.round_id in world.rounds[:3] for one, _ in every_sheet()
        )

    def test_it_is_a_deed_of_those_who_may(self, world, do, ask, traced, refused):
        with traced("results:export", "lin") as entry:
            do(actions.export, "lin", LAST_FOUR, sheets=12, sha256="ab" * 32)
        assert entry[0].facts == {
            "filter": {"rounds": "last4", "checklist": "", "department": "", "project": ""}, "sheets": 12, "sha256": "ab" * 32,
        }  # fmt: skip
        for who in ("ming", "mei", "cora"):
            with refused(NotPermitted):
                do(actions.export, who, ALL, sheets=1, sha256="")
            with pytest.raises(NotPermitted):
                ask(rows.exported, who, ALL)


class TestSpeed:
    def test_a_figure_is_found_by_index_not_by_walking(self, world, database):
        """What a large house would walk through for seconds shows in the plan of a small one."""
        statements = []

        def keep(connection, cursor, statement, parameters, context, many):
            statements.append((statement, parameters))

        event.listen(db.engine(), "before_cursor_execute", keep)
        lin = world.house.actor("lin")
        statements.clear()
        for question in (queries.board, league.ranking, league.heatmap):
            asked(question, lin, NEWEST)
        event.remove(db.engine(), "before_cursor_execute", keep)
        large = ("tallies", "tally_counts", "sheets", "answers", "sheet_sections", "target_finals")
        selects = [(one, parameters) for one, parameters in statements if one.startswith(("SELECT", "WITH")) and any(table in one for table in large)]
        assert len(selects) >= 8
        with db.reading() as session:
            connection = session.connection()
            if database == "postgresql":
                connection.execute(text("SET LOCAL enable_seqscan = off"))
            for statement, parameters in selects:
                explain = "EXPLAIN QUERY PLAN " if database == "sqlite" else "EXPLAIN "
                plan = [" ".join(map(str, row)) for row in connection.exec_driver_sql(explain + statement, parameters)]
                walked = [line for line in plan for table in large if f"SCAN {table}" in line or f"Seq Scan on {table}" in line]
                assert not walked, (statement, plan)


def test_a_spread_by_hand_agrees_with_the_textbook_where_weights_are_equal():
    scores = [88.0, 92.5, 79.0, 95.0]
    n, mean, half = by_hand([(Decimal(str(one)), Decimal(1)) for one in scores])
    assert n == 4
    assert mean == pytest.approx(statistics.mean(scores))
    assert half == pytest.approx(3.182 * statistics.stdev(scores) / 2, rel=1e-6)


def test_rounds_are_released_by_the_deed_that_shows_them(house, do, ask):
    house.finish(house.sheet)
    assert ask(queries.board, "ming", NEWEST).rounds == ()
    do(rounds.close, "lin", house.round)
    assert ask(queries.board, "ming", NEWEST).rounds == ()
    house.approve("round", house.round)
    assert ask(queries.board, "ming", NEWEST).overview.total.n == 1
