"""How each deed on acceptance and closing is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.access import Permission
from core.clock import now, today
from core.closing.acceptance import actions as acceptances
from core.closing.acceptance.records import Acceptance, AcceptanceCriterion, AcceptancePaper, AcceptanceSignature
from core.closing.acceptance.rules import Criterion, Paper, Seat, Standard, State, Verdict
from core.closing.archive import actions as archive
from core.closing.archive.records import ArchiveEntry
from core.closing.archive.rules import Part
from core.closing.endings import actions as endings
from core.closing.endings.records import Closing, ClosingSignature, Confirmation
from core.closing.endings.rules import Source
from core.closing.release import actions as release
from core.closing.release.records import Resource
from core.closing.signing import actions as signing
from core.files.records import StoredFile
from core.followup.records import FollowUp
from core.projects.queries import project_for_update
from tests.closing import TOKEN, agreement

DAY = date(2026, 1, 5)


def _acceptance(session: Any, house: Any, state: State = State.PREPARING, **more: Any) -> int:
    """An attempt with everything it needs in this state, past the deeds that lead there."""
    said = agreement(house)
    row = Acceptance(**{
        "code": "ACC-1", "project_id": house.projects["hotline"], "attempt": 1, "state": state.value, "planned_on": said.planned_on, "method": "on_site", "place": "", "invited_on": said.invited_on,
        "invited": "Ms Ferry", "formal_by": "customer_group", "team_id": said.team_id, "first_id": said.first_id, "second_id": said.second_id, "remarks_owner_id": said.remarks_owner_id,
        "remarks_verifier_id": said.remarks_verifier_id, "presented_on": today(), "presented": "Shown.", "presented_by_id": None, "submitted_at": None, "formal_at": None, "decided_on": None,
        "why": "", "by_id": house.people["mo"], "at": now(),
    } | more)  # fmt: skip
    session.add(row)
    session.flush()
    session.add(AcceptanceCriterion(acceptance_id=row.id, number=1, standard="function", text="Works", weight=1, target=None, unit="", higher=True, given=Decimal(100), points=Decimal(100), remark=""))
    for paper in Paper:
        one = AcceptancePaper(acceptance_id=row.id, paper=paper.value, complete=True, whole=True, correct=True, remark="", by_id=house.people["mo"], at=now())
        session.add(one)
        session.flush()
        session.add(StoredFile(sha256=paper.value * 4, kind="pdf", name="x.pdf", size=1, subject_kind="acceptance_paper", subject_id=one.id, by_id=house.people["mo"], at=now()))
    session.flush()
    return row.id


def _preliminary_signed(session: Any, house: Any) -> int:
    made = _acceptance(session, house, State.PRELIMINARY)
    for seat, key in ((Seat.TEAM, "p:1"), (Seat.CUSTOMER, "n:x")):
        session.add(AcceptanceSignature(acceptance_id=made, phase="preliminary", seat=seat.value, signer=key, person_id=None, name="X", office="", verdict="accept", text="", at=now()))
    session.flush()
    return made


def _cancelled_remark(session: Any, house: Any) -> int:
    made = _acceptance(session, house, State.PRELIMINARY)
    (one,) = acceptances.remark(session, house.actor("lin"), session.get_one(Acceptance, made), _hotline(session, house), ("Label it",), Seat.CUSTOMER, "Ms Ferry")
    session.scalars(select(FollowUp).where(FollowUp.code == one.followup_code)).one().state = "cancelled"
    session.flush()
    return one.id


def _hotline(session: Any, house: Any) -> Any:
    return project_for_update(session, house.projects["hotline"])


def _closing(session: Any, house: Any, *signers: str) -> int:
    """A closing that waits for signatures alone, some of which are there."""
    project, by = house.projects["hotline"], house.people["mo"]
    _acceptance(session, house, State.PASSED)
    made = endings.begin(session, house.actor("lin"), project)
    session.info.pop("noted", None)
    for one in session.scalars(select(Resource).where(Resource.project_id == project)):
        one.released_on = DAY
    session.add_all(ArchiveEntry(project_id=project, part=part.value, title="", place="Shelf", none=False, by_id=by, at=now()) for part in Part)
    session.add(Confirmation(closing_id=made, source="customer", confirmed=True, who="Ms Ferry", on=DAY, remark="", by_id=by, at=now()))
    session.add_all(ClosingSignature(closing_id=made, person_id=house.people[who], remark="", at=now()) for who in signers)
    session.get_one(Closing, made).settled = True
    session.flush()
    return made


def _seen(session: Any, made: int) -> int:
    return session.get_one(Closing, made).version


def _close(session: Any, actor: Any, house: Any) -> int:
    made = _closing(session, house, "hu", "yan")
    return endings.close(session, actor, made, version=_seen(session, made))


def _reopen(session: Any, actor: Any, house: Any) -> int:
    made = _closing(session, house, "hu", "yan")
    endings.close(session, house.actor("lin"), made, version=_seen(session, made))
    session.flush()
    session.info.pop("noted", None)
    return endings.reopen(session, actor, made, version=_seen(session, made), why="A fault came up.")


def _begun(session: Any, house: Any) -> int:
    made = endings.begin(session, house.actor("lin"), house.projects["hotline"])
    session.info.pop("noted", None)
    return made


def _resource(session: Any, house: Any) -> int:
    made = release.plan(session, house.actor("lin"), house.projects["hotline"], name="Laptop", planned_on=DAY)
    session.info.pop("noted", None)
    return made


def _entry(session: Any, house: Any) -> int:
    made = archive.file(session, house.actor("lin"), house.projects["hotline"], Part.DESIGN, title="Design", place="Shelf")
    session.info.pop("noted", None)
    return made


def _by_link(session: Any, actor: Any, house: Any) -> int:
    made = _acceptance(session, house, State.PRELIMINARY)
    return signing.link(session, actor, made, Seat.CUSTOMER, token=TOKEN, name="Ms Ferry")


def rows(row: Callable[..., Any], near: frozenset[Any], owned: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department; `owned`: of whoever is named."""
    def accepts(deed: Callable[..., Any], *args: Any, made: Callable[..., int] = _acceptance, **more: Any) -> Any:
        return row(Permission.ACCEPTANCE_EDIT, near, lambda s, a, h: deed(s, a, made(s, h), *args, **more))

    def closes(deed: Callable[..., Any], *args: Any, made: Callable[..., int] = _begun, **more: Any) -> Any:
        return row(Permission.CLOSING_EDIT, near, lambda s, a, h: deed(s, a, made(s, h), *args, **more))

    judged = {"complete": True, "whole": True, "correct": True}
    work = {"title": "Warranty visits", "text": "", "due_on": today() + timedelta(days=30)}
    return {
        acceptances.begin: row(Permission.ACCEPTANCE_EDIT, near, lambda s, a, h: acceptances.begin(s, a, h.projects["hotline"], template="general")),
        acceptances.agree: row(Permission.ACCEPTANCE_EDIT, near, lambda s, a, h: acceptances.agree(s, a, _acceptance(s, h), agreement(h), version=1)),
        acceptances.judge: accepts(acceptances.judge, Paper.FEEDBACK, **judged),
        acceptances.attach: accepts(acceptances.attach, Paper.FEEDBACK, data=b"another", kind="pdf", name="x.pdf"),
        acceptances.set_criteria: accepts(acceptances.set_criteria, [Criterion(Standard.DATA, "Whole", 1)], version=1),
        acceptances.score: accepts(acceptances.score, {}),
        acceptances.present: accepts(acceptances.present, presented_on=DAY, text="Shown."),
        acceptances.submit: accepts(acceptances.submit, version=1),
        acceptances.open_formal: accepts(acceptances.open_formal, made=_preliminary_signed, version=1),
        acceptances.withdraw: accepts(acceptances.withdraw, version=1, why="Not yet."),
        acceptances.raise_again: accepts(acceptances.raise_again, made=_cancelled_remark),
        acceptances.take_along: row(Permission.CLOSING_EXPORT, near, lambda s, a, h: acceptances.take_along(s, a, _acceptance(s, h), kind="pdf", sha256="0" * 64)),
        signing.link: row(Permission.ACCEPTANCE_EDIT, near, _by_link),
        signing.sign: row(
            Permission.ACCEPTANCE_SIGN, owned, lambda s, a, h: signing.sign(s, a, _acceptance(s, h, State.PRELIMINARY, team_id=h.people["mei"]), Seat.TEAM, verdict=Verdict.ACCEPT)
        ),
        archive.file: row(Permission.CLOSING_EDIT, near, lambda s, a, h: archive.file(s, a, h.projects["hotline"], Part.DESIGN, title="Design", place="Shelf")),
        archive.attach: closes(archive.attach, made=_entry, data=b"x", kind="pdf", name="x.pdf"),
        archive.drop: closes(archive.drop, made=_entry),
        release.plan: row(Permission.CLOSING_EDIT, near, lambda s, a, h: release.plan(s, a, h.projects["hotline"], name="Laptop", planned_on=DAY)),
        release.fill: row(Permission.CLOSING_EDIT, near, lambda s, a, h: release.fill(s, a, h.projects["hotline"])),
        release.release: closes(release.release, made=_resource, released_on=DAY, version=1),
        endings.begin: row(Permission.CLOSING_EDIT, near, lambda s, a, h: endings.begin(s, a, h.projects["hotline"])),
        endings.confirm: closes(endings.confirm, Source.CUSTOMER, confirmed=True, name="Ms Ferry", on=DAY),
        endings.assign: row(Permission.CLOSING_EDIT, near, lambda s, a, h: endings.assign(s, a, _begun(s, h), owner_id=h.people["ming"], verifier_id=h.people["mo"], **work)),
        endings.settle: closes(endings.settle),
        endings.sign: row(Permission.CLOSING_SIGN, near, lambda s, a, h: endings.sign(s, a, _closing(s, h))),
        endings.close: row(Permission.CLOSING_EDIT, near, _close),
        endings.reopen: row(Permission.CLOSING_REOPEN, near, _reopen),
    }
