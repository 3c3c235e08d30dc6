"""How the projects with plans are steered: judged every week or two, their delays answered with measures, and whether those helped."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.audit.actions import NOBODY
from core.clock import today
from core.demo.rules import CastProject
from core.demo.story import ORIGIN, Stage, when
from core.planning import queries as planning
from core.planning.rules.notation import Scale
from core.progress import actions as progress
from core.progress.deviations import actions as deviations
from core.progress.deviations import queries as late
from core.progress.deviations.rules import Answer, Measure, State
from core.progress.rules import Report
from core.progress.trend import actions as trend
from core.progress.updates import actions as updates
from core.progress.updates import queries as figures
from core.progress.updates.rules import Health, computed, contradicts
from core.projects.queries import project_for_update
from core.words import pick

HOUSE = replace(NOBODY, origin=ORIGIN)
READ = (45, 38, 31, 24, 17, 14, 10, 7, 4, 2)
"""So many days before the end the house reads the milestones."""
HELP = {"en": "Two colleagues from the hotline help with the set-up until it is done.", "zh_Hans": "热线组两名同事协助搭建，直至完成。", "zh_Hant": "熱線組兩名同事協助建置，直至完成。"}
STANDS = {"en": "Both have begun; the first half is done.", "zh_Hans": "两人已到位，前半部分已完成。", "zh_Hant": "兩人已到位，前半部分已完成。"}
TALK = {"en": "The customer takes the rest in two parts.", "zh_Hans": "与客户商定分两批交付剩余部分。", "zh_Hant": "與客戶議定分兩批交付剩餘部分。"}
WORDS = {
    "begun": {"en": "The team is complete and has begun as planned.", "zh_Hans": "团队已到位，按计划开始。", "zh_Hant": "團隊已到位，依計畫開始。"},
    "larger": {"en": "Two tasks are larger than thought; help is on its way.", "zh_Hans": "两项任务工作量大于预期，正在协调支援。", "zh_Hant": "兩項任務工作量大於預期，正在協調支援。"},
    "going": {"en": "The set-up is done; what comes after it is late, measures are being agreed.", "zh_Hans": "系统设置已完成，后续任务延误，正在商定措施。", "zh_Hant": "系統設定已完成，後續任務延誤，正在議定措施。"},
}  # fmt: skip
SURE = {"en": "The help has been promised from tomorrow on.", "zh_Hans": "支援人员已承诺明日到位。", "zh_Hant": "支援人員已承諾明日到位。"}


@dataclass
class Progressing:
    """What managers and the house do beside the plans."""

    stage: Stage

    def plan(self, until: date, busy: CastProject | None, fresh: CastProject | None) -> None:
        """Put it on the agenda."""
        agenda = self.stage.agenda

        def on(days: int, hour: int, deed) -> None:  # type: ignore[no-untyped-def]
            agenda.add(when(until - timedelta(days=days), hour), deed)

        for days in READ:
            on(days, 18, lambda: trend.read(self.stage.session, HOUSE))
        if busy:
            on(30, 17, lambda: self._judge(busy, "begun"))
            on(14, 10, lambda: self._answer(busy))
            on(14, 17, lambda: self._judge(busy, "larger", Health.ON_TRACK))
            on(11, 11, lambda: self._stands(busy))
            on(8, 16, lambda: self._shorter(busy))
            on(6, 10, lambda: self._answer(busy, Measure.NEGOTIATE, TALK, days=20))
            on(2, 17, lambda: self._judge(busy, "going"))
        if fresh:
            on(2, 18, lambda: self._judge(fresh, "begun"))

    def _code(self, project: CastProject) -> str:
        return project_for_update(self.stage.session, self.stage.projects[project.code]).code

    def _judge(self, project: CastProject, words: str, health: Health | None = None) -> None:
        """The manager says how it stands: as the figures do, or better with her reason."""
        session, manager = self.stage.session, self.stage.acting(project.manager)
        found = figures.figures(session, manager, self._code(project))
        if found is None:
            return
        measured = computed(found)
        said = health or measured
        updates.give(
            session, manager, self.stage.projects[project.code], health=said, seen=measured, text=pick(WORDS[words], manager.language),
            reason=pick(SURE, manager.language) if contradicts(said, measured) else "",
        )  # fmt: skip

    def _answer(self, project: CastProject, measure: Measure = Measure.RESOURCES, words: dict[str, str] = HELP, days: int = 9) -> None:
        """The manager records cause and measure of the delay that lasts longest."""
        session, manager, id_ = self.stage.session, self.stage.acting(project.manager), self.stage.projects[project.code]
        found = late.against(session, project_for_update(session, id_))
        owed = [one for one in found.owed if one.uid not in {row.task_uid for row in late.watched_for_update(session, id_)}] if found else []
        if owed:
            one = max(owed, key=lambda row: row.late)
            owner = next((row.row.owner for row in planning.planned(session, planning.plan_of_project_for_update(session, id_)) if row.row.uid == one.uid), None)  # type: ignore[arg-type]
            said = Answer("estimate", measure, pick(words, manager.language), owner or manager.id, today() + timedelta(days=days))
            deviations.answer(session, manager, id_, one.uid, said)

    def _stands(self, project: CastProject) -> None:
        """Whoever sees to the measure says how far it is."""
        for one in late.watched_for_update(self.stage.session, self.stage.projects[project.code])[:1]:
            owner = self._owner(one.owner_id)
            deviations.look(self.stage.session, self.stage.acting(owner), one.id, words=pick(STANDS, self.stage.acting(owner).language))

    def _shorter(self, project: CastProject) -> None:
        """The help has made the task shorter: its owner reports that less is left than was feared, and the deviation recovers."""
        session, id_ = self.stage.session, self.stage.projects[project.code]
        plan = planning.plan_of_project_for_update(session, id_)
        rows = {one.row.uid: one for one in planning.planned(session, plan)} if plan else {}
        for one in late.watched_for_update(session, id_)[:1]:
            if one.state != State.FAILED and one.task_uid in rows and rows[one.task_uid].row.actual_finish is None:
                row = rows[one.task_uid].row
                left = max(Scale().day, row.duration * (100 - row.percent) // 100 - 3 * Scale().day)
                progress.report(session, self.stage.acting(self._owner(one.owner_id)), id_, one.task_uid, Report(remaining=left))

    def _owner(self, person_id: int) -> str:
        return next(username for username, id_ in self.stage.people.items() if id_ == person_id)
