"""Deeds of signing: with an account, by a customer's link, and making such links."""

from datetime import timedelta

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, Reach, require
from core.audit import note
from core.audit.actions import touch
from core.clock import here, now
from core.closing.acceptance import actions as acceptances
from core.closing.acceptance import queries as acceptance_queries
from core.closing.acceptance import rules as acceptance_rules
from core.closing.acceptance.queries import KIND
from core.closing.acceptance.records import Acceptance, AcceptanceLink, AcceptanceSignature
from core.closing.acceptance.rules import BY_LINK, PHASE_OF, Seat, State, Verdict
from core.closing.rules import LINK_DAYS
from core.closing.signing import queries, rules
from core.db import with_ids
from core.projects.queries import reach
from core.projects.records import Project
from core.settings.queries import value
from core.words import N_, Language


def sign(session: Session, actor: Actor, acceptance_id: int, seat: Seat, *, verdict: Verdict, text: str = "") -> int:
    """Sign the own seat. Returns the acceptance's id.

    Refuses NotByLink, NotBeingSigned, Finished, FullySigned, SeatTaken, SignedAlready, RemarkMissing, ReasonMissing, TooManyRemarks, TooLong; NotPermitted for everybody who is not named for it.
    """
    row, project = acceptance_queries.acceptance_for_update(session, acceptance_id)
    named = {Seat.TEAM: row.team_id, Seat.FIRST: row.first_id, Seat.SECOND: row.second_id}.get(Seat(seat))
    require(actor, Permission.ACCEPTANCE_SIGN, Reach(owners=frozenset({named} if named else ())))
    key = acceptance_rules.account(actor.id)
    return _signed(session, actor, row, project, Seat(seat), "acceptance:sign", key=key, name=actor.name, office="", verdict=verdict, text=text, person_id=actor.id)


def _signed(
    session: Session, actor: Actor, row: Acceptance, project: Project, seat: Seat, deed: str, *, key: str, name: str, office: str, verdict: Verdict, text: str, person_id: int | None
) -> int:
    """Keep a signature with its remarks, and what follows from it: all of it part of one deed."""
    acceptance_rules.check_seat(State(row.state), row.code, acceptance_queries.signatures_of(session, row.id), seat, {key}, name)
    asked = acceptance_rules.remarks(Verdict(verdict), text)
    words = fields.paragraph(text, N_("Remarks"), acceptance_rules.TEXT_LIMIT, needed=False)
    session.add(
        AcceptanceSignature(
            acceptance_id=row.id, phase=PHASE_OF[seat].value, seat=seat.value, signer=key, person_id=person_id, name=name[: acceptance_rules.NAME_LIMIT], office=office,
            verdict=Verdict(verdict).value, text=words, at=now(),
        )
    )  # fmt: skip
    session.flush()  # house: what follows is decided on all signatures
    made = acceptances.remark(session, actor, row, project, asked, seat, name[: acceptance_rules.NAME_LIMIT])
    after = acceptances.go_on(session, actor, row, project, words)
    touch(session, "closing")
    note(
        session, actor, deed, KIND, row.id, code=row.code, project_id=row.project_id, seat=seat.value, signer=name, office=office, verdict=Verdict(verdict).value,
        remarks=[one.followup_code for one in made], state=after.value,
    )  # fmt: skip
    return row.id


def link(session: Session, actor: Actor, acceptance_id: int, seat: Seat, *, token: str, name: str, language: Language = Language.SIMPLIFIED) -> int:
    """Let somebody of the customer or the third party sign by a link, once; earlier links of the seat open nothing any more. Returns the link's id. Only the token's hash is kept.

    Refuses NotByLink, NotOneOfUs, NotBeingSigned, Finished, FullySigned, SeatTaken, LinkUnknown (no token), Empty, TooLong.
    """
    row, project = acceptance_queries.acceptance_for_update(session, acceptance_id)
    require(actor, Permission.ACCEPTANCE_EDIT, reach(project))
    if Seat(seat) not in BY_LINK:
        raise rules.NotByLink()
    if not rules.TOKEN.fullmatch(token):
        raise rules.LinkUnknown()
    clean = fields.line(name, N_("Name"), acceptance_rules.NAME_LIMIT)
    _check_stranger(session, row, clean, actor.id)
    acceptance_rules.check_seat(State(row.state), row.code, acceptance_queries.signatures_of(session, row.id), Seat(seat), {acceptance_rules.written(clean)}, clean)
    moment = now()
    for one in acceptance_queries.links_of(session, row.id):
        if one.seat == seat:
            one.revoked_at = moment
    made = AcceptanceLink(
        acceptance_id=row.id, seat=Seat(seat).value, hash=rules.fingerprint(token), name=clean, language=Language(language).value, expires_at=moment + timedelta(days=int(value(session, LINK_DAYS))),
        used_at=None, revoked_at=None, by_id=actor.id, at=moment,
    )  # fmt: skip
    with_ids(session, made)
    touch(session, "closing")
    note(session, actor, "acceptance:link", KIND, row.id, code=row.code, project_id=row.project_id, seat=made.seat, for_name=clean, expires_at=made.expires_at)
    return made.id


def sign_by_link(session: Session, nobody: Actor, token: str, *, name: str, office: str, verdict: Verdict, text: str = "", signed_in: int = 0) -> int:
    """Somebody of the customer signs by a link; returns the acceptance's id. `signed_in`: the account whose session came along, for who has one.

    Refuses LinkUnknown, LinkUsed, LinkLate, LinkRevoked, NotOneOfUs, SignedInHere, and what signing refuses.
    # house: the link that opens once is the permission; nobody signs in for it
    """
    one = queries.link_for_update(session, token) if rules.TOKEN.fullmatch(token) else None
    if one is None:
        raise rules.LinkUnknown()
    match rules.standing(one.expires_at, one.used_at, one.revoked_at, now()):
        case rules.Standing.USED:
            raise rules.LinkUsed()
        case rules.Standing.REVOKED:
            raise rules.LinkRevoked()
        case rules.Standing.LATE:
            raise rules.LinkLate(until=f"{here(one.expires_at):%Y-%m-%d %H:%M}")
    if signed_in:
        raise rules.SignedInHere()
    row, project = acceptance_queries.acceptance_for_update(session, one.acceptance_id)
    clean = fields.line(name, N_("Your name"), acceptance_rules.NAME_LIMIT)
    whence = fields.line(office, N_("Organisation and position"), acceptance_rules.NAME_LIMIT)
    _check_stranger(session, row, clean, one.by_id)
    one.used_at = now()
    return _signed(
        session, nobody, row, project, Seat(one.seat), "acceptance:sign_by_link", key=acceptance_rules.written(clean), name=clean, office=whence, verdict=verdict, text=text, person_id=None
    )


def _check_stranger(session: Session, row: Acceptance, name: str, maker_id: int) -> None:
    ids = {row.team_id, row.first_id, row.second_id, row.remarks_owner_id, row.remarks_verifier_id, row.by_id, maker_id}
    people = queries.known_people(session, frozenset(one for one in ids if one))
    rules.check_stranger(name, [names for _, names in people], [username for username, _ in people])
