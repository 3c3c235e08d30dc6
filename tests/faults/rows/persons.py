"""What is of one person: drafts, comments, the second step."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from core import db, work
from core.audit.actions import NOBODY
from core.clock import at, now
from core.comments import actions as comments
from core.drafts import actions as drafts
from core.drafts.records import KeptDraft
from core.drafts.rules import MOST_DRAFTS
from core.people.factor import actions as factor
from core.people.factor import rules as codes
from core.people.factor import vault
from core.people.factor.records import Factor
from core.people.passwords import matches
from core.people.signin import actions as signing
from tests import cast
from tests.faults.stage import Stage, of


@of(drafts.keep)
def what_is_typed_is_kept(s):
    return s.ready(drafts.keep, "mei", "project", {"name": "A new"})


@of(drafts.keep)
def the_oldest_draft_gives_way(s):
    with db.writing() as session:
        old = {"person_id": s.person("mei"), "form": "project", "content": {"name": "Old"}, "seen": 0, "changed_at": now()}
        session.add_all(KeptDraft(record=str(number), **old) for number in range(MOST_DRAFTS))
    return s.ready(drafts.keep, "mei", "project", {"name": "A new"})


@of(drafts.discard)
def a_draft_is_not_wanted(s):
    s.do(drafts.keep, "mei", "project", {"name": "A new"})
    return s.ready(drafts.discard, "mei", "project")


@of(drafts.sweep)
def old_drafts_are_swept(s):
    for who in ("mei", "kit"):
        s.do(drafts.keep, who, "project", {"name": "A new"})
    return s.ready(drafts.sweep, NOBODY, when=now() + timedelta(days=400))


@of(comments.write)
def a_comment_calls_somebody(s):
    return s.ready(comments.write, "mei", "sheet", s.house.sheet, body="@lin please look.")


@of(comments.edit)
def a_comment_is_put_right(s):
    made = s.do(comments.write, "mei", "sheet", s.house.sheet, body="Please look.")
    return s.ready(comments.edit, "mei", made, version=1, body="@lin please look.")


@of(comments.strike)
def a_comment_is_taken_back(s):
    return s.ready(comments.strike, "mei", s.do(comments.write, "mei", "sheet", s.house.sheet, body="Please look."))


NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)
STEP = timedelta(seconds=30)


def code_of(s: Stage, who: str, moment: datetime) -> str:
    with db.reading() as session:
        sealed = session.scalars(select(Factor.sealed).where(Factor.person_id == s.person(who))).one()
    return codes.code_at(vault.opened(sealed, s.person(who)) or "", codes.step_at(moment))


def enrolled(s: Stage, who: str = "mei") -> list[str]:
    """Somebody with a second step since a few minutes before NOON; her recovery codes."""
    fresh = vault.fresh_codes()
    with at(NOON - 10 * STEP):
        s.do(factor.propose, who)
        s.do(factor.confirm, who, code=code_of(s, who, now()), fingerprints=[vault.fingerprint(one) for one in fresh])
    return fresh


@of(factor.propose)
def a_second_step_is_proposed(s):
    return s.ready(factor.propose, "mei")


@of(factor.confirm)
def it_is_confirmed(s):
    with at(NOON):
        s.do(factor.propose, "mei")
    fingerprints = [vault.fingerprint(one) for one in vault.fresh_codes()]
    return s.ready(factor.confirm, "mei", code=code_of(s, "mei", NOON), fingerprints=fingerprints, when=NOON)


@of(factor.renew_codes)
def the_recovery_codes_are_renewed(s):
    enrolled(s)
    fingerprints = [vault.fingerprint(one) for one in vault.fresh_codes()]
    return s.ready(factor.renew_codes, "mei", code=code_of(s, "mei", NOON), fingerprints=fingerprints, when=NOON)


@of(factor.turn_off)
def it_is_turned_off(s):
    enrolled(s)
    return s.ready(factor.turn_off, "mei", code=code_of(s, "mei", NOON), when=NOON)


@of(factor.reset)
def an_administrator_resets_it(s):
    enrolled(s)
    return s.ready(factor.reset, "ada", s.person("mei"))


@of(signing.answer)
def a_recovery_code_opens_the_door_once(s):
    code, mei = enrolled(s)[0], signing.Reserved("mei", "10.0.0.1", s.person("mei"), None)
    with at(NOON):
        reserved = work.do(signing.reserve, NOBODY, "mei", "10.0.0.1")
        assert reserved.person_id == mei.person_id
        challenge = work.do(signing.settle, NOBODY, reserved, matches(cast.PASSWORD, reserved.password_hash))
    return s.ready(signing.answer, NOBODY, challenge, code, "10.0.0.1", when=NOON)
