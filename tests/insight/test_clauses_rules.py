"""What a clause is, and the map itself: whole, unique, and naming nothing that is not there."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.insight.clauses import queries, rules
from core.insight.clauses.proofs import EVIDENCE, ROOMS, SOURCES
from core.insight.clauses.rules import Choice, Clause, Document, Held, State, standing
from core.words import N_
from pages.parts.clauses.charts import SKETCHES
from pages.parts.frame import BY_FILE
from pages.parts.sketch import sketched

CJK = re.compile(r"[\u4e00-\u9fff]")
ROOT = Path(__file__).parents[2]


def clause(*evidence: str, number: int = 1, document: Document = Document.REGULATION, section: str = "R2.3") -> Clause:
    return Clause(number, document, section, {"en": "Rectification", "zh_Hans": "整改", "zh_Hant": "改善"}, "followup", "Follow_ups", evidence)


class TestTheMap:
    def test_has_every_clause_once_in_order(self):
        assert [one.number for one in queries.clauses()] == list(range(1, 443))

    def test_says_each_in_three_languages_and_belongs_to_a_known_chapter_and_room(self):
        names = queries.names()
        for one in queries.clauses():
            assert one.section in names.chapters, one.number
            assert one.section[0] == one.document, one.number
            assert one.module in names.modules, one.number
            assert not CJK.search(one.term["en"]), one.number
            assert 0 < len(one.term["en"]) <= 60, one.number
            assert all(0 < len(one.term[language]) <= 30 for language in ("zh_Hans", "zh_Hant")), one.number
            assert CJK.search(one.term["zh_Hans"]), one.number
        assert set(names.documents) == set(Document)
        assert set(names.chapters) == {one.section for one in queries.clauses()}
        assert set(names.modules) == {one.module for one in queries.clauses()}
        for told in (names.documents, names.chapters, names.modules):
            assert all(set(one) == {"en", "zh_Hans", "zh_Hant"} and all(one.values()) for one in told.values())

    def test_quotes_no_standard_and_no_sentence(self):
        text = (ROOT / "data/clauses.csv").read_text("utf-8")
        assert "GB/T" not in text
        assert not re.search("[。；！？]", text)

    def test_speaks_the_words_of_taiwan(self):
        terms = " ".join(one.term["zh_Hant"] for one in queries.clauses())
        assert re.findall("項目|質量|審批|渠道|反饋|記錄|信息|默認|數據|檢查|培訓|計劃|軟件|視頻|優化", terms) == []

    def test_every_evidence_it_names_is_there_and_every_evidence_is_named(self):
        named = [name for one in queries.clauses() for name in one.evidence]
        assert set(named) == set(EVIDENCE)
        assert sum(len(room.EVIDENCE) for room in ROOMS) == len(EVIDENCE), "two pieces of evidence of one name"
        assert all(len(set(one.evidence)) == len(one.evidence) for one in queries.clauses())
        assert all(N_(one.label) for one in EVIDENCE.values())
        assert len({one.label for one in EVIDENCE.values()}) == len(EVIDENCE)

    def test_every_page_it_names_is_there(self):
        for page in {one.page for one in queries.clauses() if one.page} | {source.page for source in SOURCES}:
            assert f"{page}.py" in BY_FILE, page
        assert all(one.page for one in queries.clauses() if one.evidence), "what is covered has a page"


class TestAClause:
    def test_without_evidence_is_not_covered_whatever_is_held(self):
        found = standing(clause(), {"followup": Held(9, date(2026, 1, 1), 1)})
        assert (found.state, found.count, found.latest, found.projects) == (State.UNCOVERED, 0, None, 0)

    @pytest.mark.parametrize(
        ("held", "state", "lacks"),
        [
            ({}, State.NONE, ("planned", "verified")),
            ({"planned": Held(2, date(2026, 1, 5), 0b01)}, State.PARTLY, ("verified",)),
            ({"planned": Held(2, date(2026, 1, 5), 0b01), "verified": Held(1, date(2026, 2, 5), 0b11)}, State.PROVEN, ()),
            ({"planned": Held(2, date(2026, 1, 5), 0b01), "verified": Held(1, date(2026, 2, 5), 0b10)}, State.PARTLY, ()),
        ],
        ids=["nothing", "some of it", "all of it in one project", "all of it, but never in one project"],
    )
    def test_is_proven_by_a_record_of_everything_in_one_project(self, held, state, lacks):
        found = standing(clause("planned", "verified"), held, projects=2)
        assert (found.state, found.lacks) == (state, lacks)
        assert found.count == sum(one.count for one in held.values())
        assert found.latest == max((one.latest for one in held.values()), default=None)

    def test_of_the_organisation_is_proven_where_there_is_no_project(self):
        assert standing(clause("trail"), {"trail": Held(5, None, 0)}, projects=0).state is State.PROVEN

    def test_is_found_by_number_section_and_term_in_any_language(self):
        ones = rules.standings((clause(number=25), clause(number=255, section="R4", document=Document.HANDBOOK)), {})

        def numbers(**choice: str) -> list[int]:
            return [one.clause.number for one in rules.chosen(ones, Choice(**choice))]

        assert numbers(words="25") == [25]
        assert numbers(words=" RECTI ") == numbers(words="改善") == numbers() == [25, 255]
        assert numbers(words="r2.3") == numbers(chapter="R2.3") == numbers(document="R") == [25]
        assert numbers(state=State.PROVEN.value) == []


@given(st.lists(st.tuples(st.lists(st.sampled_from("abc"), max_size=3, unique=True), st.none()), max_size=8), st.dictionaries(st.sampled_from("abc"), st.integers(1, 7)))
def test_states_add_up_and_projects_are_counted_bit_by_bit(asked, masks):
    held = {name: Held(mask.bit_count(), None, mask) for name, mask in masks.items()}
    ones = rules.standings([clause(*names) for names, _ in asked], held, 3)
    counts = rules.counted(ones)
    assert list(counts) == list(State)
    assert sum(counts.values()) == len(ones)
    by_project = rules.proven_by_project(ones, 3)
    assert by_project == [sum(bool(one.clause.evidence) and all(masks.get(name, 0) >> place & 1 for name in one.clause.evidence) for one in ones) for place in range(3)]
    assert all((one.state is State.PROVEN) == bool(one.projects) for one in ones)


@pytest.mark.parametrize("sketch", SKETCHES)
def test_a_chart_is_as_vega_lite_wants_it(sketch):
    assert "layer" in sketched(sketch)
    sketch().to_dict(validate=True)
