"""How each deed on service requests is called, for the test that compares every deed with the table of grants."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.access import Permission
from core.clock import at, now, today
from core.customers import actions as customers
from core.service.clocks.rules import Targets
from core.service.closing import actions as closing
from core.service.commitments import actions as promises
from core.service.commitments.queries import shipped_matrix
from core.service.commitments.rules import written
from core.service.handling import actions as handling
from core.service.intake import actions as intake
from core.service.requests import actions, queries
from core.service.requests.records import Request, RequestEvent
from core.service.requests.rules import Intake, Logged, State, Step, Visit
from core.service.rules import Degree
from core.service.tuning import actions as channels
from core.service.tuning.rules import Aspect
from tests.house import preparation_deeds, service_import_deeds

TARGETS = Targets(5, 10, 60)


def _customer(session: Any, house: Any) -> int:
    """A customer of whom everybody who may register for Hotline or for all may know."""
    made = customers.enter(session, house.actor("lin"), name="Northern Ferries", project_ids=[house.projects["hotline"]])
    session.info.pop("noted", None)
    return made


def request(session: Any, house: Any, state: State = State.IN_HAND, *, handler: str = "ming", steps: tuple[Step, ...] = (), **facts: Any) -> int:
    """A request of Hotline in the given state, handled by Ming; `steps` stand in its log, all at this moment."""
    made = intake.register(
        session, house.actor("lin"), house.projects["hotline"], Intake(_customer(session, house), "phone", "Invoices are wrong", problem_class="process", acknowledged=False)
    )
    session.flush()
    row = session.get_one(Request, made)
    me = house.people[handler]
    row.handler_id = me
    log = queries.logged(queries.events_of(session, made))
    more = [Logged(step, now(), me, "So it went.", facts if step is Step.ATTEMPTED else {}) for step in steps]
    actions.settle(session, row, [*log, *more])
    session.add_all(
        RequestEvent(request_id=made, place=place, kind=one.step, at=one.at, by_id=one.by_id, entered_at=now(), text=one.text, facts=dict(one.facts), void=False, why="")
        for place, one in enumerate(more, len(log) + 1)
    )
    row.state, row.open = state, state not in (State.RESOLVED, State.CONFIRMED, State.ARCHIVED, State.MERGED)
    session.flush()
    session.info.pop("noted", None)
    return made


DONE = (Step.RESPONDED, Step.RESOLVED)


def _resolved(session: Any, house: Any) -> int:
    return request(session, house, State.RESOLVED, steps=DONE)


def _give_up(session: Any, actor: Any, house: Any) -> int:
    made = _resolved(session, house)
    row = session.get_one(Request, made)
    row.resolved_at = now() - timedelta(days=5)
    for event in queries.events_of(session, made):
        event.at -= timedelta(days=5)
    session.add_all(
        RequestEvent(request_id=made, place=50 + day, kind=Step.ATTEMPTED, at=now() - timedelta(days=day), by_id=None, entered_at=now(), text="", facts={}, void=False, why="")
        for day in (3, 2, 1)
    )
    session.flush()
    return closing.give_up(session, actor, made)


def _archive(session: Any, actor: Any, house: Any) -> int:
    made = request(session, house, State.CONFIRMED, steps=(*DONE, Step.CONFIRMED, Step.VERIFIED))
    session.get_one(Request, made).verifier_id = house.people["mo"]
    return closing.archive(session, actor, made)


def _visit(session: Any, actor: Any, house: Any) -> int:
    made = request(session, house, State.CONFIRMED, steps=(*DONE, Step.CONFIRMED))
    session.get_one(Request, made).visit_due_on = today()
    return closing.visit(session, actor, made, outcome=Visit.CONTENT, text="All is well.")


def _prevent(session: Any, actor: Any, house: Any) -> int:
    made = _resolved(session, house)
    session.get_one(Request, made).prevention = "Import the rates."
    return closing.prevent(session, actor, made, owner_id=house.people["ming"], verifier_id=house.people["mo"], due_on=today() + timedelta(days=7))


def _merge(session: Any, actor: Any, house: Any) -> int:
    first = request(session, house)
    second = intake.register(session, house.actor("lin"), house.projects["hotline"], Intake(session.get_one(Request, first).customer_id, "chat", "Invoices are wrong"))
    session.info.pop("noted", None)
    return closing.merge(session, actor, second, into=session.get_one(Request, first).code, reason="The same.")


def _correct(session: Any, actor: Any, house: Any) -> int:
    made = request(session, house, steps=(Step.RESPONDED,))
    return actions.correct(session, actor, made, event_id=queries.events_of(session, made)[-1].id, at=now(), why="Typed wrong.")


def _begin(session: Any, actor: Any, house: Any) -> int:
    made = request(session, house, State.RECORDED)
    row = session.get_one(Request, made)
    row.handler_id = actor.id
    return handling.begin(session, actor, made)


def _version(session: Any, made: int) -> int:
    session.flush()
    return int(session.get_one(Request, made).version)


def _target(session: Any, house: Any) -> int:
    made = promises.promise(session, house.actor("lin"), targets=TARGETS, valid_from=today() + timedelta(days=3), project_id=house.projects["hotline"])
    session.info.pop("noted", None)
    return made


def tuning(session: Any, house: Any, *, ago: int = 0) -> int:
    """A decision on the telephone of Hotline, made so many days ago; where it is some time ago it has been in effect since then."""
    request(session, house)
    row = session.scalars(select(Request).order_by(Request.id.desc())).first()
    with at(now() - timedelta(days=ago)):
        row.reported_at = now() - timedelta(days=10)
        session.flush()
        made = channels.decide(session, house.actor("lin"), house.projects["hotline"], **_change(house))
        session.flush()
        session.info.pop("noted", None)
        if ago:
            channels.changed(session, house.actor("lin"), made, changed_on=today(), version=2)
    return _forgotten(session, made)


def _forgotten(session: Any, made: int) -> int:
    session.flush()
    session.info.pop("noted", None)
    return made


def _change(house: Any) -> dict[str, Any]:
    return {
        "channel": "phone", "weeks": 4, "aspect": Aspect.RESOLVED, "change": "Two more people at noon.", "owner_id": house.people["ming"], "verifier_id": house.people["mo"], "due_on": today(),
    }  # fmt: skip


def _decide(session: Any, actor: Any, house: Any) -> int:
    made = request(session, house)
    session.get_one(Request, made).reported_at = now() - timedelta(days=10)
    _forgotten(session, made)
    return channels.decide(session, actor, house.projects["hotline"], **_change(house))


def rows(row: Callable[..., Any], everywhere: frozenset[Any], near: frozenset[Any]) -> dict[Callable[..., Any], Any]:
    """A row for each deed; `near`: of the project or the department."""
    def work(deed: Callable[..., Any], made: Callable[..., int] = request, *, versioned: bool = False, **more: Any) -> Any:
        def call(s: Any, a: Any, h: Any) -> Any:
            one = made(s, h)
            return deed(s, a, one, **({"version": _version(s, one)} if versioned else {}), **more)

        return row(Permission.REQUEST_WORK, near, call)

    def classified(s: Any, h: Any) -> int:
        return request(s, h, State.CLASSIFIED)

    return {
        channels.decide: row(Permission.TUNING_DECIDE, near, _decide),
        channels.changed: row(Permission.TUNING_DECIDE, near, lambda s, a, h: channels.changed(s, a, tuning(s, h), changed_on=today(), version=2)),
        channels.judge: row(Permission.TUNING_DECIDE, near, lambda s, a, h: channels.judge(s, a, tuning(s, h, ago=30), version=3)),
        intake.register: row(
            Permission.REQUEST_REGISTER, near, lambda s, a, h: intake.register(s, a, h.projects["hotline"], Intake(_customer(s, h), "phone", "Invoices are wrong"))
        ),
        handling.classify: work(handling.classify, problem_class="process", urgency=Degree.HIGH, impact=Degree.LOW, versioned=True),
        handling.give: row(
            Permission.REQUEST_WORK, near, lambda s, a, h: (lambda one: handling.give(s, a, one, handler_id=h.people["mo"], version=_version(s, one)))(classified(s, h))
        ),
        handling.hand_over: row(
            Permission.REQUEST_WORK, near, lambda s, a, h: (lambda one: handling.hand_over(s, a, one, to_id=h.people["mo"], reason="Knows it.", version=_version(s, one)))(request(s, h))
        ),
        handling.begin: row(Permission.REQUEST_WORK, near, _begin),
        handling.acknowledge: work(handling.acknowledge),
        handling.respond: work(handling.respond, text="We look into it."),
        handling.pause: work(handling.pause, lambda s, h: request(s, h, steps=(Step.ACKNOWLEDGED,)), reason="customer", evidence="Mail of today"),
        handling.resume: work(handling.resume, lambda s, h: request(s, h, steps=(Step.ACKNOWLEDGED, Step.PAUSED))),
        handling.resolve: work(handling.resolve, lambda s, h: request(s, h, steps=(Step.RESPONDED,)), solution="Mended.", versioned=True),
        handling.say_mode: work(handling.say_mode, _resolved, mode="remote", versioned=True),
        actions.attach: work(actions.attach, data=b"a mail", kind="pdf", name="mail.pdf"),
        actions.correct: row(Permission.REQUEST_CORRECT, near, _correct),
        closing.attempt: work(closing.attempt, _resolved, channel="phone", text="Nobody picks up."),
        closing.confirm: work(closing.confirm, _resolved, text="Ms Wu on the phone."),
        closing.give_up: row(Permission.REQUEST_WORK, near, _give_up),
        closing.reopen: work(closing.reopen, _resolved, reason="It came back."),
        closing.visit: row(Permission.REQUEST_WORK, near, _visit),
        closing.verify: row(Permission.REQUEST_VERIFY, near, lambda s, a, h: closing.verify(s, a, request(s, h, State.RESOLVED, handler="kit", steps=DONE), passed=True)),
        closing.archive: row(Permission.REQUEST_WORK, near, _archive),
        closing.explain: work(closing.explain, _resolved, cause="procedure", whys=["Typed by hand."], prevention="Import the rates.", versioned=True),
        closing.prevent: row(Permission.REQUEST_WORK, near, _prevent),
        closing.merge: row(Permission.REQUEST_WORK, near, _merge),
        promises.promise: row(
            Permission.COMMITMENT_EDIT, near, lambda s, a, h: promises.promise(s, a, targets=TARGETS, valid_from=today(), project_id=h.projects["hotline"], customer_class="key")
        ),
        promises.drop: row(Permission.COMMITMENT_EDIT, near, lambda s, a, h: promises.drop(s, a, _target(s, h))),
        promises.weigh: row(
            Permission.COMMITMENT_EDIT, everywhere, lambda s, a, h: promises.weigh(s, a, written(shipped_matrix()), classes=shipped_matrix().classes, version=0)
        ),
        **service_import_deeds.rows(row, near, None), **preparation_deeds.rows(row, near),
    }  # fmt: skip


