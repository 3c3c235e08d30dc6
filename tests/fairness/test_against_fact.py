"""Judgement against fact over real rows on both databases, and on the screen: the planted group is found, with the way down to sheets and records."""

import json
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core import db
from core.access import Role
from core.errors import NotPermitted
from core.fairness.facts import queries
from core.fairness.rules.facts import Side, Unknown
from core.followup.measures.rules import DAYS_TO_CLOSE, IN_TIME
from core.followup.records import FollowUp
from core.followup.rules import Kind, Priority, Rung, State
from core.inspection.results.rules import Filter
from core.inspection.rounds.records import Round
from core.inspection.rounds.rules import State as RoundState
from core.inspection.sheets.records import Sheet, SheetSection
from core.inspection.sheets.rules import State as SheetState
from core.inspection.templates import actions as templates
from core.inspection.templates import queries as checklists
from core.inspection.templates.records import TemplateSection
from core.inspection.templates.rules import FaultyChecklist, NotEditable
from core.metrics.rules import Period
from core.people import actions as people
from core.projects import actions as projects
from core.words import Language
from tests.cast import named
from tests.inspection.planted import plant_round, settle_all
from tests.scenes import scene

pytestmark = pytest.mark.usefixtures("database")
ALL = Filter(rounds="all")
PLANTED = 5


@scene
def told(house, do):
    """Fourteen projects whose scores follow their follow-ups, but for one: late with most of them, and scored best of all, mostly by Kit."""
    dice = random.Random(3)
    units = [
        do(projects.create, "ada", name=named(f"Project {n:02d}"), customer=named("Somebody"), department_id=house.departments["service"], manager_id=house.people["mo"])
        for n in range(14)
    ]
    who = [house.people["mei"], house.people["kit"]] + [
        do(people.create, "ada", username=f"eye{n}", name=named(f"Eye {n}"), roles=[Role.INSPECTOR], department_id=None, password_hash="x") for n in range(3)
    ]
    rounds = [plant_round(house, house.version, number, RoundState.RELEASED) for number in range(2)]
    with db.writing() as session:
        session.get(TemplateSection, house.sections["contact"]).compared = [IN_TIME.code, DAYS_TO_CLOSE.code]
        first = min(session.get(Round, one).period_from for one in rounds)
        for place, project in enumerate(units):
            level = place / 13
            judged = 0.97 if place == PLANTED else level
            level = 0.05 if place == PLANTED else level
            for number in range(20):
                due = first + timedelta(days=number)
                late = dice.random() > 0.15 + 0.8 * level
                opened = datetime(due.year, due.month, due.day, 4, tzinfo=UTC) - timedelta(days=10)
                closed = opened + timedelta(days=(16 if late else 8) + dice.randint(0, 2))
                row = FollowUp(
                    code=f"X-{place:02d}-{number:02d}", kind=Kind.RISK, priority=Priority.NORMAL, project_id=project, source_kind="project", source_id=project,
                    source_code="P", topic="", title=named("x"), finding="x", said="", said_values={}, measure="m", evidence_needed=False,
                    owner_id=house.people["mo"], verifier_id=house.people["mei"], due_on=due, state=State.CLOSED, pass_=1, rung=Rung.NOBODY, recurrences=0,
                    opened_at=opened, reported_at=closed, closed_at=closed, effect_told=False, source_item=number,
                )  # fmt: skip
                session.add(row)
            for visit, round_id in enumerate(rounds * 2):
                inspector = who[1] if place == PLANTED and visit < 3 else who[(place + visit) % 5]
                score = Decimal(str(round(70 + 22 * judged + dice.gauss(0, 2), 2)))
                sheet = Sheet(
                    code=f"J-{place:02d}-{visit}", round_id=round_id, template_version_id=house.version, project_id=project, department_id=house.departments["service"],
                    inspector_id=inspector, state=SheetState.RELEASED, revision=visit // 2, items=5, answered=5, submitted_at=datetime(2025, 3, 1, tzinfo=UTC), total=score,
                    before_veto=score, share=Decimal(1), band="fair", vetoes=[],
                )  # fmt: skip
                session.add(sheet)
                session.flush()
                for section in house.sections.values():
                    session.add(SheetSection(sheet_id=sheet.id, section_id=section, score=score, before_veto=score, share=Decimal(1), vetoed=False))
        settle_all(session)
    return units


