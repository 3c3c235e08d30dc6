"""What is over and kept its figures: two large projects and a series of small earlier ones, each planned, paid for, worked on, accepted and closed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.clock import here, now, today
from core.cost.budgets import actions as budgets
from core.cost.budgets.rules import Planned
from core.cost.hours import actions as hours
from core.cost.hours.rules import Cell
from core.cost.rates import actions as rates
from core.cost.spending import actions as spending
from core.demo.rules import CastProject
from core.demo.satisfaction import QUESTIONS
from core.demo.story import Stage, when
from core.planning import actions as plans
from core.planning import queries as planning
from core.planning.baselines import actions as baselines
from core.planning.rules.moments import midnight
from core.planning.rules.notation import Before, Scale
from core.planning.rules.sheet import Kind, Row
from core.progress import actions as progress
from core.progress.rules import Report
from core.projects.rules import Stage as ProjectStage
from core.satisfaction.answers import actions as answers
from core.words import Content, Language, pick

TASKS: tuple[tuple[Content, float], ...] = (
    ({"en": "Needs and site survey", "zh_Hans": "需求与现场勘查", "zh_Hant": "需求與現場勘查"}, 0.2), ({"en": "Installation", "zh_Hans": "安装部署", "zh_Hant": "安裝部署"}, 0.4),
    ({"en": "Trial run", "zh_Hans": "试运行", "zh_Hant": "試運轉"}, 0.25), ({"en": "Training and hand-over", "zh_Hans": "培训与移交", "zh_Hant": "培訓與移交"}, 0.15),
)  # fmt: skip
"""The tasks one after another, and which part of the time each takes."""
LIVE: Content = {"en": "In service", "zh_Hans": "投入使用", "zh_Hant": "投入使用"}
PROMISED: Content = {"en": "Approved plan", "zh_Hans": "批准的计划", "zh_Hant": "核准的計畫"}
BOUGHT: Content = {"en": "Equipment", "zh_Hans": "设备采购", "zh_Hant": "設備採購"}
TRIPS: Content = {"en": "Visits on site", "zh_Hans": "现场往返", "zh_Hant": "現場往返"}
ENDS_BEFORE = timedelta(days=14)
"""So long before its last day the work is done: the acceptance follows."""
HOUR = Decimal(110)
WORKED = {True: 0.64, False: 5 / 7}
"""Which part of the days is worked on, in years with their holidays and in a few weeks."""
WEEKS = {True: 3, False: 1}
"""Each of two people gives a day in so many weeks, to a large project and to a small one."""
SLIPS = (1.04, 0.97, 1.18, 1.0, 1.31, 1.09, 0.94, 1.22)
"""By how much each took longer than promised, in turn."""
LOADS = (480, 450, 495, 480, 465, 420, 465, 450)
"""Minutes that each of the two works on such a day."""
ANSWERS = (("5", "5", "5", "5", "10", "0"), ("4", "4", "5", "4", "9", "1"), ("3", "3", "4", "3", "7", "1"), ("4", "3", "4", "4", "8", "1"), ("5", "4", "5", "5", "9", "1"), ("4", "4", "4", "5", "9", "1"))
"""What six customers of a large project said: none is so low that somebody has to be called."""


@dataclass
class Past:
    """Each is told with its own deeds; its acceptance and its closing are told by `Closings`."""

    stage: Stage

    def plan(self, create: Callable[[CastProject], None]) -> None:
        """Put it on the agenda; `create` founds a small earlier project, the large ones are founded with the others."""
        agenda, cast = self.stage.agenda, self.stage.cast
        large = [one for one in cast.projects if one.stage == ProjectStage.CLOSED and len(one.members) > 2]
        known = [*large, *cast.earlier]
        if not known:
            return
        leader = next(one for one in cast.having("leadership") if "department_head" not in one.roles).username
        first = min(one.started for one in known)
        agenda.add(when(first - timedelta(days=2), 9), lambda: self._rate(leader, first))
        for one in cast.earlier:
            agenda.add(when(one.started - timedelta(days=10), 11), lambda one=one: create(one))  # type: ignore[misc]
        for number, one in enumerate(known):
            self._tell(one, SLIPS[number % len(SLIPS)], LOADS[number % len(LOADS)], leader, large=one in large)

    def _tell(self, project: CastProject, slip: float, minutes: int, leader: str, *, large: bool) -> None:
        every = WEEKS[large]
        agenda, start, days = self.stage.agenda, project.started, (project.ends - ENDS_BEFORE - project.started).days
        agenda.add(when(start + timedelta(days=1), 9, 10), lambda: self._begin(project, days / slip * WORKED[large], every))
        agenda.add(when(start + timedelta(days=1), 10), lambda: self._budget(project, days / slip / every, leader))
        begun, share = start, 0.0
        for number, (_, part) in enumerate(TASKS, 1):
            share += part
            done = start + timedelta(days=round(days * share))
            agenda.add(when(done, 16), lambda n=number, a=begun, b=done: self._finish(project, n, a, b, minutes, every))  # type: ignore[misc]
            begun = done + timedelta(days=1)
        agenda.add(when(start + timedelta(days=days), 17), lambda: self._live(project))
        for line, amount, subject, part in (("equipment", "4200", BOUGHT, 0.3), ("travel", "860", TRIPS, 0.6)):
            agenda.add(when(start + timedelta(days=round(days * part)), 15), lambda one=(line, amount, subject): self._spend(project, *one))  # type: ignore[misc]
        for number, scores in enumerate(ANSWERS if large else ()):
            agenda.add(when(start + timedelta(days=round(days * (0.2 + 0.15 * number))), 11), lambda scores=scores: self._ask(project, scores))  # type: ignore[misc]

    def _manager(self, project: CastProject):  # type: ignore[no-untyped-def]
        return self.stage.acting(project.manager)

    def _say(self, project: CastProject, text: Content) -> str:
        return pick(text, self._manager(project).language or Language.SIMPLIFIED)

    def _workers(self, project: CastProject) -> list[str]:
        return [one for one in project.members if one != project.manager][:2]

    def _rate(self, leader: str, first: date) -> None:
        rates.put(self.stage.session, self.stage.acting(leader), valid_from=first - timedelta(days=2), amount=HOUR)

    def _begin(self, project: CastProject, days: float, every: int) -> None:
        """The plan as it was promised, in `days` of work."""
        session, manager, day = self.stage.session, self._manager(project), Scale().day
        people = tuple((self.stage.people[one], round(20 / every)) for one in self._workers(project))
        rows = [
            Row(number, self._say(project, name), duration=max(1, round(days * part)) * day, before=(Before(number - 1),) if number > 1 else (), people=people, owner=manager.id)
            for number, (name, part) in enumerate(TASKS, 1)
        ]
        rows.append(Row(len(rows) + 1, self._say(project, LIVE), kind=Kind.MILESTONE, before=(Before(len(rows)),), owner=manager.id))
        made = plans.create(session, manager, self.stage.projects[project.code], starts=midnight(project.started), rows=rows)
        baselines.keep(session, manager, made, name=self._say(project, PROMISED))

    def _budget(self, project: CastProject, days: float, leader: str) -> None:
        """Labour as planned, and what is bought; approved by somebody else."""
        labour = round(Decimal(days / 7 * 2 * 8) * HOUR, -2)
        lines = [Planned("labour", labour, ""), Planned("equipment", Decimal(4500), ""), Planned("travel", Decimal(1000), "")]
        made = budgets.plan(self.stage.session, self._manager(project), self.stage.projects[project.code], lines)
        self.stage.approve("budget", made, by=project.manager, then=leader)

    def _finish(self, project: CastProject, uid: int, begun: date, done: date, minutes: int, every: int) -> None:
        """A task is done: both enter the days that they worked on it, and its manager reports."""
        session, id_ = self.stage.session, self.stage.projects[project.code]
        first = begun + timedelta(days=(2 - begun.weekday()) % 7)  # her Wednesdays
        for who in self._workers(project):
            cells = [Cell(id_, uid, first + timedelta(days=7 * week), minutes, 0) for week in range(0, (done - first).days // 7 + 1, every)]
            if cells:
                hours.enter(session, self.stage.acting(who), cells)
        progress.report(session, self._manager(project), id_, uid, Report(percent=100, started_on=begun, finished_on=done))

    def _live(self, project: CastProject) -> None:
        session, id_ = self.stage.session, self.stage.projects[project.code]
        plan = planning.plan_of_project_for_update(session, id_)
        if plan is not None:
            progress.report(session, self._manager(project), id_, len(TASKS) + 1, Report(percent=100, finished_on=today()))

    def _spend(self, project: CastProject, line: str, amount: str, subject: Content) -> None:
        spending.spend(self.stage.session, self._manager(project), self.stage.projects[project.code], line=line, amount=Decimal(amount), spent_on=here(now()).date(), subject=self._say(project, subject))

    def _ask(self, project: CastProject, scores: tuple[str, ...]) -> None:
        """A customer is asked by telephone."""
        typed = dict(zip(QUESTIONS, (*scores, ""), strict=True))
        answers.interview(self.stage.session, self._manager(project), self.stage.projects[project.code], typed=typed, language=self._manager(project).language or Language.SIMPLIFIED)
