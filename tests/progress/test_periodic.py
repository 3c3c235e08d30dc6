"""Weekly and monthly reports: their days by hand, what they tell, frozen when issued, taken along as files."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.clock import today
from core.errors import NotFound, NotPermitted
from core.exchange.progress_report import outline, progress_report
from core.exchange.progress_workbook import progress_workbook
from core.exchange.report import to_pdf, to_word
from core.notice import queries as notices
from core.planning import queries as planning
from core.planning.baselines import actions as baselines
from core.planning.rules.moments import midnight
from core.progress import actions as progress
from core.progress import queries as reports
from core.progress.periodic import actions, queries, rules
from core.progress.periodic.rules import Span
from core.progress.rules import Report
from core.progress.value.rules import NO_COST_YET
from core.words import Language
from tests.progress.test_reports import noon, plan  # noqa: F401

D = date
MONDAY = D(2026, 11, 2)


class TestDays:
    @pytest.mark.parametrize(
        ("span", "day", "first", "last"),
        [
            (Span.WEEK, D(2026, 11, 2), D(2026, 11, 2), D(2026, 11, 8)), (Span.WEEK, D(2026, 11, 8), D(2026, 11, 2), D(2026, 11, 8)),
            (Span.WEEK, D(2027, 1, 1), D(2026, 12, 28), D(2027, 1, 3)), (Span.MONTH, D(2026, 11, 30), D(2026, 11, 1), D(2026, 11, 30)),
            (Span.MONTH, D(2028, 2, 3), D(2028, 2, 1), D(2028, 2, 29)), (Span.MONTH, D(2026, 12, 31), D(2026, 12, 1), D(2026, 12, 31)),
        ],
    )  # fmt: skip
    def test_by_hand(self, span, day, first, last):
        assert (span.first(day), span.last(day)) == (first, last)

    @given(st.sampled_from(Span), st.dates(D(2000, 1, 1), D(2090, 1, 1)))
    def test_every_day_lies_in_exactly_one_period(self, span, day):
        assert span.first(day) <= day <= span.last(day)
        assert span.first(span.last(day)) == span.first(day)
        assert span.first(span.last(day) + timedelta(days=1)) == span.last(day) + timedelta(days=1)
        assert span.recent(day, 3)[1:] == span.recent(span.first(day) - timedelta(days=1), 2)

    def test_a_report_tells_up_to_today_while_its_period_lasts(self):
        assert rules.until(Span.WEEK, MONDAY, D(2026, 11, 4)) == D(2026, 11, 4)
        assert rules.until(Span.WEEK, MONDAY, D(2026, 12, 4)) == D(2026, 11, 8)
        with pytest.raises(rules.NotYetBegun):
            rules.until(Span.WEEK, MONDAY, D(2026, 11, 1))


@pytest.mark.usefixtures("database")
class TestTold:
    @pytest.fixture
    def told(self, house, do, ask, hotline, plan):  # noqa: F811
        """On Friday of the first week: Ask (Monday to Tuesday) was half done by Tuesday and finished on Thursday, Write waits for the customer."""
        do(baselines.keep, "mo", plan, name="Approved")
        project = house.projects["hotline"]
        with noon(1):
            do(progress.report, "ming", project, 2, Report(percent=50, minutes=240))
        with noon(3):
            do(progress.report, "ming", project, 2, Report(percent=100, minutes=60))
        with noon(4):
            do(progress.report, "ming", project, 3, Report(percent=25, minutes=90, blocker="The customer is away."))

        def told_(days=4, span=Span.WEEK, day=MONDAY, who="mo"):
            with noon(days):
                return ask(queries.contents, who, hotline, span, day)

        return told_

    def test_what_happened_in_the_week(self, house, told):
        found = told()
        assert (found.first, found.last, found.until) == (MONDAY, D(2026, 11, 8), D(2026, 11, 6))
        assert [(one.task, one.on, one.planned) for one in found.finished] == [("Ask", D(2026, 11, 5), D(2026, 11, 3))]
        assert [(one.task, one.was, one.percent, one.minutes, one.blocker) for one in found.moved] == [("Ask", 0, 100, 300, ""), ("Write", 0, 25, 90, "The customer is away.")]
        assert (found.minutes, [one.minutes for one in found.hours]) == (390, [390])
        assert [one.task for one in found.held] == ["Write"]
        assert [(one.task, one.reached) for one in found.milestones] == [("Ready", False)]
        assert found.planned == D(2026, 11, 4)
        assert found.finish > found.planned
        assert found.baseline == "Approved"
        assert "spi" in found.figures

    def test_the_next_week_and_the_months_tell_their_own_days(self, told):
        later = told(days=7, day=D(2026, 11, 9))
        assert not later.finished
        assert not later.moved
        assert told(span=Span.MONTH).finished
        assert [one.task for one in told(days=40, day=MONDAY).finished] == ["Ask"]
        with pytest.raises(rules.NotYetBegun):
            told(day=D(2026, 11, 9))
        with pytest.raises(rules.BeforeThePlan):
            told(day=D(2026, 10, 26))

    def test_what_cannot_be_computed_says_why(self, told):
        found = told(days=0)
        assert found.until == MONDAY
        with_money = rules.thawed(rules.frozen(found))
        assert with_money == found
        texts = [cell for block in outline(found, None, Language.ENGLISH)[1] for row in getattr(block, "rows", ()) for cell in row]
        assert any(cell.startswith("Not computable") for cell in texts)
        assert NO_COST_YET not in found.figures

    def test_an_issued_report_stays_as_it_is(self, house, do, ask, hotline, told, traced):
        project = house.projects["hotline"]
        with noon(4), traced("progress_report:issue", "mo"):
            first = do(actions.issue, "mo", project, span=Span.WEEK, day=D(2026, 11, 6), comment=" We called them.\n")
        assert ask(notices.inbox, "ming", kind="progress_report")[1] == 1
        before = ask(queries.one, "mo", first)
        with noon(5):
            do(progress.report, "ming", project, 3, Report(percent=100))
            second = do(actions.issue, "mo", project, span=Span.WEEK, day=MONDAY, comment="")
        assert ask(queries.one, "mo", first) == before
        assert (before[0].comment, before[1].until) == ("We called them.", D(2026, 11, 6))
        assert len(ask(queries.one, "mo", second)[1].finished) == 2
        assert [(one.id, one.edition) for one in ask(queries.issued, "ming", hotline)] == [(second, 2), (first, 1)]

    def test_who_may_not_issue_and_who_may_not_see(self, house, do, ask, hotline, told, refused):
        with noon(4):
            with refused(NotPermitted):
                do(actions.issue, "ming", house.projects["hotline"], span=Span.WEEK, day=MONDAY, comment="")
            with refused(rules.NotYetBegun):
                do(actions.issue, "mo", house.projects["hotline"], span=Span.MONTH, day=D(2026, 12, 1), comment="")
            made = do(actions.issue, "mo", house.projects["hotline"], span=Span.WEEK, day=MONDAY, comment="")
        with pytest.raises(NotFound):
            ask(queries.contents, "pei", hotline, Span.WEEK, MONDAY)
        with pytest.raises(NotFound):
            ask(queries.one, "pei", made)
        with pytest.raises(NotFound):
            ask(queries.issued, "pei", hotline)

    def test_taking_it_along_is_traced(self, house, do, told, traced):
        with noon(4):
            made = do(actions.issue, "mo", house.projects["hotline"], span=Span.WEEK, day=MONDAY, comment="")
            with traced("progress_report:take_along", "ming") as entry:
                do(actions.take_along, "ming", made, kind="pdf", sha256="0" * 64)
        assert entry[0].facts["kind"] == "pdf"



@pytest.mark.usefixtures("sqlite_database")
class TestFilesAndScreen:
    @pytest.fixture
    def issued(self, house, do, plan):  # noqa: F811
        with noon(1):
            do(progress.report, "ming", house.projects["hotline"], 2, Report(percent=50, minutes=240, blocker="<b>bold</b> & \x07=1+1"))
        with noon(4):
            return do(actions.issue, "mo", house.projects["hotline"], span=Span.WEEK, day=MONDAY, comment="两周后回访。\n<script>")

    @pytest.mark.parametrize("language", list(Language))
    def test_word_and_pdf_in_every_language(self, ask, issued, language):
        one, told = ask(queries.one, "mo", issued)
        made = progress_report(told, one, language)
        assert to_pdf(made).startswith(b"%PDF")
        with zipfile.ZipFile(io.BytesIO(to_word(made))) as archive:
            body = archive.read("word/document.xml").decode()
            assert "两周后回访。" in body
            assert "<script>" not in body
            assert any(name.startswith("word/media/") for name in archive.namelist())

    @pytest.mark.parametrize("language", list(Language))
    def test_a_manager_issues_one_on_the_screen(self, house, screen, ask, hotline, issued, language):
        first = Span.WEEK.first(today())
        at = screen("pages/Progress.py", "mo", language=language, query={"project": hotline, "part": "periodic"})
        assert not at.exception
        at.text_area[0].set_value("We go on.").run()
        assert not at.exception
        next(one for one in at.button if str(one.key).endswith(":issue")).click().run()
        assert not at.exception
        newest = ask(queries.issued, "mo", hotline)[0]
        assert (newest.comment, newest.first) == ("We go on.", first)
        at = screen("pages/Progress.py", "ming", language=language, query={"project": hotline, "part": "periodic"})
        assert not at.exception
        assert not [one for one in at.button if str(one.key).endswith(":issue")]

    def test_the_progress_table_as_a_workbook(self, house, ask, hotline, plan, do, issued):  # noqa: F811
        do(baselines.keep, "mo", plan, name="Approved")
        view, told = ask(planning.plan, "mo", hotline), ask(reports.reports, "mo", hotline)
        sheets = load_workbook(io.BytesIO(progress_workbook(view, told, {2: (midnight(MONDAY), midnight(D(2026, 11, 3)))}, Language.SIMPLIFIED)))
        rows = [tuple(cell.value for cell in row) for row in sheets.worksheets[0].iter_rows()]
        assert [str(row[1]).strip() for row in rows[1:]] == ["Prepare", "Ask", "Write", "Ready"]
        ask_row = next(row for row in rows if str(row[1]).strip() == "Ask")
        assert ask_row[10] == 50
        assert str(ask_row[15]).endswith("=1+1")
        assert not [cell for sheet in sheets.worksheets for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
