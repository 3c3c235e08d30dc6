"""Plans of three projects at different stages: one half done and later than promised, one just begun, one still on paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.clock import here, now
from core.demo import boards
from core.demo.progressing import Progressing
from core.demo.rules import CastProject
from core.demo.story import Stage, when
from core.planning import actions, queries, templates
from core.planning.baselines import actions as baselines
from core.planning.queries import Planned
from core.planning.rules.moments import day_of, midnight, ticks
from core.planning.rules.notation import Scale
from core.planning.rules.sheet import Kind
from core.progress import actions as progress
from core.progress.periodic import actions as periodic
from core.progress.periodic.rules import Span
from core.progress.rules import Report
from core.projects.rules import Stage as ProjectStage
from core.words import Language, pick

SLIPPED = {
    "en": "Two tasks were larger than thought. We put a second colleague on them and have told the customer.",
    "zh_Hans": "两项任务的工作量超出预期，已增派一名同事，并已告知客户。", "zh_Hant": "兩項任務的工作量超出預期，已增派一名同事，並已告知客戶。",
}  # fmt: skip
HELPED = {
    "en": "The second colleague helps; we are not slower any more. We need the customer’s test data by Wednesday.",
    "zh_Hans": "增派人手已见效，进度不再落后。需要客户在周三前提供测试数据。", "zh_Hant": "增派人手已見效，進度不再落後。需要客戶在週三前提供測試資料。",
}  # fmt: skip
DAY = Scale().day
PROMISED = {"en": "Approved plan", "zh_Hans": "批准的计划", "zh_Hant": "核准的計畫"}
WHY = {"en": "As agreed with the customer", "zh_Hans": "与客户商定", "zh_Hant": "與客戶議定"}


@dataclass
class Plans:
    """The three plans. Each is made and kept up by the manager of its project."""

    stage: Stage

    def plan(self, today: date) -> None:
        """Put them on the agenda."""
        agenda = self.stage.agenda
        if busy := self.first(today, ProjectStage.EXECUTION, "delivery"):
            agenda.add(when(today - timedelta(days=46), 10), lambda: self._begin(busy, "system_rollout", today - timedelta(days=43), promised=True))
            for days in (37, 30, 23, 16, 9, 2):
                agenda.add(when(today - timedelta(days=days), 16), lambda: self._report(busy))
            agenda.add(when(today - timedelta(days=9), 17), lambda: self._issue(busy, SLIPPED))
            agenda.add(when(today - timedelta(days=2), 17), lambda: self._issue(busy, HELPED))
            agenda.add(when(today - timedelta(days=15), 9), lambda: self._slip(busy))
            boards.plan(self.stage, busy, today, closed=True)
        if fresh := self.first(today, ProjectStage.INITIATION):
            agenda.add(when(today - timedelta(days=11), 10), lambda: self._begin(fresh, "service_launch", today - timedelta(days=9), promised=True))
            agenda.add(when(today - timedelta(days=2), 17), lambda: self._report(fresh))
            boards.plan(self.stage, fresh, today)
        if paper := self.first(today, ProjectStage.PLANNING):
            agenda.add(when(today - timedelta(days=4), 14), lambda: self._begin(paper, "service_improvement", today + timedelta(days=5), deadline=today + timedelta(days=20)))

        Progressing(self.stage).plan(today, busy, fresh)
        for one in filter(None, (busy, fresh, paper)):
            agenda.add(when(today - timedelta(days=1), 17), lambda one=one: self._renew(one))  # type: ignore[misc]

    def _renew(self, project: CastProject) -> None:
        """Leave and exceptions were entered meanwhile."""
        actions.renew(self.stage.session, self.stage.acting(project.manager), self._plan(project))

    def first(self, today: date, stage: ProjectStage, kind: str = "") -> CastProject | None:
        """The project of a stage that began last."""
        found = [one for one in self.stage.cast.projects if one.stage == stage and one.started <= today and len(one.members) > 1 and kind in ("", one.kind)]
        return max(found, key=lambda one: (one.started, one.code), default=None)

    def _begin(self, project: CastProject, template: str, starts: date, *, promised: bool = False, deadline: date | None = None) -> None:
        """The manager takes a plan to begin with, shares the work out and, once it is agreed, keeps it as the baseline."""
        session, manager, id_ = self.stage.session, self.stage.acting(project.manager), self.stage.projects[project.code]
        language = manager.language or Language.SIMPLIFIED
        made = actions.create(session, manager, id_, starts=midnight(starts), rows=templates.named(template).rows(language, queries.house_scale(session, manager)))
        people = [self.stage.people[one] for one in project.members]
        changes: dict[int, dict[str, object]] = {}
        for place, one in enumerate(self._leaves(made)):
            who = people[place // 2 % len(people)]  # of two tasks side by side both fall to one person, as happens
            if one.row.kind is Kind.TASK:
                changes[one.row.uid] = {"people": ((who, 100),) if place % 4 else tuple((each, 50) for each in sorted(people[:2])), "owner": who}
                changes[one.row.uid] |= {"shortest": one.row.duration * 3 // 4, "longest": one.row.duration * 8 // 5}
            else:
                changes[one.row.uid] = {"owner": self.stage.people[project.manager]}
        last = self._leaves(made)[-1].row.uid
        if deadline is not None:
            changes[last]["deadline"] = midnight(deadline)
        actions.change(session, manager, made, seen=self._version(made), changes=changes)
        if promised:
            baselines.keep(session, manager, made, name=pick(PROMISED, language), reason=pick(WHY, language))

    def _report(self, project: CastProject) -> None:
        """Whoever works on what should be done by now, or going on, reports on it. Their hours stand in their weeks."""
        session, today_ = self.stage.session, here(now()).date()
        at = ticks(here(now()).replace(tzinfo=None))
        for one in self._leaves(self._plan(project)):
            if one.row.actual_finish is not None or one.starts >= at:
                continue
            who = self._person(one.row.people[0][0] if one.row.people else one.row.owner) or project.manager
            began = day_of(one.starts) if one.row.actual_start is None else None
            if one.ends <= at:
                said = Report(percent=100, started_on=began, finished_on=min(today_, day_of(one.ends, ends=True)))
            else:
                share = max(10, min(90, 100 * (at - one.starts) // (one.ends - one.starts) // 10 * 10))
                said = Report(percent=share, started_on=began)
            progress.report(session, self.stage.acting(who), self.stage.projects[project.code], one.row.uid, said)

    def _issue(self, project: CastProject, comment: Mapping[str, str]) -> None:
        """The manager's weekly report."""
        manager = self.stage.acting(project.manager)
        words = pick(comment, manager.language or Language.SIMPLIFIED)
        periodic.issue(self.stage.session, manager, self.stage.projects[project.code], span=Span.WEEK, day=here(now()).date(), comment=words)

    def _person(self, id_: int | None) -> str | None:
        return next((name for name, one in self.stage.people.items() if one == id_), None)

    def _slip(self, project: CastProject) -> None:
        """Two tasks turn out to be larger than thought."""
        session, manager, plan_id = self.stage.session, self.stage.acting(project.manager), self._plan(project)
        tasks = [one for one in self._leaves(plan_id) if one.row.kind is Kind.TASK and one.row.actual_finish is None]
        changes: dict[int, dict[str, object]] = {one.row.uid: {"duration": one.row.duration + 3 * DAY, "longest": one.row.duration * 8 // 5 + 3 * DAY} for one in tasks[:2]}
        if changes:
            actions.change(session, manager, plan_id, seen=self._version(plan_id), changes=changes)

    def leaves(self, project: CastProject) -> list[Planned]:
        """The rows of a project's plan that contain no others."""
        return self._leaves(self._plan(project))

    def _leaves(self, plan_id: int) -> list[Planned]:
        return [one for one in queries.planned(self.stage.session, queries.plan_for_update(self.stage.session, plan_id)[0]) if not one.summary]

    def _plan(self, project: CastProject) -> int:
        found = queries.plan_of_project_for_update(self.stage.session, self.stage.projects[project.code])
        return found.id if found else 0

    def _version(self, plan_id: int) -> int:
        return queries.plan_for_update(self.stage.session, plan_id)[0].version

