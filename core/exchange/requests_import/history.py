"""Rows of a file become tickets with their history. Pure: the moment that is now is handed in.

A row of `events` is the ticket as it was after a change, so what happened is what differs from the row before. Whatever a
ticket tells as a whole (when it was resolved and closed) is taken from its last row; logs that were enriched afterwards
repeat it in all of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.exchange.requests_import import tickets as t
from core.exchange.requests_import.cells import Moments, count_of, yes_of
from core.exchange.requests_import.fields import CODED, DONE, KEEP, LIMITS, OPEN, TITLE_LIMIT, Field, Rows, State
from core.exchange.requests_import.rules import Map
from core.exchange.requests_import.tickets import Change, Faults, Holder, Kind, Remarks, Ticket
from core.words import N_

NOBODY = Holder()
SHOWN = 40
EARLY = N_("Rows from before the ticket was opened count as of its opening.")
BACKWARDS = N_("Rows whose moment is before that of the row before them count as of that one.")
IMPOSSIBLE = N_("Tickets tell that they were resolved before they were opened, or closed before they were resolved: the moment was taken from the history instead.")
NOT_YET = N_("Tickets that are still open tell when they were resolved: that is left out.")
CUT = N_("Titles that are too long were cut; the whole title stands at the head of the text.")
AFTERWARDS = N_("Tickets were opened again after the moment they tell as that of their resolution: the history decides.")

Raw = tuple[int, tuple[str, ...]]
"""The number of a row in the file (the headings are row 1), and its texts in the order of the mapping's columns."""


class Faulty(Exception):
    """The ticket at hand has a fault and is left out; the fault is noted already."""