def test_the_planted_project_is_found_and_nobody_else(told, house, ask):
    found = ask(queries.board, "lin", ALL, "project")
    assert [one.code for one in found.checkpoints] == ["contact"]
    (point,) = found.checkpoints
    assert point.measures == (IN_TIME.code, DAYS_TO_CLOSE.code)
    assert [(one.name["en"], one.gap.side) for one in point.groups if one.gap.side] == [(f"Project {PLANTED:02d}", Side.INFLATED)]
    one = point.groups[0]
    assert one.gap.n == 4
    assert [figure.n for figure in one.facts] == [20, 20]
    assert one.gap.low > 0
    assert all(figure.value is not None for named_ in point.groups for figure in named_.facts)


def test_both_sides_lead_to_what_stands_behind_them(told, house, ask):
    (point,) = ask(queries.board, "lin", ALL, "project").checkpoints
    rows, total = ask(queries.sheets_behind, "lin", ALL, "contact", group=point.groups[0].code)
    assert total == len(rows) == 4
    assert set(rows["project_code"]) == {point.groups[0].code}
    assert abs(float(rows["score"].astype(float).mean()) - point.groups[0].score) < 1e-6
    rows, total = ask(queries.sheets_behind, "lin", ALL, "contact", inspector="kit", limit=3)
    assert len(rows) == 3 < total


def test_departments_are_too_few_and_it_says_so(told, ask):
    (point,) = ask(queries.board, "lin", ALL, "department").checkpoints
    assert point.compared.why is Unknown.GROUPS
    assert {one.gap.side for one in point.groups} == {None}


def test_whoever_sees_only_the_own_figures_sees_nothing_here(told, house, ask):
    assert ask(queries.board, "mei", ALL, "project").checkpoints == ()
    assert ask(queries.sheets_behind, "mei", ALL, "contact", inspector="kit")[1] == 0
    for who in ("mo", "ming", "cora"):
        with pytest.raises(NotPermitted):
            ask(queries.board, who, ALL, "project")
    assert len(ask(queries.board, "hu", ALL, "project").checkpoints[0].groups) == 14


def test_a_checklist_that_names_no_measure_compares_nothing(house, released, ask):
    assert ask(queries.board, "lin", ALL, "project").checkpoints == ()


def test_a_draft_names_its_measures_and_a_confirmed_one_keeps_them(house, ask, do, refused, traced):
    made = do(templates.new_version, "ada", house.version)
    whole = ask(checklists.read, "ada", made)
    ids = {one.code: one.id for one in whole.checkpoints}
    with traced("template:measure", "ada"):
        do(templates.measure, "ada", made, version=1, compared={ids["files"]: (IN_TIME.code,)})
    draft = ask(checklists.draft, "ada", made)
    assert {one.code: one.compared for one in draft.sections} == {"contact": (), "files": (IN_TIME.code,)}
    with refused(FaultyChecklist):
        do(templates.measure, "ada", made, version=2, compared={ids["files"]: ("no.such",)})
    with refused(NotEditable):
        do(templates.measure, "ada", house.version, version=2, compared={})
    again = do(templates.new_version, "ada", made)
    assert ask(checklists.read, "ada", again).checkpoints[1].compared == (IN_TIME.code,)


@pytest.mark.parametrize("language", list(Language))
def test_the_screen_says_it_with_numbers_and_leads_on(told, house, ask, screen, language):
    code = ask(queries.board, "lin", ALL, "project").checkpoints[0].groups[0].code
    at = screen("pages/Fairness.py", "lin", language=language, query={"rounds": "all", "part": "facts", "group": code, "checkpoint": "contact"})
    assert not at.exception
    text = "\n".join(str(getattr(one, "value", "")) for one in (*at.markdown, *at.caption, *at.info))
    assert {"en": "suspected inflation", "zh_Hans": "疑似虚高", "zh_Hant": "疑似偏高"}[language.value] in text
    assert "sheet=J-" in text
    assert "pages/Measures.py?measure=followup.in_time" in text
    assert f"project={code}" in text
    assert "Project 05" in json.dumps(json.loads(at.get("vega_lite_chart")[0].proto.spec))


def test_the_period_is_that_of_the_rounds(told, ask):
    found = ask(queries.board, "lin", ALL, "project")
    assert isinstance(found.period, Period)
    assert found.period.first < found.period.last <= date(2030, 1, 1)
