"""Deeds on checklists, and what a whole checklist is."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import work
from core.approval import actions as approvals
from core.approval.rules import OwnSubmission, Verdict
from core.errors import NotFound, NotPermitted, Stale
from core.inspection.rounds import actions as rounds
from core.inspection.rules import Demand, Method, Veto, Weighting
from core.inspection.templates import actions, queries, rules
from core.inspection.templates.rules import NEXT, Choice, State
from tests.cast import DATES, draft, named, trail

D = Decimal


@pytest.mark.usefixtures("database")
class TestDeeds:
    def test_a_checklist_comes_back_as_it_went_in(self, house, do, ask, traced):
        given_ = draft("new")
        with traced("template:create", "ada") as entry:
            version = do(actions.create, "ada", given_)
        assert ask(queries.draft, "ada", version) == given_
        row = ask(queries.version, "ada", version)
        assert (row.code, row.number, row.state, row.sections, row.items) == ("new", 1, State.DRAFT, 2, 5)
        assert entry[0].facts["after"] == {"sections": 2, "items": 5}

    def test_the_same_code_makes_the_next_version(self, house, do, ask):
        version = do(actions.create, "ada", draft())
        assert ask(queries.version, "ada", version).number == 2
        assert ask(queries.version, "ada", house.version).state is State.CONFIRMED

    def test_versions_made_at_once_get_different_numbers(self, house, ask):
        ada = house.actor("ada")
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(lambda _: work.do(actions.create, ada, draft()), range(4)))
        assert [row.number for row in ask(queries.versions, "ada")] == [5, 4, 3, 2, 1]

    def test_a_faulty_checklist_is_refused_with_every_fault(self, house, do, refused):
        whole = draft("new")
        first, second = whole.sections
        broken = replace(whole, name={}, na_reasons=(), sections=(replace(first, weight=D(50)), second))
        with refused(rules.FaultyChecklist) as caught:
            do(actions.create, "ada", broken)
        assert caught.value.facts == {"count": 3}
        assert [fault.message for fault in caught.value.faults] == [
            "A checklist needs a name.",
            "There is no reason to choose from for “not applicable”.",
            "The weights of the checkpoints total {total}, not 100.",
        ]

    def test_weights_of_a_draft_are_changed_together(self, house, do, ask, traced):
        version = do(actions.create, "ada", draft("new"))
        contact, files = ask(queries.read, "ada", version).checkpoints
        with traced("template:reweigh", "ada") as entry:
            do(actions.reweigh, "ada", version, version=1, sections={contact.id: D(70), files.id: D(30)}, items={})
        assert [checkpoint.weight for checkpoint in ask(queries.read, "ada", version).checkpoints] == [70, 30]
        assert entry[0].facts["weights"] == {"contact": ["60.0000", "70"], "files": ["40.0000", "30"]}

    def test_weights_that_do_not_total_a_hundred_are_refused(self, house, do, ask, refused):
        version = do(actions.create, "ada", draft("new"))
        contact, files = ask(queries.read, "ada", version).checkpoints
        for wrong in ({contact.id: D(70)}, {contact.id: D("66.66666"), files.id: D("33.33334")}, {contact.id: D(100), files.id: D(0)}):
            with refused(rules.FaultyChecklist):
                do(actions.reweigh, "ada", version, version=1, sections=wrong, items={})
        with refused(NotFound):
            do(actions.reweigh, "ada", version, version=1, sections={9999: D(1)}, items={})

    def test_planned_minutes_of_items_and_of_the_whole(self, house, do, ask, traced, refused):
        version = do(actions.create, "ada", draft("new"))
        greeting, speed, *rest = ask(queries.read, "ada", version).questions
        with traced("template:plan", "ada") as entry:
            do(actions.plan, "ada", version, version=1, items={greeting.id: D(7), speed.id: D(0)}, whole=D(0))
        assert entry[0].facts["minutes"] == {"greeting": ["0.0000", "7"]}
        assert ask(queries.read, "ada", version).planned(D(2)) == 7 + 2 * (1 + len(rest))  # what says nothing takes the usual
        do(actions.plan, "ada", version, version=2, items={}, whole=D(20))
        assert ask(queries.read, "ada", version).planned(D(2)) == 20
        for wrong in ({"items": {greeting.id: D(-1)}, "whole": D(0)}, {"items": {}, "whole": D(10_000)}, {"items": {greeting.id: D("0.00001")}, "whole": D(0)}):
            with refused(rules.FaultyChecklist):
                do(actions.plan, "ada", version, version=3, **wrong)
        with refused(Stale):
            do(actions.plan, "ada", version, version=2, items={}, whole=D(0))
        with refused(NotFound):
            do(actions.plan, "ada", version, version=3, items={9999: D(1)}, whole=D(0))
        with refused(rules.NotEditable):
            do(actions.plan, "ada", house.version, version=1, items={}, whole=D(0))

    def test_weights_over_a_change_not_seen_are_refused(self, house, do, ask, refused):
        version = do(actions.create, "ada", draft("new"))
        contact, files = ask(queries.read, "ada", version).checkpoints
        do(actions.reweigh, "ada", version, version=1, sections={contact.id: D(70), files.id: D(30)}, items={})
        with refused(Stale):
            do(actions.reweigh, "ada", version, version=1, sections={contact.id: D(50), files.id: D(50)}, items={})

    def test_only_a_draft_is_changed(self, house, do, ask, refused):
        contact, files = ask(queries.read, "ada", house.version).checkpoints
        seen = ask(queries.version, "ada", house.version).version
        with refused(rules.NotEditable):
            do(actions.reweigh, "ada", house.version, version=seen, sections={contact.id: D(70), files.id: D(30)}, items={})

    def test_a_new_version_starts_from_the_old_one_and_leaves_it(self, house, do, ask, traced):
        before = ask(queries.draft, "ada", house.version)
        with traced("template:create", "ada"):
            version = do(actions.new_version, "ada", house.version)
        assert ask(queries.draft, "ada", version) == ask(queries.draft, "ada", house.version) == before
        assert ask(queries.version, "ada", version).state is State.DRAFT

    def test_a_checklist_is_confirmed_by_somebody_else(self, house, do, refused, traced):
        version = do(actions.create, "ada", draft("new"))
        for who in ("ada", "lin"):
            with refused(rules.NeedsApproval):
                do(actions.move, who, version, state=State.CONFIRMED)
        with refused(rules.NotConfirmable):
            do(actions.confirm, "ada", version)
        with traced("approval:submit", "ada"):
            waiting = do(approvals.submit, "ada", "template_version", version)
        with refused(OwnSubmission):
            do(approvals.decide, "ada", waiting, step=0, verdict=Verdict.APPROVE)
        before = len(trail())
        do(approvals.decide, "lin", waiting, step=0, verdict=Verdict.APPROVE)
        effect, decision = trail()[before:]
        assert (effect.deed, decision.deed) == ("template:confirm", "approval:approve")
        assert (effect.facts["before"], effect.facts["after"]) == ("draft", "confirmed")
        assert (effect.key, bool(decision.key)) == (None, True)
        assert effect.actor_id == decision.actor_id == house.people["lin"]

    def test_a_version_takes_the_steps_of_its_life_and_no_other(self, house, do, ask, refused):
        paths = {
            State.DRAFT: (), State.TRIAL: (State.TRIAL,), State.CONFIRMED: (State.TRIAL, State.CONFIRMED), State.RETIRED: (State.CONFIRMED, State.RETIRED),
        }  # fmt: skip
        who = {State.DRAFT: "ada", State.TRIAL: "ada", State.RETIRED: "lin"}

        def go(version, state):
            if state is State.CONFIRMED:
                house.approve("template_version", version, by="ada", then="lin")
            else:
                do(actions.move, who[state], version, state=state)

        for number, (now, path) in enumerate(paths.items()):
            for then in State:
                version = do(actions.create, "ada", draft(f"new-{number}-{then}"))
                for step in path:
                    go(version, step)
                if then in NEXT[now]:
                    go(version, then)
                    assert ask(queries.version, "ada", version).state is then
                else:
                    with refused(rules.BadStep):
                        go(version, then)

    def test_a_trial_that_a_round_uses_is_not_changed_any_more(self, house, do, refused):
        version = do(actions.create, "ada", draft("new"))
        do(actions.move, "ada", version, state=State.TRIAL)
        do(actions.move, "ada", version, state=State.DRAFT)
        do(actions.move, "ada", version, state=State.TRIAL)
        do(rounds.create, "lin", name="Trial", template_version_id=version, **DATES)
        with refused(rules.NotEditable):
            do(actions.move, "ada", version, state=State.DRAFT)

    def test_what_an_item_demands_and_the_bonus_cap_are_kept(self, house, do, ask):
        asking = with_item(demands=(Demand.NOTE, Demand.RECTIFICATION), demands_at=D(60))
        whole = replace(asking, code="asking", bonus_cap=D(5))
        version = do(actions.create, "ada", whole)
        assert ask(queries.draft, "ada", version) == whole
        assert ask(queries.read, "ada", version).scheme.bonus_cap == 5

    def test_only_administrators_write_checklists(self, house, do, refused):
        version = do(actions.create, "ada", draft("new"))
        for who in ("lin", "hu", "mo", "ming", "mei", "cora"):
            with refused(NotPermitted):
                do(actions.create, who, draft("other"))
            with refused(NotPermitted):
                do(actions.move, who, version, state=State.TRIAL)
            with refused(NotPermitted):
                do(actions.new_version, who, version)

    def test_usable_versions_are_confirmed_or_on_trial(self, house, do, ask):
        version = do(actions.create, "ada", draft("new"))
        assert [row.id for row in ask(queries.versions, "lin", usable_only=True)] == [house.version]
        do(actions.move, "ada", version, state=State.TRIAL)
        assert {row.id for row in ask(queries.versions, "lin", usable_only=True)} == {house.version, version}

    def test_a_change_is_read_at_once_although_content_is_remembered(self, house, do, ask):
        version = do(actions.create, "ada", draft("new"))
        ids = {q.code: q.id for q in ask(queries.read, "ada", version).questions}
        do(actions.reweigh, "ada", version, version=1, sections={}, items={ids["findings"]: D(10), ids["photos"]: D(90)})
        assert [q.weight for q in ask(queries.read, "ada", version).questions][3:] == [10, 90]
        assert len(trail("template:reweigh")) == 1


def messages(draft_):
    return [fault.message for fault in rules.faults(draft_)]


def with_item(**changes):
    whole = draft()
    first, *others = whole.sections
    return replace(whole, sections=(replace(first, items=(replace(first.items[0], **changes), *first.items[1:])), *others))


BONUS = {"method": Method.BONUS, "maximum": D(5), "weight": D(0)}


class TestFaults:
    def test_a_whole_checklist_has_none(self):
        assert messages(draft()) == []

    @pytest.mark.parametrize(
        ("broken", "message"),
        [
            (replace(draft(), code=""), "A checklist needs a code of at most {limit} characters."),
            (replace(draft(), code="x" * 41), "A checklist needs a code of at most {limit} characters."),
            (replace(draft(), name={"en": ""}), "A checklist needs a name."),
            (replace(draft(), min_applicable=D(0)), "The smallest applicable share must be above 0 and at most 1."),
            (replace(draft(), min_applicable=D("1.01")), "The smallest applicable share must be above 0 and at most 1."),
            (replace(draft(), veto_cap=D(101)), "The cap after a veto must be between 0 and 100."),
            (replace(draft(), bands=()), "The grades need different floors between 0 and 100, the lowest 0."),
            (replace(draft(), bands=(Choice("a", named("A"), D(10)),)), "The grades need different floors between 0 and 100, the lowest 0."),
            (with_item(code="speed"), "The code “{code}” is used twice."),
            (with_item(text={}), "An item needs a text."),
            (with_item(text=named("x" * 1001)), "A text is longer than {limit} characters."),
            (with_item(levels=()), "Levels need at least two different point values, lowest first."),
            (with_item(levels=draft().sections[0].items[0].levels[::-1]), "Levels need at least two different point values, lowest first."),
            (with_item(method=Method.NUMERIC, maximum=D(0)), "The two ends of a range must differ."),
            (with_item(method=Method.NUMERIC, maximum=D("0.00001")), "{number} has more than {places} decimal places."),
            (
                with_item(method=Method.DEDUCTION, per_finding=D(0)),
                "A deduction needs points per finding above 0 and a cap above 0 that the full points cover.",
            ),
            (replace(draft(), bonus_cap=D(101)), "The cap of the bonus points must be between 0 and 100."),
            (with_item(method=Method.BONUS, maximum=D(5)), "A bonus item adds points: its weight must be 0."),
            (with_item(**BONUS | {"veto": Veto.TOTAL}), "A bonus item cannot veto anything."),
            (with_item(**BONUS | {"minimum": D(1)}), "Bonus points start at 0."),
            (with_item(**BONUS | {"demands": (Demand.NOTE,)}), "A bonus item that is not earned is no fault: it demands nothing."),
            (with_item(**BONUS), "A bonus item needs points above 0 and not above the cap of all bonus points ({cap})."),
            (
                replace(draft(), bonus_cap=D(5), sections=tuple(
                    replace(section, items=tuple(replace(item, **BONUS, evidence_required=False) for item in section.items))
                    for section in draft().sections
                )),
                "Every item is a bonus item: there is nothing to add the points to.",
            ),
            (
                replace(draft(), bonus_cap=D(5), sections=(*draft().sections, rules.SectionDraft("more", D(1), named("More"), (
                    replace(draft().sections[0].items[0], code="extra", **BONUS),
                )))),
                "“{code}” holds bonus items only: its weight must be 0.",
            ),
            (with_item(demands_at=D(101)), "The share at or below which something is demanded must be between 0 and 100 percent."),
            (with_item(demands_at=D("0.00001")), "{number} has more than {places} decimal places."),
            (with_item(minutes=D(-1)), "The planned minutes must be between 0 and {most}."),
            (replace(draft(), minutes=D(1441)), "The planned minutes must be between 0 and {most}."),
            (with_item(weight=D("49.99999")), "The weight of “{code}” may have at most 4 decimal places."),
            (with_item(weight=D(40)), "The item weights of “{code}” total {total}, not 100."),
            (replace(draft(), weighting=Weighting.BY_ITEM), "The weights of all items total {total}, not 100."),
            (replace(draft(), sections=(*draft().sections, rules.SectionDraft("more", D(1), named("More")))), "The checkpoint “{code}” has no items."),
        ],
    )
    def test_what_is_wrong_is_said(self, broken, message):
        assert message in messages(broken)

    def test_all_faults_are_found_at_once(self):
        assert len(messages(replace(with_item(text={}, weight=D(0)), name={}, na_reasons=()))) == 5


weights = st.lists(st.decimals("0.01", "1000", places=2), min_size=1, max_size=30)


def test_equal_parts_share_the_rest_from_the_first():
    assert rules.rebalanced([D(1)] * 3) == [D("33.34"), D("33.33"), D("33.33")]


def test_a_tiny_weight_keeps_a_hundredth():
    # a hundred-thousandth of a whole would fall to 0.00, which is no weight
    assert rules.rebalanced([D(1), D(100_000)]) == [D("0.01"), D("99.99")]


@given(weights)
def test_rebalanced_weights_total_a_hundred(given_):
    balanced = rules.rebalanced(given_)
    assert sum(balanced) == 100
    assert min(balanced) >= D("0.01")
    shares = [before * 100 / sum(given_) for before in given_]
    lifted = sum(share < D("0.01") for share in shares)
    for share, after in zip(shares, balanced, strict=True):
        assert abs(after - share) < D("0.01") * (1 + lifted)


def test_one_click_brings_every_group_to_a_hundred_and_leaves_bonus_items_alone():
    # checkpoints 60 and 20 become 75 and 25; items 50, 30, 40 of 120 become 41.67, 25, 33.33
    whole = draft()
    contact, files = whole.sections
    extra = replace(contact.items[0], code="extra", **BONUS)
    contact = replace(contact, items=(*(replace(i, weight=w) for i, w in zip(contact.items, (D(50), D(30), D(40)), strict=True)), extra))
    uneven = replace(whole, bonus_cap=D(5), sections=(contact, replace(files, weight=D(20))))
    found = rules.balanced(uneven)
    assert {code: found[code] for code in ("contact", "files", "greeting", "speed", "consent", "extra")} == {
        "contact": 75, "files": 25, "greeting": D("41.67"), "speed": 25, "consent": D("33.33"), "extra": 0,
    }  # fmt: skip
    assert rules.faults(rules.reweighed(uneven, found)) == []


def test_items_that_weigh_by_themselves_are_balanced_together():
    # 50, 30, 20, 60, 40 of 200
    by_item = replace(draft(), weighting=Weighting.BY_ITEM)
    found = rules.balanced(by_item)
    assert [found[code] for code in ("greeting", "speed", "consent", "findings", "photos", "contact")] == [25, 15, 10, 30, 20, 60]
    assert rules.faults(rules.reweighed(by_item, found)) == []


@given(weights)
def test_balancing_twice_changes_nothing(given_):
    once = rules.rebalanced(given_)
    assert rules.rebalanced(once) == once
