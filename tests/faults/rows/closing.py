"""Acceptance, archive, resources and closing."""

from datetime import timedelta

from core.audit.actions import NOBODY
from core.clock import today
from core.closing.acceptance import actions as acceptances
from core.closing.acceptance.rules import Criterion, Paper, Seat, Standard, Verdict
from core.closing.archive import actions as archive
from core.closing.archive.rules import Part
from core.closing.endings import actions as endings
from core.closing.endings.rules import Source
from core.closing.release import actions as release
from core.closing.signing import actions as signing
from tests import closing
from tests.closing import OUTSIDE, TOKEN
from tests.faults.stage import Stage, of


def link(s: Stage, made: int, seat: Seat, token: str) -> int:
    s.do(signing.link, "mo", made, seat, token=token, name="Ms Ferry")
    return made


@of(acceptances.begin)
def an_attempt_begins_with_a_template(s):
    return s.ready(acceptances.begin, "mo", s.house.projects["hotline"], template="hotline")


@of(acceptances.agree)
def an_acceptance_is_agreed_on(s):
    made = s.do(acceptances.begin, "mo", s.house.projects["hotline"])
    return s.ready(acceptances.agree, "mo", made, closing.agreement(s.house), version=1)


@of(acceptances.judge)
def a_part_of_the_pack_is_judged(s):
    return s.ready(acceptances.judge, "mo", closing.agreed(s.do, s.house), Paper.FEEDBACK, complete=True, whole=True, correct=False, remark="A page is missing.")


@of(acceptances.attach)
def a_part_of_the_pack_gets_a_file(s):
    return s.ready(acceptances.attach, "mo", closing.agreed(s.do, s.house), Paper.FEEDBACK, data=b"a report", kind="pdf", name="report.pdf")


@of(acceptances.set_criteria)
def delivery_standards_are_written_anew(s):
    return s.ready(acceptances.set_criteria, "mo", closing.agreed(s.do, s.house), [Criterion(Standard.FUNCTION, "Works", 3)], version=2)


@of(acceptances.score)
def delivery_standards_are_scored(s):
    made = closing.agreed(s.do, s.house)
    return s.ready(acceptances.score, "mo", made, closing.points(made))


@of(acceptances.present)
def the_result_is_presented(s):
    return s.ready(acceptances.present, "mo", closing.agreed(s.do, s.house), presented_on=today(), text="Shown.")


@of(acceptances.submit)
def the_preliminary_acceptance_opens(s):
    made = closing.packed(s.do, s.house)
    return s.ready(acceptances.submit, "mo", made, version=closing.version(made))


@of(acceptances.open_formal)
def the_formal_acceptance_opens(s):
    made = closing.preliminary(s.do, s.house)
    s.do(signing.sign, "ming", made, Seat.TEAM, verdict=Verdict.ACCEPT)
    closing.by_link(s.do, made, Seat.CUSTOMER, TOKEN)
    closing.scored(s.do, made)
    return s.ready(acceptances.open_formal, "mo", made, version=closing.version(made))


@of(acceptances.withdraw)
def an_attempt_is_withdrawn_with_its_link(s):
    made = link(s, closing.preliminary(s.do, s.house), Seat.CUSTOMER, TOKEN)
    return s.ready(acceptances.withdraw, "mo", made, version=closing.version(made), why="Not yet.")


@of(acceptances.raise_again)
def a_cancelled_remark_is_raised_again(s):
    return s.ready(acceptances.raise_again, "mo", closing.cancelled_remark(s.do, s.house))


@of(acceptances.take_along)
def an_acceptance_report_leaves_the_house(s):
    return s.ready(acceptances.take_along, "mo", closing.agreed(s.do, s.house), kind="pdf", sha256="0" * 64)


