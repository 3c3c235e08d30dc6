"""What is missing in an application, by hand and by law."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.approval.rules import State as Submission
from core.initiation import rules
from core.initiation.applications import rules as applications
from core.initiation.applications.rules import Proposal, State, missing
from core.initiation.charters import rules as charters
from core.initiation.charters.rules import Agreement, Content
from core.initiation.rules import ForThePlan, Milestone, Money, NotMoney, Objective, Smart
from core.words import Language
from tests.cast import named
from tests.initiation.made import ANSWERED, FIRST, LAST, proposal


def said(gaps):
    return [gap.told(Language.ENGLISH) for gap in gaps]


class TestAnObjective:
    def test_measurable_asks_for_number_and_unit_and_says_which_is_missing(self):
        ticked = Objective("Answer calls", frozenset({Smart.MEASURABLE}))
        assert said(rules.lacks(ticked)) == ["“Measurable” is ticked: give the number to reach and its unit, such as 95 %."]
        assert said(rules.lacks(replace(ticked, unit="%"))) == ["“Measurable” is ticked: give the number to reach."]
        assert said(rules.lacks(replace(ticked, number=Decimal(0)))) == ["“Measurable” is ticked: give the unit of the number, such as % or minutes."]
        assert rules.lacks(replace(ticked, number=Decimal(0), unit="complaints")) == ()

    def test_time_bound_asks_for_a_day(self):
        ticked = Objective("Open the line", frozenset({Smart.TIME_BOUND}))
        assert said(rules.lacks(ticked)) == ["“Time-bound” is ticked: give the day by which it is reached."]
        assert rules.lacks(replace(ticked, by=FIRST)) == ()

    def test_what_is_not_ticked_is_advice_only(self):
        assert rules.lacks(Objective("Be kind")) == ()
        assert rules.unticked(replace(ANSWERED, ticks=frozenset({Smart.SPECIFIC, Smart.RELEVANT}))) == (Smart.MEASURABLE, Smart.ACHIEVABLE, Smart.TIME_BOUND)

    def test_in_the_list_of_everything_it_has_its_number(self):
        gaps = missing(proposal(objectives=(ANSWERED, Objective("", frozenset({Smart.TIME_BOUND}), unit="%"))))
        assert said(gaps) == [
            "Objective 2: say in a sentence what is to be reached.", "Objective 2: “Time-bound” is ticked, so it needs the day by which it is reached.",
        ]  # fmt: skip


    def test_an_emptied_one_is_dropped_and_milestones_keep_the_objective_they_serve(self):
        emptied = proposal(objectives=(Objective("", frozenset(Smart)), ANSWERED), milestones=(Milestone("A", FIRST, 1), Milestone("B", FIRST, 2), Milestone("C", FIRST)))
        clean = applications.cleaned(emptied)
        assert clean.objectives == (ANSWERED,)
        assert [one.objective for one in clean.milestones] == [0, 1, 0]


class TestAProposal:
    def test_a_complete_one_lacks_nothing(self):
        assert missing(proposal()) == ()
        applications.check_complete(proposal())

    def test_an_empty_one_is_told_everything_at_once(self):
        gaps = missing(Proposal(named("Night line")))
        assert len(gaps) == 10
        with pytest.raises(applications.Incomplete) as caught:
            applications.check_complete(Proposal(named("Night line")))
        assert caught.value.facts == {"count": 10}
        assert caught.value.faults == gaps

    @pytest.mark.parametrize(
        ("facts", "sentence"),
        [
            ({"customer": {}}, "Name the customer."),
            ({"budget": (Money("labour", Decimal(0), "later"),)}, "Give an amount for at least one budget line."),
            ({"ends_on": date(2027, 1, 3), "milestones": (Milestone("A", FIRST),)}, "The project ends before it starts."),
            ({"milestones": (Milestone("Late", date(2027, 7, 1)),)}, "Milestone 1 lies outside the project's start and end."),
            ({"milestones": (Milestone("Open", FIRST, 3),)}, "Milestone 1 serves an objective that is gone."),
            ({"milestones": (Milestone("", FIRST),)}, "Milestone 1 has no name."),
            ({"objectives": (replace(ANSWERED, ticks=frozenset()),)}, "No objective is measurable: tick it for one at least, and give its number and unit."),
        ],
    )
    def test_each_thing_missing_has_its_sentence(self, facts, sentence):
        assert sentence in said(missing(proposal(**facts)))

    def test_the_edges_of_the_schedule_belong_to_it(self):
        assert missing(proposal(milestones=(Milestone("First", FIRST), Milestone("Last", LAST)))) == ()

    def test_the_sum_is_exact(self):
        assert proposal().amount == Decimal("128000.50")
        assert rules.total([Money(str(line), Decimal("0.10")) for line in range(3)]) == Decimal("0.30")

    @pytest.mark.parametrize("amount", ["-0.01", "0.001", "1e12", "NaN", "Infinity"])
    def test_an_amount_that_is_none_is_refused(self, amount):
        with pytest.raises(NotMoney):
            rules.clean_budget([Money("labour", Decimal(amount))])

    def test_too_many_rows_belong_into_the_plan(self):
        with pytest.raises(ForThePlan):
            rules.clean_milestones([Milestone(f"M{n}", FIRST) for n in range(rules.MOST_ROWS + 1)])

    def test_a_withdrawn_submission_is_a_draft_again(self):
        assert [applications.state_of(one) for one in (None, *Submission)] == [
            State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED, State.REJECTED, State.DRAFT,
        ]  # fmt: skip


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf"]), max_size=20).map(str.strip)
days = st.none() | st.dates(date(2020, 1, 1), date(2040, 1, 1))
amounts = st.decimals(0, 10**9, places=2)
objectives = st.builds(
    Objective, texts, st.frozensets(st.sampled_from(Smart)), st.none() | st.decimals(-(10**6), 10**6, places=3), texts.filter(lambda one: "\n" not in one), days
)
contents = st.builds(
    Content, texts, st.lists(objectives, max_size=4).map(tuple), *[texts] * 7,
    st.lists(st.builds(Money, st.sampled_from(["labour", "travel", "licence"]), amounts, texts), max_size=3, unique_by=lambda one: one.line).map(tuple),
    days, days, st.lists(st.builds(Milestone, texts, days, st.integers(0, 4)), max_size=4).map(tuple),
)  # fmt: skip


class TestLaws:
    @given(contents)
    def test_what_is_kept_reads_back_as_it_was(self, content):
        assert charters.read(charters.document(content)) == content

    @given(contents, contents)
    def test_two_documents_differ_exactly_if_they_say_something_else(self, a, b):
        one, other = charters.document(a), charters.document(b)
        assert charters.changes(one, one) == ()
        assert bool(charters.changes(one, other)) == (rules.shown(one) != rules.shown(other))

    @given(objectives)
    def test_an_objective_lacks_something_exactly_if_it_says_more_than_it_gives(self, one):
        wants = not one.text or (Smart.MEASURABLE in one.ticks and (one.number is None or not one.unit)) or (Smart.TIME_BOUND in one.ticks and one.by is None)
        assert bool(rules.lacks(one)) == wants

    @given(st.lists(amounts, max_size=20))
    def test_the_sum_is_that_of_the_cents(self, given_):
        assert rules.total([Money(str(n), one) for n, one in enumerate(given_)]) * 100 == sum(int(one * 100) for one in given_)


class TestTheCustomersAgreement:
    DOCUMENTS = {
        1: charters.document(Content(content="Calls")),
        2: charters.document(Content(content="Calls", background="Why")),
        3: charters.document(Content(content="Calls and mail")),
        4: charters.document(Content(content="Calls")),
    }

    def test_it_holds_while_the_scope_is_the_one_agreed_to(self):
        agreed = [Agreement(1, FIRST)]
        assert [bool(charters.confirmed(agreed, self.DOCUMENTS, number)) for number in (1, 2, 3, 4)] == [True, True, False, True]

    def test_the_latest_one_that_holds_is_told(self):
        assert charters.confirmed([Agreement(1, FIRST), Agreement(2, LAST), Agreement(3, LAST)], self.DOCUMENTS, 4) == Agreement(2, LAST)
        assert charters.confirmed([], self.DOCUMENTS, 1) is None
