"""Approvals, their chains and deputies."""

from datetime import timedelta

from core import db
from core.approval import actions as approvals
from core.approval.chains import actions as chains
from core.approval.chains.rules import How, Step, Who
from core.approval.deputies import actions as deputies
from core.approval.rules import Verdict
from core.audit.actions import NOBODY
from core.clock import now, today
from core.inspection.rounds import actions as rounds
from core.inspection.templates import actions as templates
from tests.cast import draft
from tests.faults.stage import Stage, of


def submission(s: Stage, *steps: Step) -> int:
    """A checklist of Ada's that waits for Mei (or what the given chain asks)."""
    asked = steps or (Step(Who.PERSON, person_id=s.person("mei")),)
    s.do(chains.edit, "ada", "template_version", steps=asked, version=0)
    return s.do(approvals.submit, "ada", "template_version", s.do(templates.create, "ada", draft("fresh")))


@of(approvals.submit)
def a_checklist_is_submitted(s):
    return s.ready(approvals.submit, "ada", "template_version", s.do(templates.create, "ada", draft("fresh")), comment="Please look.")


@of(approvals.submit)
def it_is_submitted_again(s):
    made = submission(s)
    s.do(approvals.decide, "mei", made, step=0, verdict=Verdict.RETURN, comment="Not yet.")
    with db.reading() as session:
        version = session.get_one(approvals.Approval, made).subject_id
    return s.ready(approvals.submit, "ada", "template_version", version, comment="It is so already.")


@of(approvals.decide)
def the_last_yes_confirms_the_checklist(s):
    return s.ready(approvals.decide, "mei", submission(s), step=0, verdict=Verdict.APPROVE)


@of(approvals.decide)
def a_yes_leads_to_the_next_step(s):
    made = submission(s, Step(Who.PERSON, person_id=s.person("mei")), Step(Who.HOLDERS))
    return s.ready(approvals.decide, "mei", made, step=0, verdict=Verdict.APPROVE)


@of(approvals.decide)
def one_of_all_says_yes_as_a_deputy(s):
    made = submission(s, Step(Who.HOLDERS, how=How.ALL))
    s.do(deputies.name_deputy, "lin", s.person("kit"), first=today(), last=today())
    return s.ready(approvals.decide, "kit", made, step=0, verdict=Verdict.APPROVE)


@of(approvals.decide)
def it_is_returned(s):
    return s.ready(approvals.decide, "mei", submission(s), step=0, verdict=Verdict.RETURN, comment="Not yet.")


@of(approvals.decide)
def a_release_opens_what_has_to_be_mended(s):
    s.house.fill(s.house.sheet, greeting="0", findings="2")
    s.house.submit(s.house.sheet)
    s.do(rounds.close, "lin", s.house.round)
    return s.ready(approvals.decide, "yan", s.do(approvals.submit, "lin", "round", s.house.round), step=0, verdict=Verdict.APPROVE)


@of(approvals.withdraw)
def it_is_withdrawn(s):
    return s.ready(approvals.withdraw, "ada", submission(s), comment="Too early.")


@of(approvals.take_further)
def two_that_are_overdue_are_taken_further(s):
    submission(s, Step(Who.PERSON, person_id=s.person("ming"), days=1))
    s.do(approvals.submit, "ada", "template_version", s.do(templates.create, "ada", draft("other")))
    return s.ready(approvals.take_further, NOBODY, when=now() + timedelta(days=30))


@of(chains.edit)
def a_chain_is_kept_for_the_first_time(s):
    return s.ready(chains.edit, "ada", "round", steps=[Step(Who.HOLDERS)], version=0)


@of(chains.edit)
def a_chain_is_changed(s):
    s.do(chains.edit, "ada", "round", steps=[Step(Who.HOLDERS)], version=0)
    return s.ready(chains.edit, "ada", "round", steps=[Step(Who.MANAGER), Step(Who.HOLDERS)], version=1)


@of(deputies.name_deputy)
def a_deputy_is_named(s):
    return s.ready(deputies.name_deputy, "mei", s.person("kit"), first=today(), last=today() + timedelta(days=3))


@of(deputies.end_deputy)
def a_deputy_is_no_longer_needed(s):
    return s.ready(deputies.end_deputy, "mei", s.do(deputies.name_deputy, "mei", s.person("kit"), first=today(), last=today()))