@dataclass
class Reader:
    """Turns the rows of tickets into tickets; faults and remarks gather in it."""

    mapped: Map
    now: datetime
    faults: Faults
    remarks: Remarks

    def __post_init__(self) -> None:
        self._place = {name: place for place, name in enumerate(self.mapped.columns)}
        self._moments = Moments(self.mapped.dates, self.mapped.zone)
        self._blank = self.mapped.missing

    def ticket(self, id_: str, rows: Sequence[Raw]) -> Ticket | None:
        """The ticket that these rows tell; None if one of them has a fault, which is noted."""
        before = self.faults.count
        try:
            found = self._of_events(id_, rows) if self.mapped.rows is Rows.EVENTS else self._of_snapshot(id_, rows)
        except Faulty:
            return None
        return found if self.faults.count == before else None

    # --- cells
    def text(self, raw: Raw, name: Field) -> str:
        """The text of a field; empty where it is missing. Notes a fault where it is too long."""
        place = self._place.get(name)
        if place is None:
            return ""
        value = raw[1][place]
        if value in self._blank:
            return ""
        limit = LIMITS.get(name)
        if limit is not None and len(value) > limit:
            self._fault(raw, name, t.TOO_LONG, length=len(value), limit=limit)
        return value

    def moment(self, raw: Raw, name: Field) -> datetime | None:
        """The moment of a field; None where it is missing. Notes what cannot be read and what lies in the future."""
        value = self.text(raw, name)
        if not value:
            return None
        found = self._moments.of(value)
        if found is None:
            self._fault(raw, name, t.NOT_A_MOMENT, value=value[:SHOWN])
        elif found > self.now:
            self._fault(raw, name, t.IN_FUTURE, value=value[:SHOWN])
            return None
        return found

    def count(self, raw: Raw, name: Field) -> int | None:
        value = self.text(raw, name)
        found = count_of(value) if value else None
        if value and found is None:
            self._fault(raw, name, t.NOT_A_COUNT, value=value[:SHOWN])
        return found

    def yes(self, raw: Raw, name: Field) -> bool | None:
        value = self.text(raw, name)
        if not value:
            return None
        table = self.mapped.values.get(name)
        found = yes_of(table.get(value, value) if table else value)
        if found is None:
            self._fault(raw, name, t.NOT_YES_NO, value=value[:SHOWN])
        return found

    def code(self, raw: Raw, name: Field) -> str:
        """The code of a coded field, or its default; empty where neither is told. Notes a value without a code."""
        value = self.text(raw, name)
        if not value:
            return self.mapped.defaults.get(name, "")
        found = self.mapped.coded(name, value)
        if found is None:
            self._fault(raw, name, t.NO_CODE, value=value[:SHOWN], field=name.value)
            return ""
        return found or self.mapped.defaults.get(name, "")

    def _fault(self, raw: Raw, name: Field, message: str, **facts: object) -> None:
        self.faults.add(raw[0], self.mapped.columns.get(name, name.value), message, **facts)

    def _holder(self, raw: Raw, before: Holder = NOBODY) -> Holder:
        """Who has it by this row; `before` itself where it says nothing new. Whoever had it goes on until somebody else is named."""
        group, person = self.text(raw, Field.GROUP) or before.group, self.text(raw, Field.HANDLER)
        if group == before.group:
            person = person or before.person
        return before if group == before.group and person == before.person else Holder(group, person)

    # --- tickets of one row
    def _of_snapshot(self, id_: str, rows: Sequence[Raw]) -> Ticket:
        raw = rows[0]
        if len(rows) > 1:
            self._fault(rows[1], Field.ID, t.TWICE, id=id_[:SHOWN], other=raw[0])
            raise Faulty
        state = State(self._state(raw, State.REPORTED))
        opened = self._opened(raw)
        told = {name: self.moment(raw, name) for name in (Field.ACKNOWLEDGED_AT, Field.RESPONDED_AT, Field.RESOLVED_AT, Field.CONFIRMED_AT, Field.CLOSED_AT)}
        for name, at in told.items():
            if at is not None and at < opened:
                if name is Field.RESOLVED_AT and self.mapped.tolerant:
                    self.remarks.add(IMPOSSIBLE, raw[0])
                    told[name] = None
                else:
                    self._fault(raw, name, t.BEFORE_OPENED, value=self.text(raw, name)[:SHOWN], opened=f"{opened:%Y-%m-%d %H:%M} UTC")
        resolved = self._resolved(raw, state, opened, told[Field.RESOLVED_AT] or told[Field.CONFIRMED_AT] or told[Field.CLOSED_AT])
        closed = self._closed(raw, state, resolved, told[Field.CLOSED_AT] or told[Field.CONFIRMED_AT])
        holder, row = self._holder(raw), raw[0]
        changes = [Change(opened, Kind.OPENED, row, self.code(raw, Field.PRIORITY))]
        last = opened
        for name, kind in ((Field.ACKNOWLEDGED_AT, Kind.ACKNOWLEDGED), (Field.RESPONDED_AT, Kind.RESPONDED)):
            if (at := told[name]) is not None and at >= opened:
                if at < last:
                    self._fault(raw, name, t.OUT_OF_ORDER, value=self.text(raw, name)[:SHOWN], before=f"{last:%Y-%m-%d %H:%M} UTC")
                changes.append(Change(at, kind, row))
                last = at
        if holder:
            changes.append(Change(told[Field.ACKNOWLEDGED_AT] or opened, Kind.ASSIGNED, row, holder=holder, before=NOBODY))
        if state is State.IN_HAND:
            changes.append(Change(told[Field.RESPONDED_AT] or last, Kind.MOVED, row, state.value))
        if resolved is not None:
            if resolved < last:
                self._fault(raw, Field.RESOLVED_AT, t.OUT_OF_ORDER, value=self.text(raw, Field.RESOLVED_AT)[:SHOWN], before=f"{last:%Y-%m-%d %H:%M} UTC")
            changes.append(Change(resolved, Kind.RESOLVED, row))
            if state is not State.RESOLVED and (confirmed := told[Field.CONFIRMED_AT]) is not None:
                changes.append(Change(max(resolved, confirmed), Kind.CONFIRMED, row))
        if closed is not None:
            changes.append(Change(closed, Kind.CLOSED, row))
        return self._made(id_, raw, raw, state, holder, opened, resolved, told[Field.RESOLVED_AT] is not None, closed, changes)

    # --- tickets of many rows
    def _of_events(self, id_: str, rows: Sequence[Raw]) -> Ticket:
        ordered = self._ordered(rows)
        first, last = ordered[0][2], ordered[-1][2]
        opened = self._opened(first)
        place = self._place[Field.OPENED_AT]
        for _, _, raw in ordered[1:]:
            if raw[1][place] != first[1][place] and self.moment(raw, Field.OPENED_AT) != opened:
                self._fault(raw, Field.OPENED_AT, t.TWO_OPENINGS, value=raw[1][place][:SHOWN], other=first[1][place][:SHOWN])
                raise Faulty
        changes = self._walked(ordered, opened)
        state = State(next((change.to for change in reversed(changes) if change.kind is Kind.MOVED), State.REPORTED))
        holder = next((change.holder for change in reversed(changes) if change.holder is not None), NOBODY)
        told_resolved, told_closed = self.moment(last, Field.RESOLVED_AT), self.moment(last, Field.CLOSED_AT)
        resolved, told = self._settle(last, changes, state, opened, told_resolved, told_closed)
        closed = next((change.at for change in reversed(changes) if change.kind is Kind.CLOSED), None)
        return self._made(id_, last, ordered[0][2], state, holder, opened, resolved, told, closed, [one for one in changes if one.kind is not Kind.MOVED or one.to in OPEN])

    def _ordered(self, rows: Sequence[Raw]) -> list[tuple[int, datetime, Raw]]:
        """Rows by their number in the ticket, where the file tells one, then by their moment, then as they stand."""
        found, many = [], len(rows) > 1 and Field.ORDER in self._place
        for raw in rows:
            at = self.moment(raw, Field.AT)
            if at is None:
                if not self.text(raw, Field.AT):
                    self._fault(raw, Field.AT, t.EMPTY)
                raise Faulty
            found.append(((self.count(raw, Field.ORDER) or 0) if many else 0, at, raw))
        return sorted(found, key=lambda one: one[:2]) if len(found) > 1 else found

    def _walked(self, ordered: Sequence[tuple[int, datetime, Raw]], opened: datetime) -> list[Change]:
        """What happened, from row to row; the state after each change is kept as a change of its own."""
        first = ordered[0][2]
        state, pause, holder, priority, now = State.REPORTED, "", NOBODY, self.code(first, Field.PRIORITY), opened
        changes = [Change(opened, Kind.OPENED, first[0], priority)]
        told = self.moment(first, Field.ACKNOWLEDGED_AT)
        acknowledged = told if told is not None and told >= opened else max(opened, ordered[0][1])
        changes.append(Change(acknowledged, Kind.ACKNOWLEDGED, first[0]))
        responded = self.moment(first, Field.RESPONDED_AT)
        if responded is not None and responded >= opened:
            changes.append(Change(responded, Kind.RESPONDED, first[0]))
        for place, (_, at, raw) in enumerate(ordered):
            if at < now:
                self.remarks.add(EARLY if now == opened else BACKWARDS, raw[0])
                if not self.mapped.tolerant and now != opened:
                    self._fault(raw, Field.AT, t.OUT_OF_ORDER, value=self.text(raw, Field.AT)[:SHOWN], before=f"{now:%Y-%m-%d %H:%M} UTC")
            now = max(now, at)
            row = raw[0]
            rank = self.code(raw, Field.PRIORITY) if place else priority
            if rank != priority:
                changes.append(Change(now, Kind.RANKED, row, rank))
                priority = rank
            has = self._holder(raw, holder)
            if has is not holder:
                changes.append(_passed(now, row, holder, has))
                holder = has
            following, waits = State(self._state(raw, state)), self._pause(raw, pause)
            if waits != pause and pause:
                changes.append(Change(now, Kind.RESUMED, row, pause))
            if following is not state:
                changes += _stepped(now, row, state, following, responded is None and not any(one.kind is Kind.RESPONDED for one in changes))
                state = following
            if waits != pause and waits:
                changes.append(Change(now, Kind.PAUSED, row, waits))
            pause = waits
        return changes

    def _settle(
        self, raw: Raw, changes: list[Change], state: State, opened: datetime, told: datetime | None, closed: datetime | None
    ) -> tuple[datetime | None, bool]:
        """Bring the last resolution and the closing to the moments that the ticket itself tells; when it was resolved, and whether it tells it."""
        if state not in DONE:
            if told is not None and state in OPEN:
                self.remarks.add(NOT_YET, raw[0])
            return None, False
        if told is not None and told < opened:
            if not self.mapped.tolerant:
                self._fault(raw, Field.RESOLVED_AT, t.BEFORE_OPENED, value=self.text(raw, Field.RESOLVED_AT)[:SHOWN], opened=f"{opened:%Y-%m-%d %H:%M} UTC")
            self.remarks.add(IMPOSSIBLE, raw[0])
            told = None
        place = max(place for place, change in enumerate(changes) if change.kind is Kind.RESOLVED)
        again = max((change.at for change in changes if change.kind is Kind.REOPENED), default=opened)
        if told is not None and told < again:
            self.remarks.add(AFTERWARDS, raw[0])
            told = None
        if told is not None:
            changes[place] = replace(changes[place], at=told)
        resolved = changes[place].at
        if closed is not None and closed < resolved:
            if not self.mapped.tolerant:
                self._fault(raw, Field.CLOSED_AT, t.BEFORE_RESOLVED, value=self.text(raw, Field.CLOSED_AT)[:SHOWN], resolved=f"{resolved:%Y-%m-%d %H:%M} UTC")
            self.remarks.add(IMPOSSIBLE, raw[0])
            closed = None
        for at, change in enumerate(changes):
            if at > place and change.kind is Kind.CLOSED:
                changes[at] = replace(change, at=max(resolved, closed or change.at))
            elif at < place and change.at > resolved:
                changes[at] = replace(change, at=resolved)
        return resolved, told is not None

    # --- what both have in common
    def _opened(self, raw: Raw) -> datetime:
        found = self.moment(raw, Field.OPENED_AT)
        if found is None:
            if not self.text(raw, Field.OPENED_AT):
                self._fault(raw, Field.OPENED_AT, t.EMPTY)
            raise Faulty
        return found

    def _state(self, raw: Raw, before: State) -> str:
        value = self.text(raw, Field.STATE)
        if not value:
            self._fault(raw, Field.STATE, t.EMPTY)
            raise Faulty
        found = self.mapped.coded(Field.STATE, value)
        if found is None:
            self._fault(raw, Field.STATE, t.NO_CODE, value=value[:SHOWN], field="state")
            raise Faulty
        return before if found in ("", KEEP) else found

    def _pause(self, raw: Raw, before: str) -> str:
        """Why the ticket waits, told by its state; empty if it does not."""
        table = self.mapped.values.get("pause")
        found = table.get(self.text(raw, Field.STATE), "") if table else ""
        return before if found == KEEP else found

    def _resolved(self, raw: Raw, state: State, opened: datetime, told: datetime | None) -> datetime | None:
        if state not in DONE:
            if told is not None and state in OPEN:
                self.remarks.add(NOT_YET, raw[0])
            return None
        if told is None:
            self._fault(raw, Field.RESOLVED_AT, t.NO_RESOLUTION, state=self.text(raw, Field.STATE)[:SHOWN])
            raise Faulty
        return max(told, opened)

    def _closed(self, raw: Raw, state: State, resolved: datetime | None, told: datetime | None) -> datetime | None:
        if state is not State.ARCHIVED:
            return None
        found = told or resolved
        if found is not None and resolved is not None and found < resolved:
            if not self.mapped.tolerant:
                self._fault(raw, Field.CLOSED_AT, t.BEFORE_RESOLVED, value=self.text(raw, Field.CLOSED_AT)[:SHOWN], resolved=f"{resolved:%Y-%m-%d %H:%M} UTC")
            self.remarks.add(IMPOSSIBLE, raw[0])
            return resolved
        return found

    def _made(
        self, id_: str, raw: Raw, first: Raw, state: State, holder: Holder, opened: datetime, resolved: datetime | None, told: bool, closed: datetime | None, changes: list[Change]
    ) -> Ticket:
        codes = {name: self.code(raw, name) for name in CODED if name is not Field.STATE}
        customer = self.text(raw, Field.CUSTOMER)
        title, text = " ".join(self.text(raw, Field.TITLE).split()) or self.mapped.defaults.get("title", "") or id_, self.text(raw, Field.TEXT)
        if len(title) > TITLE_LIMIT:
            self.remarks.add(CUT, raw[0])
            text, title = f"{title}\n\n{text}".strip()[: LIMITS[Field.TEXT]], title[: TITLE_LIMIT - 1] + "…"
        changes.sort(key=lambda one: one.at)  # of the same moment as the rows stand
        seen = sum(change.kind is Kind.HANDED for change in changes), sum(change.kind is Kind.REOPENED for change in changes)
        counted = self.count(raw, Field.HANDOVERS), self.count(raw, Field.REOPENINGS)
        return Ticket(
            id=id_, row=first[0], title=title, text=text, customer=customer, customer_name=self.text(raw, Field.CUSTOMER_NAME) or customer,
            project=self.text(raw, Field.PROJECT) or self.mapped.project, channel=codes[Field.CHANNEL], class_=codes[Field.CLASS], subtype=codes[Field.SUBTYPE],
            priority=codes[Field.PRIORITY], urgency=codes[Field.URGENCY], impact=codes[Field.IMPACT], complaint=bool(self.yes(raw, Field.COMPLAINT)),
            cause=codes[Field.CAUSE], mode=codes[Field.MODE], solution=self.text(raw, Field.SOLUTION), first_receiver=self.text(first, Field.FIRST_RECEIVER), holder=holder, state=state,
            source_state=self.text(raw, Field.STATE), source_priority=self.text(raw, Field.PRIORITY), opened_at=opened, resolved_at=resolved, resolved_told=told, closed_at=closed,
            handovers=seen[0] if counted[0] is None else counted[0], reopenings=seen[1] if counted[1] is None else counted[1], in_time=self.yes(raw, Field.IN_TIME),
            changes=tuple(changes),
        )  # fmt: skip


