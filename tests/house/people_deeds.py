"""How each deed on people and their accounts is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from core.access import Permission, Role
from core.clock import now
from core.people import actions as people
from core.people.factor import actions as factor
from core.people.factor import rules as codes
from core.people.factor import vault
from core.people.factor.records import Factor
from core.people.queries import person_for_update
from core.people.records import SignIn
from core.people.signin import actions as signing
from core.people.signin.records import Identity
from core.words import Language
from tests.cast import named
from tests.house import staged

A_PERSON = {"username": "wei", "name": named("Wei"), "roles": {Role.INSPECTOR}}
HASH = "x" * 60


def _update_department(session, actor, house):
    unit = staged.department(session, house)
    return people.update_department(session, actor, unit.id, version=unit.version, name=named("New"), parent_id=None, head_id=None)


def _update_person(session, actor, house):
    kit = person_for_update(session, house.people["kit"])
    return people.update(session, actor, kit.id, version=kit.version, name=named("Kit"), roles={Role.INSPECTOR}, department_id=None, active=True)


def _signed_in(session, person_id):
    times = dict.fromkeys(("created_at", "last_seen", "expires_at"), now())
    session.add(SignIn(token_hash="0" * 64, person_id=person_id, token_version=0, method="password", address="", browser="", **times))
    session.flush()
    return session.scalar(select(func.max(SignIn.id)))


def _revoke(session, actor, house):
    return people.revoke_session(session, actor, _signed_in(session, actor.id))


SHARED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def _with_factor(session, person_id, *, confirmed=True):
    """Somebody with a second factor; returns the code of this moment."""
    moment = now()
    session.add(
        Factor(
            person_id=person_id, sealed=vault.sealed(SHARED, person_id), created_at=moment, confirmed_at=moment if confirmed else None,
            last_step=codes.NEVER,
        )
    )  # fmt: skip
    session.flush()
    return codes.code_at(SHARED, codes.step_at(moment))


def _confirm_factor(session, actor, house):
    return factor.confirm(session, actor, code=_with_factor(session, actor.id, confirmed=False), fingerprints=[])


def _reset_factor(session, actor, house):
    _with_factor(session, house.people["kit"])
    return factor.reset(session, actor, house.people["kit"])


def _unlink(session, actor, house):
    session.add(Identity(issuer="https://id", subject="1", person_id=house.people["kit"], since=now()))
    session.flush()
    return signing.unlink(session, actor, house.people["kit"])


def rows(row: Callable[..., Any], whoever: Any, everywhere: Any) -> dict[Callable[..., Any], Any]:
    """A row for each deed."""
    return {
        people.create: row(Permission.PEOPLE_EDIT, everywhere, lambda s, a, h: people.create(s, a, **A_PERSON)),
        people.update: row(Permission.PEOPLE_EDIT, everywhere, _update_person),
        people.reset_password: row(Permission.PEOPLE_EDIT, everywhere, lambda s, a, h: people.reset_password(s, a, h.people["kit"], password_hash=HASH)),
        people.end_sessions: row(Permission.PEOPLE_EDIT, everywhere, lambda s, a, h: people.end_sessions(s, a, h.people["kit"])),
        people.create_department: row(Permission.DEPARTMENT_EDIT, everywhere, lambda s, a, h: people.create_department(s, a, code="new", name=named("New"))),
        people.update_department: row(Permission.DEPARTMENT_EDIT, everywhere, _update_department),
        people.change_password: row(Permission.ACCOUNT_USE, whoever, lambda s, a, h: people.change_password(s, a, password_hash=HASH)),
        people.choose_language: row(Permission.ACCOUNT_USE, whoever, lambda s, a, h: people.choose_language(s, a, Language.TRADITIONAL)),
        people.choose_email: row(Permission.ACCOUNT_USE, whoever, lambda s, a, h: people.choose_email(s, a, "mei@example.cn")),
        people.revoke_session: row(Permission.ACCOUNT_USE, whoever, _revoke),
        people.sign_out_everywhere: row(Permission.ACCOUNT_USE, whoever, lambda s, a, h: people.sign_out_everywhere(s, a)),
        factor.propose: row(Permission.ACCOUNT_USE, whoever, lambda s, a, h: factor.propose(s, a)),
        factor.confirm: row(Permission.ACCOUNT_USE, whoever, _confirm_factor),
        factor.renew_codes: row(Permission.ACCOUNT_USE, whoever, lambda s, a, h: factor.renew_codes(s, a, code=_with_factor(s, a.id), fingerprints=[])),
        factor.turn_off: row(Permission.ACCOUNT_USE, whoever, lambda s, a, h: factor.turn_off(s, a, code=_with_factor(s, a.id))),
        factor.reset: row(Permission.PEOPLE_EDIT, everywhere, _reset_factor),
        signing.end_session: row(Permission.PEOPLE_EDIT, everywhere, lambda s, a, h: signing.end_session(s, a, _signed_in(s, h.people["kit"]))),
        signing.unlock: row(Permission.PEOPLE_EDIT, everywhere, lambda s, a, h: signing.unlock(s, a, h.people["kit"])),
        signing.unlink: row(Permission.PEOPLE_EDIT, everywhere, _unlink),
    }  # fmt: skip
