"""Three years of the demo organisation, told as events in the order of their moments.

Everything is done through the rooms' own actions, at the moment it is said to have happened, by the person who did
it. What lies after the present simply does not happen: that is how the running round comes to be half done.
"""

import heapq
import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from core.access import Actor
from core.approval import actions as approvals
from core.approval.rules import Verdict
from core.clock import at, now, today
from core.config import settings
from core.demo import rules
from core.demo.mending import Mending
from core.demo.rules import Cast, CastPerson, CastProject, Quarter
from core.inspection.claims import actions as claims
from core.inspection.rounds import actions as rounds
from core.inspection.rounds import queries as round_queries
from core.inspection.rules import Mark, Veto, shown
from core.inspection.several import actions as several
from core.inspection.several import queries as several_queries
from core.inspection.several.rules import Standing
from core.inspection.sheets import actions as sheets
from core.inspection.sheets import queries as sheet_queries
from core.inspection.sheets.actions import Value
from core.inspection.sheets.objections import actions as objections
from core.inspection.sheets.rules import State, Wrong
from core.inspection.templates.queries import Checklist, Question, checklist
from core.inspection.vetoes import actions as seconds
from core.inspection.vetoes.rules import Check
from core.projects.queries import person_acting
from core.words import Content, Language, pick

ORIGIN = "demo"
SCORING_DAYS = 26
"""A round starts so many days before its quarter ends."""
TWO_INSPECTORS = 0.45
NOTED = {"good": 0.12, "middling": 0.35, "bad": 0.75}
PICTURED = 0.05
FLATTERY = 0.3


