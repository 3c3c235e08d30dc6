"""Deeds on imports: take tickets of another system, save and drop mappings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from core import fields
from core.access import Actor, Permission, require
from core.audit import note
from core.audit.actions import touch
from core.clock import here, now
from core.customers.imports.actions import enter_many
from core.db import with_ids
from core.errors import AlreadyExists, Stale
from core.projects.queries import reach
from core.service.clocks import rules as clocks
from core.service.clocks.rules import ORGANISATION, second_of
from core.service.commitments.queries import matrix, targets_of, times
from core.service.imports import queries, rules
from core.service.imports.queries import Known, Prepared
from core.service.imports.records import ImportMapping, RequestImport
from core.service.imports.rules import Incoming, Job, Outcome
from core.service.intake.actions import keep_many
from core.service.requests import queries as requests
from core.service.requests.actions import settle
from core.service.requests.records import RequestEvent
from core.service.requests.rules import OPEN, Logged, Past, Step, clock_events
from core.service.rules import TOPIC, Degree, Priority
from core.words import N_

CHUNK = 1000
USUAL_CLASS = "regular"
Told = Callable[[int, int], object]


def take(session: Session, actor: Actor, job: Job, *, told: Told = lambda done, all_: None) -> Outcome:
    """Import tickets: new ones are kept with their whole log, of changed ones what is new; all of them or, with faults, none.

    One entry in the trail says how many there were and which file it was. What somebody worked on here is left alone.
    Refuses FaultyRows (unless the job skips faults), NothingSound.
    """
    require(actor, Permission.REQUEST_IMPORT)
    ready = queries.prepared(session, actor, job)
    faults = job.faults + len(ready.faults)
    if faults and not job.skip:
        raise rules.FaultyRows(count=faults)
    if faults and not (ready.new or ready.changed or ready.unchanged):
        raise rules.NothingSound(count=faults)
    for project in ready.projects.values():
        require(actor, Permission.REQUEST_IMPORT, reach(project))
    row = RequestImport(
        source=job.source, file=job.file[: rules.FILE_LIMIT], sha256=job.sha256, rows=job.rows, tickets=len(job.tickets), created=len(ready.new), updated=0,
        unchanged=ready.unchanged, left=0, events=0, faults=faults, figures=dict(job.figures), by_id=actor.id or None, at=now(),
    )  # fmt: skip
    with_ids(session, row)
    entered = enter_many(session, actor, ready.new_customers, by_id=_keeper(session, actor, ready))
    maker = _Maker(session, actor, job, ready, dict(ready.customers) | {name: (id_, USUAL_CLASS) for name, id_ in entered.items()}, row.id)
    whole = len(ready.new) + len(ready.changed)
    for first in range(0, len(ready.new), CHUNK):
        told(first, whole)
        row.events += maker.keep(ready.new[first : first + CHUNK])
    for place, (one, was) in enumerate(ready.changed):
        if not place % 100:
            told(len(ready.new) + place, whole)
        added = maker.bring_up(one, was)
        row.left += added is None
        row.updated += added is not None
        row.events += added or 0
    told(whole, whole)
    touch(session, TOPIC)
    outcome = Outcome(row.created, row.updated, row.unchanged, row.left, row.events, len(entered), tuple(ready.faults), row.id)
    note(
        session, actor, "request:import", "request_import", row.id, code=job.source, file=row.file, sha256=job.sha256, rows=job.rows, tickets=row.tickets, created=row.created,
        updated=row.updated, unchanged=row.unchanged, left=row.left, events=row.events, customers=len(entered), faults=faults, projects=sorted(ready.projects),
    )  # fmt: skip
    return outcome


def _keeper(session: Session, actor: Actor, ready: Prepared) -> int:
    """Who looks after customers that an import brings."""
    return next((queries.import_person(session, actor, project) for project in ready.projects.values()), actor.id)


class _Maker:
    """Turns tickets into requests of this import."""

    def __init__(self, session: Session, actor: Actor, job: Job, ready: Prepared, customers: Mapping[str, tuple[int, str]], import_id: int) -> None:
        self._session, self._actor, self._job, self._ready, self._customers, self._import = session, actor, job, ready, customers, import_id
        self._matrix, self._times, self._moment = matrix(session), times(session), now()
        self._targets = cache(self._targets_of)

    def keep(self, many: Sequence[Incoming]) -> int:
        """Keep new requests; how many events they have."""
        pasts = [self.past(one) for one in many]
        ids = keep_many(self._session, self._actor, pasts)
        queries.keep_marks(self._session, [{"request_id": id_, "import_id": self._import, "mark": one.mark} for id_, one in zip(ids, many, strict=True)])
        queries.keep_handovers(self._session, [row for id_, past in zip(ids, pasts, strict=True) for row in self._handovers(id_, past.log)])
        queries.keep_rungs(self._session, [self._rungs(id_, past.log) for id_, past in zip(ids, pasts, strict=True) if past.state in OPEN])
        return sum(len(past.log) for past in pasts)

    def bring_up(self, one: Incoming, was: Known) -> int | None:
        """Write what is new in the log of a request that came before; how many events, None if somebody worked on it here."""
        if not queries.untouched_here(self._session, was.id):
            return None
        row, past = requests.request_for_update(self._session, was.id), self.past(one)
        known = requests.events_of(self._session, was.id)
        same = 0
        for old, new in zip(known, past.log, strict=False):
            if (old.kind, old.at, old.text, _plain(old.facts)) != (new.step.value, new.at, new.text, _plain(new.facts)):
                break
            same += 1
        for old in known[same:]:
            old.void = True
        self._session.add_all(
            RequestEvent(
                request_id=row.id, place=same + place, kind=new.step.value, at=new.at, by_id=new.by_id, entered_at=self._moment, text=new.text, facts=dict(new.facts), void=False,
                why="" if len(known) <= same else self._job.file[: rules.FILE_LIMIT],
            )
            for place, new in enumerate(past.log[same:], 1)
        )  # fmt: skip
        for name in ("project_id", "customer_id", "customer_class", "channel", "title", "text", "problem_class", "problem_type", "urgency", "impact", "priority", "complaint",
                     "handler_id", "resolver_id", "solution", "cause"):  # fmt: skip
            setattr(row, name, getattr(past, name))
        row.mode = past.mode or None
        row.state, row.open = past.state.value, past.state in OPEN
        settle(self._session, row, past.log)
        if not row.open:
            row.next_rung_at = None
        for old in queries.handovers_of(self._session, row.id):
            self._session.delete(old)
        mark = queries.mark_of(self._session, row.id)
        mark.mark, mark.import_id = one.mark, self._import
        self._session.flush()  # house: hand-overs are written anew behind those that went
        queries.keep_handovers(self._session, self._handovers(row.id, past.log))
        if row.open:
            queries.keep_rungs(self._session, [self._rungs(row.id, past.log)])
        return len(past.log) - same

    def past(self, one: Incoming) -> Past:
        """The ticket as a request with everything it needs here."""
        project = self._ready.projects[one.project]
        name = one.customer or self._job.customer
        customer_id, class_ = self._customers.get(name) or self._customers[self._job.customer]
        usual = queries.import_person(self._session, self._actor, project)
        receiver, handler = self._ready.people.get(one.first_receiver, usual), self._ready.people.get(one.handler, usual)
        urgency, impact = one.urgency or Degree.MEDIUM.value, one.impact or Degree.MEDIUM.value
        reckoned = self._matrix.priority(Degree(urgency), Degree(impact), class_).value
        log = tuple(self._step(step, project.id, class_, reckoned, one) for step in one.log)
        return Past(
            project.id, customer_id, class_, one.channel, one.title, one.priority or reckoned, one.state, receiver, handler, log, text=one.text, problem_class=one.problem_class,
            problem_type=one.problem_type, urgency=urgency, impact=impact, complaint=one.complaint, resolver_id=None if one.state in OPEN else handler, solution=one.solution,
            cause=one.cause, mode=one.mode, source=self._job.source, source_key=one.key,
        )  # fmt: skip

    def _step(self, step: Logged, project_id: int, class_: str, reckoned: str, one: Incoming) -> Logged:
        facts: dict[str, Any] = {name: fact for name, fact in step.facts.items() if name != "priority"} | {"import": self._job.source}
        if step.step in (Step.REPORTED, Step.TARGETED):
            priority = str(step.facts.get("priority") or reckoned)
            facts["targets"] = vars(self._targets(project_id, class_, priority, here(one.log[0].at).date()))
        elif step.step is Step.CLASSIFIED:
            facts |= {"class": one.problem_class, "type": one.problem_type, "priority": one.priority or reckoned}
        elif step.step is Step.HANDED_OVER:
            facts |= {side: self._ready.people.get(str(facts.pop(f"{side}_user", "")), 0) for side in ("from", "to")}
        return replace(step, facts=facts)

    def _targets_of(self, project_id: int, class_: str, priority: str, on: date) -> Any:
        return targets_of(self._session, project_id=project_id, customer_class=class_, priority=Priority(priority), on=on)

    def _handovers(self, request_id: int, log: Sequence[Logged]) -> list[dict[str, Any]]:
        """Hand-overs between colleagues that are known here, and how long they waited for the next thing to happen."""
        working, found = self._times[ORGANISATION], []
        for place, step in enumerate(log):
            giver, taker = (int(step.facts.get(side) or 0) for side in ("from", "to"))
            if step.step is not Step.HANDED_OVER or not giver or not taker or giver == taker:
                continue
            begun = next((later.at for later in log[place + 1 :] if later.at > step.at), None)
            waited = None if begun is None else working.worked(second_of(begun)) - working.worked(second_of(step.at))
            found.append({"request_id": request_id, "from_id": giver, "to_id": taker, "reason": step.text[:400], "at": step.at, "begun_at": begun, "waited": waited})
        return found

    def _rungs(self, request_id: int, log: Sequence[Logged]) -> dict[str, Any]:
        """Nobody is told of the rungs that lie behind; of those to come people are told."""
        three = clocks.runs(clock_events(log), self._times)
        passed = _passed(three, self._moment)
        return {"of": request_id, "passed": passed, "next": clocks.next_rung(three, passed)}


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if name != "import"}


def _passed(three: Sequence[clocks.Run], moment: datetime) -> dict[str, int]:
    """The highest rung of each clock that lies behind."""
    reached = {one.clock.value: [rung for rung, at in clocks.rungs(one, 0) if at <= moment] for one in three}
    return {clock: max(rungs) for clock, rungs in reached.items() if rungs}


def save_mapping(session: Session, actor: Actor, *, name: str, text: str, mapping_id: int | None = None, version: int = 0) -> int:
    """Save a mapping under a name, or a saved one anew; returns its id. The text is checked before, where it is shown.

    Refuses AlreadyExists, Stale, Empty, TooLong, NotFound.
    """
    require(actor, Permission.REQUEST_IMPORT)
    clean = fields.line(name, N_("Name"), rules.NAME_LIMIT)
    content = fields.paragraph(text, N_("Mapping"), rules.TEXT_LIMIT)
    other = queries.mapping_named(session, clean)
    if other is not None and other != mapping_id:
        raise AlreadyExists(value=clean)
    if mapping_id is None:
        row = ImportMapping(name=clean, text=content, by_id=actor.id, at=now())
        session.add(row)
    else:
        row = queries.mapping_for_update(session, mapping_id)
        if row.version != version:
            raise Stale()
        row.name, row.text, row.by_id, row.at = clean, content, actor.id, now()
    with_ids(session, row)
    note(session, actor, "import_mapping:save", "import_mapping", row.id, code=row.name, text=content)
    return row.id


def drop_mapping(session: Session, actor: Actor, mapping_id: int, *, version: int) -> int:
    """Forget a saved mapping; returns its id. What was imported by it stays. Refuses Stale, NotFound."""
    require(actor, Permission.REQUEST_IMPORT)
    row = queries.mapping_for_update(session, mapping_id)
    if row.version != version:
        raise Stale()
    name = row.name
    session.delete(row)
    note(session, actor, "import_mapping:drop", "import_mapping", mapping_id, code=name)
    return mapping_id
