"""Qualifications and times, on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from core import db, work
from core.clock import now, today
from core.errors import NotFound, NotPermitted, TooLong
from core.inspection.rounds import actions as rounds
from core.inspection.rounds.rules import NotAnInspector
from core.inspection.sheets.records import Answer, Evidence, Sheet
from core.inspection.staffing import actions, queries, rules
from core.inspection.staffing.rules import QUALIFICATION, Policy
from core.inspection.templates.queries import version_row
from core.settings import actions as settings
from tests.cast import DATES

pytestmark = pytest.mark.usefixtures("database")
A_DAY = timedelta(days=1)


@pytest.fixture
def template(house):
    return work.ask(version_row, house.version).template_id


@pytest.fixture
def summer(house, do):
    """A round in preparation, due in the future."""
    return do(rounds.create, "lin", name="Summer", template_version_id=house.version, **DATES | {"due_on": today() + 10 * A_DAY})


def qualify(do, house, template, who="kit", first=None, last=None, **more):
    return do(actions.qualify, "ada", house.people[who], template_id=template, valid_from=first or today(), valid_until=last, **more)


def require_it(do, policy=Policy.REFUSE):
    do(settings.change, "ada", QUALIFICATION.code, text=policy.value, version=0)


def marked(ask, round_id):
    return {one.username for one in ask(queries.inspectors, "lin", round_id) if not one.qualified}


class TestRecording:
    def test_a_qualification_is_recorded_and_replaced(self, house, do, ask, template, traced):
        with traced("qualification:edit", "ada") as entry:
            made = qualify(do, house, template, last=today() + A_DAY, remark=" Course\t2026 ")
        assert (entry[0].subject_code, entry[0].facts["before"]) == ("kit hotline", None)
        assert qualify(do, house, template) == made
        (row,) = ask(queries.qualifications, "hu")
        assert (row.person_id, row.template, row.valid_until, row.remark, row.version) == (house.people["kit"], "hotline", None, "", 2)

    def test_what_makes_no_sense_is_refused(self, house, do, template, refused):
        with refused(rules.EndsBeforeItStarts):
            qualify(do, house, template, last=today() - A_DAY)
        with refused(NotAnInspector):
            qualify(do, house, template, who="mo")
        with refused(TooLong):
            qualify(do, house, template, remark="x" * 201)
        with refused(NotFound):
            qualify(do, house, 9999)

    def test_it_is_taken_back(self, house, do, ask, template, refused, traced):
        made = qualify(do, house, template)
        with traced("qualification:withdraw", "lin") as entry:
            do(actions.withdraw, "lin", made)
        assert entry[0].facts["before"]["valid_from"] == today().isoformat()
        assert ask(queries.qualifications, "lin") == []
        with refused(NotFound):
            do(actions.withdraw, "lin", made)

    def test_who_leads_nothing_reads_nothing(self, house, ask):
        for who in ("mo", "mei", "cora"):
            with pytest.raises(NotPermitted):
                ask(queries.qualifications, who)


class TestAsking:
    def test_where_it_is_required_nobody_is_assigned_without(self, house, do, ask, template, summer, refused):
        require_it(do)
        with refused(rules.NotQualified):
            do(rounds.assign, "lin", summer, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
        code = next(one.code for one in work.ask(codes, house.actor("lin"), summer) if one.project_id == house.projects["hotline"])
        assert ask(queries.proposal, "lin", summer, wanted={code: 1}).short == {code: 1}
        qualify(do, house, template)
        assert ask(queries.proposal, "lin", summer, wanted={code: 1}).given == {code: (house.people["kit"],)}
        do(rounds.assign, "lin", summer, project_id=house.projects["hotline"], inspector_id=house.people["kit"])

    @pytest.mark.parametrize(
        ("first", "last", "valid"), [(0, 10, True), (10, None, True), (-9, 9, False), (11, None, False)], ids=["to the day", "from the day", "ended", "later"]
    )
    def test_it_must_be_valid_on_the_due_date(self, house, do, ask, template, summer, first, last, valid):
        qualify(do, house, template, first=today() + first * A_DAY, last=None if last is None else today() + last * A_DAY)
        assert ("kit" not in marked(ask, summer)) is valid

    def test_where_it_is_only_pointed_out_an_assignment_goes_through(self, house, do, ask, template, summer):
        assert marked(ask, summer) == set()  # nobody is recorded: the checklist asks for none
        qualify(do, house, template, who="mei")
        assert marked(ask, summer) == {"kit"}
        do(rounds.assign, "lin", summer, project_id=house.projects["hotline"], inspector_id=house.people["kit"])

    def test_where_it_is_not_asked_for_nobody_is_marked(self, house, do, ask, template, summer):
        qualify(do, house, template, who="mei", first=date(2020, 1, 1), last=date(2020, 1, 2))
        require_it(do, Policy.OFF)
        assert marked(ask, summer) == set()


def codes(session, actor, round_id):
    from core.inspection.sampling.queries import targets

    return targets(session, actor, round_id)


class TestTimes:
    def test_planned_and_real_time_stand_side_by_side(self, house, do, ask, submitted):
        """Entries 50, 48, 40 and 20 minutes before the signature: a pause of twenty minutes twice."""
        at = now()
        with db.writing() as session:
            session.execute(update(Sheet).where(Sheet.id == house.sheet).values(started_at=at - timedelta(minutes=50), submitted_at=at))
            session.execute(update(Evidence).where(Evidence.sheet_id == house.sheet).values(added_at=at - timedelta(minutes=20)))
            rows = session.scalars(select(Answer.id).where(Answer.sheet_id == house.sheet).order_by(Answer.id)).all()
            for answer_id, before in zip(rows, (48, 40, 40, 40, 20), strict=True):
                session.execute(update(Answer).where(Answer.id == answer_id).values(answered_at=at - timedelta(minutes=before)))
        do(rounds.assign, "lin", house.round, project_id=house.projects["hotline"], inspector_id=house.people["kit"])
        told = {row.inspector["en"]: tuple(row)[2:] for row in ask(queries.times, "lin", house.round)[0].itertuples()}
        assert told == {"Mei": (1, 1, 10, 10, 10, 10, 10), "Kit": (1, 0, 10, 0, None, None, None)}
        each = ask(queries.times, "lin", house.round)[1]
        assert each["planned"].tolist() == [10, 10]
        assert each["active"].tolist() == [None, 10]  # Kit's, then Mei's

    def test_the_database_counts_as_the_rule_does(self, house, ask, submitted):
        at = now()
        moments = [timedelta(seconds=one) for one in (0, 61, 900, 1799.5, 2700, 4000)]  # gaps: 61, 839, 899.5, 900.5 (a pause), 1300 (a pause)
        with db.writing() as session:
            session.execute(update(Sheet).where(Sheet.id == house.sheet).values(started_at=at, submitted_at=at + moments[-1]))
            session.execute(update(Evidence).where(Evidence.sheet_id == house.sheet).values(added_at=at))
            rows = session.scalars(select(Answer.id).where(Answer.sheet_id == house.sheet).order_by(Answer.id)).all()
            for answer_id, after in zip(rows, moments, strict=False):
                session.execute(update(Answer).where(Answer.id == answer_id).values(answered_at=at + after))
            found = queries.active(session, [house.sheet])
        assert found == {house.sheet: rules.active_minutes(at + one for one in moments)} == {house.sheet: 29}

    def test_only_who_leads_the_round_sees_them(self, house, ask):
        for who in ("hu", "mo", "mei"):
            with pytest.raises(NotPermitted):
                ask(queries.times, who, house.round)