def when(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day in the organisation's time zone."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(settings().cockpit_timezone))


class Agenda:
    """Deeds waiting for their moment."""

    def __init__(self, until: datetime, latest: Callable[[], datetime | None] = lambda: None) -> None:
        self.until, self._latest = until, latest
        self._waiting: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = itertools.count()

    def add(self, moment: datetime, deed: Callable[[], None]) -> None:
        """Do `deed` at `moment`, unless that lies in the future."""
        if moment <= self.until:
            heapq.heappush(self._waiting, (moment, next(self._numbers), deed))

    def run(self) -> None:
        """Do everything in order; deeds may add later ones. What would begin while something else is under way begins right after it."""
        while self._waiting:
            moment, _, deed = heapq.heappop(self._waiting)
            with at(max(moment, self._latest() or moment)):
                deed()


@dataclass
class Assigned:
    """A sheet to be scored."""

    sheet_id: int
    project: CastProject
    inspector: CastPerson


@dataclass
class Campaign:
    """A round of the story."""

    index: int
    quarter: Quarter
    round_id: int = 0
    sheets: list[Assigned] = field(default_factory=list)

    @property
    def is_last(self) -> bool:
        """Whether this is the latest released round, where a few things still wait for somebody."""
        return self.index == rules.PAST_ROUNDS - 1


@dataclass
class Stage:
    """What the story is played with: keys by code, and the pictures that serve as evidence."""

    session: Session
    cast: Cast
    dice: random.Random
    agenda: Agenda
    pictures: Sequence[bytes]
    people: dict[str, int] = field(default_factory=dict)
    departments: dict[str, int] = field(default_factory=dict)
    projects: dict[str, int] = field(default_factory=dict)
    version_id: int = 0
    actors: dict[str, Actor] = field(default_factory=dict)

    def acting(self, username: str) -> Actor:
        """The person as the database knows her at this moment: she stays who she is until `reorganised`."""
        if username not in self.actors:
            self.actors[username] = person_acting(self.session, username, origin=ORIGIN)
        return self.actors[username]

    def reorganised(self) -> None:
        """People, departments or projects were changed: who may what is asked anew."""
        self.actors.clear()

    def remark(self, occasion: str, actor: Actor) -> str:
        """What is said in an approval, in the speaker's language."""
        return pick(self.cast.comments[occasion][0], actor.language)

    def approve(self, kind: str, subject_id: int, *, by: str, then: str, after: Callable[[], None] = lambda: None) -> None:
        """Somebody submits now, somebody else says yes a little later, and the story goes on with `after`."""
        made = approvals.submit(self.session, self.acting(by), kind, subject_id)

        def decide() -> None:
            leader = self.acting(then)
            approvals.decide(self.session, leader, made, step=0, verdict=Verdict.APPROVE, comment=self.remark("approved", leader))
            after()

        self.agenda.add(now() + timedelta(minutes=20), decide)


class Rounds:
    """The inspections: past, running and in preparation."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.session, self.cast, self.dice, self.agenda = stage, stage.session, stage.cast, stage.dice, stage.agenda
        self.leader = next(person for person in self.cast.having("leadership") if "department_head" not in person.roles).username
        self.approver = next(person for person in self.cast.having("leadership") if person.username != self.leader).username
        self.inspectors = {person.username: person for person in self.cast.having("inspector")}
        weakest = sorted(self.cast.projects, key=lambda project: project.quality)
        self.vetoes = {(1, weakest[0].code): Veto.TOTAL, (5, weakest[1].code): Veto.SECTION}
        """(round, project) -> the veto that its first inspector finds."""
        self.missed = (3, weakest[-1].code)
        self.shared = ""
        """The one project that three inspect."""
        """(round, project) whose sheet nobody submits."""

    def plan(self) -> None:
        """Put every round on the agenda; the checklist is confirmed by then."""
        self.checklist: Checklist = checklist(self.session, self.stage.version_id)
        self.sections = {checkpoint.id: checkpoint.code for checkpoint in self.checklist.checkpoints}
        whole = self.checklist
        self.habits = rules.habits(
            self.dice,
            list(self.inspectors),
            [project.code for project in self.cast.projects],
            [checkpoint.code for checkpoint in whole.checkpoints],
            [question.code for question in whole.questions],
        )
        today = self.agenda.until.astimezone(ZoneInfo(settings().cockpit_timezone)).date()
        running = rules.running(today)
        for index in range(rules.PAST_ROUNDS):
            self._plan_past(Campaign(index, running.plus(index - rules.PAST_ROUNDS)))
        self._plan_running(Campaign(rules.PAST_ROUNDS, running), today)
        coming = Campaign(rules.PAST_ROUNDS + 1, running.plus(1))
        self.agenda.add(when(today - timedelta(days=2), 9), lambda: self._prepare(coming, coming.quarter.last - timedelta(days=3), living_on=today))

    # ------------------------------------------------------------------ rounds
    def _plan_past(self, campaign: Campaign) -> None:
        last = campaign.quarter.last
        first = last - timedelta(days=SCORING_DAYS)
        days = rules.working_days(first + timedelta(days=1), last - timedelta(days=4))
        self.agenda.add(when(first - timedelta(days=5), 10), lambda: self._prepare(campaign, last - timedelta(days=3)))
        self.agenda.add(when(first, 9), lambda: self._start(campaign, days))
        self.agenda.add(when(last - timedelta(days=1), 16), lambda: self._close(campaign))
        self.agenda.add(when(last + timedelta(days=4), 10), lambda: self._release(campaign))

    def _plan_running(self, campaign: Campaign, today: date) -> None:
        def on(days: int) -> date:
            return today + timedelta(days=days)

        self.agenda.add(when(on(-18), 10), lambda: self._prepare(campaign, on(10)))
        self.agenda.add(when(on(-14), 9), lambda: self._start(campaign, rules.working_days(on(-13), on(-1)), leave_open=True))

    def _prepare(self, campaign: Campaign, due_on: date, *, living_on: date | None = None) -> None:
        """Create the round and give every living project to one inspector or two, the least loaded first.

        With `living_on` the round lies ahead: the contracts of today are expected to go on, and pairs are not yet made.
        """
        leader, quarter = self.stage.acting(self.leader), campaign.quarter
        campaign.round_id = rounds.create(
            self.session,
            leader,
            name=self.cast.round_name.format(year=quarter.year, quarter=quarter.number),
            template_version_id=self.stage.version_id,
            period_from=quarter.first,
            period_to=quarter.last,
            due_on=due_on,
        )
        for project in self.cast.projects:
            day = living_on or quarter.last - timedelta(days=SCORING_DAYS)
            if not project.started <= day or project.ends < day or project.code not in self.stage.projects:
                continue
            project_id = self.stage.projects[project.code]
            free = [one.username for one in round_queries.candidates(self.session, leader, project_id)]
            free = free[:1] + self.dice.sample(free[1:4], len(free[1:4]))
            many = 2 if not living_on and self.dice.random() < TWO_INSPECTORS else 1
            if campaign.is_last and not living_on and len(free) > 2 and not self.shared:
                many, self.shared = 3, project.code
            for username in free[:many]:
                sheet_id = rounds.assign(
                    self.session, leader, campaign.round_id, project_id=project_id, inspector_id=self.stage.people[username]
                )
                campaign.sheets.append(Assigned(sheet_id, project, self.inspectors[username]))

    def _start(self, campaign: Campaign, days: Sequence[date], *, leave_open: bool = False) -> None:
        """Open the sheets and spread the visits over `days`; with `leave_open` some are half filled or untouched."""
        rounds.start(self.session, self.stage.acting(self.leader), campaign.round_id)
        visits = self.dice.sample(campaign.sheets, len(campaign.sheets))
        full, half = (len(visits) * 4 // 10, len(visits) * 7 // 10) if leave_open else (len(visits), len(visits))
        found: set[str] = set()
        for index, visit in enumerate(visits[:half]):
            if (campaign.index, visit.project.code) == self.missed:
                continue
            day = days[index * len(days) // half]
            moment = when(day, (9, 14)[index % 2], self.dice.randint(0, 40))
            veto = None if visit.project.code in found else self.vetoes.get((campaign.index, visit.project.code))
            found.add(visit.project.code)
            part = 1.0 if index < full else self.dice.uniform(0.3, 0.7)
            self.agenda.add(moment, lambda visit=visit, veto=veto, part=part: self._visit(visit, veto, part))  # type: ignore[misc]

    def _close(self, campaign: Campaign) -> None:
        rounds.close(self.session, self.stage.acting(self.leader), campaign.round_id, count_as_missed=True)
        if campaign.index % 3 == 1:  # somebody has second thoughts before the release
            one = next(visit for visit in campaign.sheets if self._state(visit.sheet_id) is State.SUBMITTED)
            self.agenda.add(now() + timedelta(hours=20), lambda: self._second_thoughts(one))

    def _release(self, campaign: Campaign) -> None:
        """Look at vetoes as the second, have those talk who are far apart, then submit the results for their release."""
        leader = self.stage.acting(self.leader)
        for sheet in [one for one in round_queries.sheets_in(self.session, campaign.round_id, State.SUBMITTED) if one.veto_check == Check.WAITING]:
            seconds.settle(self.session, leader, sheet.id, confirmed=True, reason=self.stage.remark("vetoed", leader))
        for target in several_queries.targets(self.session, leader, campaign.round_id):
            together = len(target.sheets) > 2 and target.final is not None and target.final.rated > 1
            if target.standing is Standing.TO_TALK or together:
                said = self.stage.remark("talked", leader)
                several.record_talk(self.session, leader, campaign.round_id, project_id=target.project_id, object_id=target.object_id, outcome=said, held_on=today())
            if together and target.final.high is not None and target.final.total is not None:
                total = shown((target.final.total + target.final.high) / 2)
                reason = self.stage.remark("agreed", leader)
                several.agree(self.session, leader, campaign.round_id, project_id=target.project_id, object_id=target.object_id, total=total, reason=reason)
        self.stage.approve("round", campaign.round_id, by=self.leader, then=self.approver, after=lambda: self._released(campaign))

    def _released(self, campaign: Campaign) -> None:
        """In the days after, the groups acknowledge or contest the results."""
        rows = sorted(round_queries.sheets_in(self.session, campaign.round_id, State.RELEASED), key=lambda row: row.id)
        lowest = sorted((row for row in rows if row.total), key=lambda row: (row.total, row.id))[:3]
        quiet = [row for row in rows if row not in lowest][:3] if campaign.is_last else []
        mending = Mending(self.stage)
        for row in rows:
            visit = next(one for one in campaign.sheets if self._is(one, row.project_id, row.inspector_id))
            mending.of_sheet(row.id, last=campaign.is_last)
            shown = Assigned(row.id, visit.project, visit.inspector)
            moment = now() + timedelta(days=self.dice.randint(1, 9), hours=4)
            if campaign.is_last and row in lowest:
                ending = ("undecided", "uncorrected", "rejected")[lowest.index(row)]
                self.agenda.add(moment - timedelta(hours=2), lambda shown=shown, ending=ending: self._contest(shown, ending))  # type: ignore[misc]
            elif row.total and row not in quiet and self.dice.random() < (0.3 if row.total < 72 else 0.04):
                self.agenda.add(moment - timedelta(hours=2), lambda shown=shown: self._contest(shown))  # type: ignore[misc]
            elif row not in quiet:
                self.agenda.add(moment, lambda shown=shown: self._acknowledge(shown))  # type: ignore[misc]
            elif row in quiet[1:]:
                self.agenda.add(moment, lambda shown=shown, ends=row is quiet[1]: self._claim(shown, ends=ends))  # type: ignore[misc]

    def _is(self, visit: Assigned, project_id: int, inspector_id: int) -> bool:
        return self.stage.projects[visit.project.code] == project_id and self.stage.people[visit.inspector.username] == inspector_id

    def _state(self, sheet_id: int) -> State:
        return State(sheet_queries.sheet_for_update(self.session, sheet_id).state)

    # ------------------------------------------------------------------ a visit
    def _visit(self, visit: Assigned, veto: Veto | None, part: float) -> None:
        """Answer the items one after the other, a few minutes each, and submit if the visit goes to its end."""
        questions = self.checklist.questions
        moment, inspector = now(), self.stage.acting(visit.inspector.username)
        for question in questions[: round(len(questions) * part)]:
            moment += timedelta(seconds=self.dice.randint(70, 300))
            with at(moment):
                found = veto is not None and question.draft.veto is veto
                self._answer(inspector, visit, question, vetoed=found)
                veto = None if found else veto
        if part >= 1:
            with at(moment + timedelta(minutes=9)):
                sheets.submit(self.session, inspector, visit.sheet_id, signature=inspector.name)

    def _answer(self, inspector: Actor, visit: Assigned, question: Question, *, vetoed: bool) -> None:
        scale, item = question.draft.scale, question.draft
        value = Value(Mark.RATED, scale.minimum) if vetoed else self._value(visit, question)
        sheets.answer(self.session, inspector, visit.sheet_id, question.id, value, seen=0)
        if value.raw is None:
            return
        tone = rules.tone(scale, value.raw)
        if vetoed or self.dice.random() < NOTED[tone]:
            sheets.write_note(self.session, inspector, visit.sheet_id, question.id, self._note(visit, question, tone), seen=0)
        if item.evidence_required or vetoed or self.dice.random() < PICTURED:
            name = f"{item.code}-{now():%m%d-%H%M}.jpg"
            sheets.attach(self.session, inspector, visit.sheet_id, question.id, data=self.dice.choice(self.stage.pictures), kind="jpeg", name=name)

    def _value(self, visit: Assigned, question: Question) -> Value:
        """What the inspector finds: the project's true level, seen through the inspector's and the item's severity."""
        project, item = visit.project, question.draft
        if item.veto is Veto.NONE and (reason := self._not_applicable(project)):
            return Value(Mark.NOT_APPLICABLE, na_reason=reason)
        level = (
            project.level(now().date())
            + self.habits.strength[project.code, self.sections[question.section_id]]
            - self.habits.hardness[item.code]
            - self.habits.severity[visit.inspector.username]
            + (FLATTERY if project.flattered == self.sections[question.section_id] else 0)
        )
        return Value(Mark.RATED, rules.raw(self.dice, item.scale, item.veto, level))

    def _not_applicable(self, project: CastProject) -> str | None:
        reasons = [choice.code for choice in self.checklist.na_reasons]
        if now().date() - project.started < rules.NEW_FOR:
            return "too_early" if "too_early" in reasons and self.dice.random() < 0.75 else None
        general = [reason for reason in reasons if reason != "too_early"]
        return self.dice.choice(general) if self.dice.random() < 0.03 else None

    def _note(self, visit: Assigned, question: Question, tone: str) -> str:
        sections = (self.sections[question.section_id], "any")
        pool = [note.text for note in self.cast.notes if note.tone == tone and note.section in sections]
        return self._said(self.dice.choice(pool), visit.inspector)

    def _said(self, text: Content, person: CastPerson) -> str:
        """A text in the language its writer mostly writes; now and then in another one, as happens in such a house."""
        language = Language(person.language)
        if self.dice.random() < 0.12:
            language = Language.SIMPLIFIED if language is Language.ENGLISH else Language.ENGLISH
        return pick(text, language)

    # ------------------------------------------------------------------ afterwards
    def _person(self, username: str) -> CastPerson:
        return next(person for person in self.cast.people if person.username == username)

    def _worst(self, sheet_id: int, count: int) -> list[int]:
        """The items that cost most."""
        rows = [row for row in sheet_queries.answer_rows(self.session, sheet_id) if row.loss]
        return [row.item_id for row in sorted(rows, key=lambda row: (-(row.loss or 0), row.item_id))[:count]]

    def _acknowledge(self, visit: Assigned) -> None:
        if self._state(visit.sheet_id) is State.RELEASED:
            objections.acknowledge(self.session, self.stage.acting(visit.project.manager), visit.sheet_id)

    def _contest(self, visit: Assigned, ending: str = "") -> None:
        """The group objects to what cost it most; somebody who is not involved decides some days later.

        `ending` fixes what becomes of it: undecided, uncorrected (the inspector has not yet done it) or rejected.
        """
        items = self._worst(visit.sheet_id, self.dice.randint(1, 2))
        if self._state(visit.sheet_id) is not State.RELEASED or not items:
            return
        speaker = self.dice.choice((visit.project.manager, visit.project.manager, visit.project.members[0]))
        reason = self._said(self.dice.choice(self.cast.contests), self._person(speaker))
        objections.contest(self.session, self.stage.acting(speaker), visit.sheet_id, reason=reason, item_ids=tuple(items))
        if ending != "undecided":
            moment = now() + timedelta(days=self.dice.randint(2, 4), hours=1)
            self.agenda.add(moment, lambda: self._decide(visit, items, ending))

    def _claim(self, visit: Assigned, *, ends: bool) -> None:
        """The group says that not its own records were looked at; the sheet is void days later, or nobody has decided yet."""
        if self._state(visit.sheet_id) is not State.RELEASED:
            return
        manager, head = visit.project.manager, next(unit.head for unit in self.cast.departments if unit.code == visit.project.department)
        reason = pick(self.cast.contests[0], Language(self._person(manager).language))
        claims.claim(self.session, self.stage.acting(manager), visit.sheet_id, wrong=Wrong.RECORD, reason=reason)
        decision = pick(self.cast.decisions["accepted"][0], Language(self._person(head).language))

        def decide() -> None:
            claims.decide_claim(self.session, self.stage.acting(head), visit.sheet_id, accepted=True, decision=decision)

        if ends:
            self.agenda.add(now() + timedelta(days=2, hours=1), decide)

    def _decide(self, visit: Assigned, items: list[int], ending: str) -> None:
        outcome = self.dice.choices(("accepted", "partly", "rejected"), (3, 3, 4))[0]
        outcome = {"uncorrected": "accepted", "rejected": "rejected"}.get(ending, outcome)
        head = next(unit.head for unit in self.cast.departments if unit.code == visit.project.department)
        decision = self._said(self.dice.choice(self.cast.decisions[outcome]), self._person(head))
        corrected = outcome != "rejected"
        rows = {row.item_id: row for row in sheet_queries.answer_rows(self.session, visit.sheet_id)}
        open_ = sheet_queries.open_contests(self.session, visit.sheet_id)
        scored = {row.id: rows[row.item_id] for row in open_ if row.item_id}
        values = {contest: Value(Mark(row.mark), row.raw, row.na_reason, row.checked) for contest, row in scored.items() if row.mark}
        objections.rescore(self.session, self.stage.acting(head), visit.sheet_id, values=values)
        objections.decide(self.session, self.stage.acting(head), visit.sheet_id, corrected=corrected, decision=decision)
        revision = sheet_queries.revision_of(self.session, visit.sheet_id) if corrected else None
        if revision is not None and ending != "uncorrected":
            opened = Assigned(revision.id, visit.project, visit.inspector)
            chosen = items if outcome == "accepted" else items[:1]
            moment = now() + timedelta(days=self.dice.randint(1, 2), hours=3)
            self.agenda.add(moment, lambda: self._correct(opened, chosen, "decision", full=outcome == "accepted"))
            self.agenda.add(moment + timedelta(days=2), lambda: self._acknowledge(opened))

    def _second_thoughts(self, visit: Assigned) -> None:
        """An inspector finds an own mistake before the result is released."""
        items = self._worst(visit.sheet_id, 1)
        if not items:
            return
        inspector = self.stage.acting(visit.inspector.username)
        reason = self._said(self.dice.choice(self.cast.revisions["own"]), visit.inspector)
        revision_id = sheets.revise(self.session, inspector, visit.sheet_id, reason=reason)
        with at(now() + timedelta(minutes=6)):
            self._correct(Assigned(revision_id, visit.project, visit.inspector), items, "own", full=False)

    def _correct(self, visit: Assigned, items: list[int], occasion: str, *, full: bool) -> None:
        """Score items of a revision anew and submit it; a copied answer and its note are at version 1."""
        inspector, whole = self.stage.acting(visit.inspector.username), self.checklist
        present = {row.item_id: row for row in sheet_queries.answer_rows(self.session, visit.sheet_id)}
        for item_id in items:
            given = present[item_id].raw
            if given is None:
                continue
            raw = rules.better(whole.question(item_id).draft.scale, given, full)
            sheets.answer(self.session, inspector, visit.sheet_id, item_id, Value(Mark.RATED, raw), seen=1)
            text = self._said(self.dice.choice(self.cast.revisions[occasion]), visit.inspector)
            sheets.write_note(self.session, inspector, visit.sheet_id, item_id, text, seen=1)
        with at(now() + timedelta(minutes=12)):
            sheets.submit(self.session, inspector, visit.sheet_id, signature=inspector.name)