@of(signing.link)
def a_link_is_replaced_by_another(s):
    made = link(s, closing.preliminary(s.do, s.house), Seat.CUSTOMER, TOKEN)
    return s.ready(signing.link, "mo", made, Seat.CUSTOMER, token=OUTSIDE, name="Ms Ferry")


@of(signing.sign)
def the_team_signs_with_two_remarks(s):
    return s.ready(signing.sign, "ming", closing.preliminary(s.do, s.house), Seat.TEAM, verdict=Verdict.REMARKS, text="Label it\nPaint it")


@of(signing.sign_by_link)
def the_customer_is_the_last_to_sign(s):
    made = closing.formal(s.do, s.house)
    s.do(signing.sign, "hu", made, Seat.FIRST, verdict=Verdict.ACCEPT)
    s.do(signing.sign, "lin", made, Seat.SECOND, verdict=Verdict.ACCEPT)
    link(s, made, Seat.OUTSIDE, OUTSIDE)
    return s.ready(signing.sign_by_link, NOBODY, OUTSIDE, name="Ms Ferry", office="Northern Ferries", verdict=Verdict.ACCEPT)


@of(archive.file)
def something_is_filed_with_its_file(s):
    return s.ready(archive.file, "mo", s.house.projects["hotline"], Part.DESIGN, title="Design", upload=(b"a design", "pdf", "design.pdf"))


@of(archive.attach)
def an_entry_gets_another_file(s):
    made = s.do(archive.file, "mo", s.house.projects["hotline"], Part.DESIGN, title="Design", place="Shelf")
    return s.ready(archive.attach, "mo", made, data=b"a design", kind="pdf", name="design.pdf")


@of(archive.drop)
def an_entry_is_taken_out(s):
    return s.ready(archive.drop, "mo", s.do(archive.file, "mo", s.house.projects["hotline"], Part.DESIGN, title="Design", place="Shelf"))


@of(release.plan)
def equipment_is_put_on_the_list(s):
    return s.ready(release.plan, "mo", s.house.projects["hotline"], name="Laptop", planned_on=today())


@of(release.fill)
def the_list_of_resources_is_filled(s):
    return s.ready(release.fill, "mo", s.house.projects["hotline"])


@of(release.release)
def equipment_is_given_back(s):
    made = s.do(release.plan, "mo", s.house.projects["hotline"], name="Laptop", planned_on=today())
    return s.ready(release.release, "mo", made, released_on=today(), version=1)


@of(endings.begin)
def a_closing_begins(s):
    return s.ready(endings.begin, "mo", s.house.projects["hotline"])


def begun(s: Stage) -> int:
    return s.do(endings.begin, "mo", s.house.projects["hotline"])


@of(endings.confirm)
def a_result_is_confirmed_with_a_file(s):
    return s.ready(endings.confirm, "mo", begun(s), Source.CUSTOMER, confirmed=True, name="Ms Ferry", on=today(), upload=(b"a letter", "pdf", "letter.pdf"))


@of(endings.assign)
def work_that_remains_is_assigned(s):
    return s.ready(
        endings.assign, "mo", begun(s), title="Warranty visits", text="Twice a year.", owner_id=s.person("ming"), verifier_id=s.person("hu"), due_on=today() + timedelta(days=90)
    )


@of(endings.settle)
def nothing_remains(s):
    return s.ready(endings.settle, "mo", begun(s))


@of(endings.sign)
def a_closing_is_signed(s):
    return s.ready(endings.sign, "mo", closing.cleared(s.do, s.house))


@of(endings.close)
def a_project_is_closed(s):
    made = closing.cleared(s.do, s.house)
    for who in ("mo", "hu"):
        s.do(endings.sign, who, made)
    return s.ready(endings.close, "mo", made, version=closing.closing_version(made))


@of(endings.reopen)
def a_project_is_opened_again(s):
    made = closing.closed(s.do, s.house)
    return s.ready(endings.reopen, "lin", made, version=closing.closing_version(made), why="A fault came up.")
