"""Deeds on contracts: enter, promise, end early; the house tells of those that end."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import now, today
from core.customers.actions import TOPIC
from core.customers.contracts import queries, rules
from core.customers.contracts.records import Contract, Promise
from core.customers.contracts.rules import Limits
from core.customers.queries import customer_for_update, place_of
from core.customers.stages.actions import refresh
from core.db import with_ids
from core.errors import Stale
from core.notice.actions import tell
from core.numbering.actions import next_code
from core.projects.queries import project_for_update, reach
from core.routines import routine
from core.settings.queries import value
from core.words import N_

PREFIX = "CON"


def enter(
    session: Session, actor: Actor, customer_id: int, *, title: str, value: Decimal, signed_on: date, starts_on: date, ends_on: date, number: str = "", content: str = "",
    project_id: int | None = None, follows_id: int | None = None, promises: Sequence[Limits] = (),
) -> int:  # fmt: skip
    """Enter a contract (CON-2026-0001) with what it promises; returns its id.

    Refuses SignedToCome, ContractEndsFirst, NotAContractValue, NotAPromise, FollowsOtherCustomer, Empty, TooLong, and NotPermitted for a project beyond reach.
    """
    customer = customer_for_update(session, actor, customer_id, Permission.CUSTOMER_EDIT)
    if project_id is not None:
        require(actor, Permission.CUSTOMER_EDIT, reach(project_for_update(session, project_id)))
    rules.check_days(signed_on, starts_on, ends_on, today())
    if follows_id is not None and queries.contract_for_update(session, follows_id).customer_id != customer.id:
        raise rules.FollowsOtherCustomer()
    row = Contract(
        code=next_code(session, PREFIX), customer_id=customer.id, project_id=project_id, follows_id=follows_id, number=rules.number(number),
        title=fields.line(title, N_("Subject"), rules.TITLE_LIMIT), content=fields.paragraph(content, N_("What is promised"), rules.TEXT_LIMIT, needed=False),
        signed_on=signed_on, starts_on=starts_on, ends_on=ends_on, until=ends_on, ended_why="", value=rules.amount(value), told_days=None, by_id=actor.id, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    _promise(session, row, promises)
    refresh(session, actor, customer)
    touch(session, TOPIC)
    note(
        session, actor, "customer:enter_contract", "customer", customer.id, code=customer.code, project_id=project_id, contract=row.code, title=row.title, value=row.value, signed_on=signed_on,
        starts_on=starts_on, ends_on=ends_on, promises=[vars(one) for one in promises],
    )  # fmt: skip
    return row.id


def _promise(session: Session, row: Contract, promises: Sequence[Limits]) -> None:
    for one in {limits.priority: rules.checked(limits) for limits in promises}.values():
        session.add(Promise(contract_id=row.id, priority=one.priority, acknowledge=one.acknowledge, respond=one.respond, resolve=one.resolve, around_the_clock=one.around_the_clock))


def end(session: Session, actor: Actor, contract_id: int, *, version: int, on: date, why: str) -> int:
    """End a contract before its agreed end, with the reason; returns its id. Refuses EndedAlready, EndsOutside, Stale, Empty, TooLong."""
    require(actor, Permission.CUSTOMER_EDIT)
    row = queries.contract_for_update(session, contract_id)
    customer = customer_for_update(session, actor, row.customer_id, Permission.CUSTOMER_EDIT)
    if row.version != version:
        raise Stale()
    if row.until != row.ends_on:
        raise rules.EndedAlready(code=row.code)
    if not row.starts_on <= on < row.ends_on:
        raise rules.EndsOutside()
    row.until, row.ended_why = on, fields.line(why, N_("Why"), rules.REASON_LIMIT)
    session.flush()  # house: the stage is judged by what is kept
    refresh(session, actor, customer)
    touch(session, TOPIC)
    note(session, actor, "customer:end_contract", "customer", customer.id, code=customer.code, project_id=row.project_id, contract=row.code, on=on, why=row.ended_why)
    return row.id


def remind(session: Session, actor: Actor) -> int:
    """Tell of contracts that end soon and are followed by none, once at each of two steps. Returns how many.

    # house: a routine of the house itself: time asks for it, nobody does
    """
    warned, told = int(value(session, rules.WARNED)), []  # type: ignore[arg-type]
    for row, customer, project in queries.ending(session, today(), warned):
        step = rules.due_warning(row.until, today(), warned, row.told_days)
        if step is None:
            continue
        row.told_days = step
        people = {customer.owner_id} | ({project.manager_id} if project is not None else set())
        tell(
            session, actor, rules.ENDS.code, people, about=place_of(customer), message=N_("Contract {contract} with {customer} ends on {day}, and none follows it."),
            contract=row.code, customer=customer.name, day=row.until,
        )  # fmt: skip
        told.append(row.code)
    if told:
        note(session, actor, "customer:remind_contracts", "customer", None, contracts=told)
    return len(told)


routine("contracts", timedelta(hours=6), remind)