def _passed(at: datetime, row: int, holder: Holder, to: Holder) -> Change:
    """A first holder or a person within the group is assigned; another group or another person is a hand-over."""
    handed = (holder.group and to.group and to.group != holder.group) or (holder.person and to.person and to.person != holder.person)
    return Change(at, Kind.HANDED if handed else Kind.ASSIGNED, row, holder=to, before=holder)


def _stepped(at: datetime, row: int, state: State, following: State, answers: bool) -> list[Change]:
    """What a new state says: work was begun, it was resolved, opened again, closed."""
    found = []
    if state in DONE and following in OPEN:
        found.append(Change(at, Kind.REOPENED, row))
    if answers and following is not State.REPORTED:
        found.append(Change(at, Kind.RESPONDED, row))
    found.append(Change(at, Kind.MOVED, row, following.value))
    if following in DONE and state not in DONE:
        found.append(Change(at, Kind.RESOLVED, row))
    if following is State.CONFIRMED:
        found.append(Change(at, Kind.CONFIRMED, row))
    if following is State.ARCHIVED:
        found.append(Change(at, Kind.CLOSED, row))
    return found


Told = Callable[[int, int], object]


def tickets(reader: Reader, groups: Mapping[str, Sequence[Raw]], *, told: Told = lambda done, all_: None) -> Iterable[Ticket]:
    """The tickets of rows that are grouped by their id, those with a fault left out; `told` is told now and then how far it is."""
    for done, (id_, rows) in enumerate(groups.items(), 1):
        if not done % 500:
            told(done, len(groups))
        found = reader.ticket(id_, rows)
        if found is not None:
            yield found
