"""What is aimed at and what got better: a series of calls with a bad day and a change that helped, objectives, a proven card, suggestions."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from core.clock import here, now
from core.demo.plans import Plans
from core.demo.rules import CastProject
from core.demo.story import Stage, when
from core.projects.rules import Stage as ProjectStage
from core.quality.improvement import actions as cards
from core.quality.improvement.records import Card
from core.quality.improvement.rules import Outcome, Sign, Verdict
from core.quality.nonconformities.rules import Severity
from core.quality.objectives import actions as objectives
from core.quality.objectives.rules import Tier
from core.quality.rules import Direction, Source, Step
from core.quality.signals import actions as signals
from core.quality.signals.actions import Told
from core.quality.signals.rules import Fired
from core.quality.spc import actions as charts
from core.quality.spc.rules.charts import Kind
from core.quality.spc.rules.nelson import Nelson
from core.quality.spc.rules.series import Mark
from core.quality.suggestions import actions as suggestions

BEFORE = (81, 79, 83, 80, 78, 82, 80, 84, 79, 81, 58, 80, 82, 78, 81, 80)
AFTER = (88, 91, 90, 89, 92, 90, 93, 91)
"""Calls answered in time, of a hundred and some, on each working day; on one day the line was down."""


@dataclass
class Goals:
    """All of it belongs to the busy project."""

    stage: Stage
    kept: dict[str, int] = field(default_factory=dict)

    def plan(self, today: date) -> None:
        """Put it on the agenda."""
        agenda, leader = self.stage.agenda, next(one for one in self.stage.cast.having("leadership") if "department_head" not in one.roles).username
        busy = Plans(self.stage).first(today, ProjectStage.EXECUTION, "delivery")
        if busy is None:
            return
        days = [today - timedelta(days=back) for back in range(44, 0, -1) if (today - timedelta(days=back)).weekday() < 5][-len(BEFORE + AFTER) :]
        agenda.add(when(days[0], 9), lambda: self._begin(busy))
        for number, (on, count) in enumerate(zip(days, BEFORE + AFTER, strict=False)):
            agenda.add(when(on, 18, 5), lambda on=on, count=count, number=number: self._enter(busy, on, count, number))  # type: ignore[misc]
        changed = days[len(BEFORE)]
        agenda.add(when(days[10], 18, 15), lambda: self._signal(busy, days[10], days[0]))
        agenda.add(when(days[10], 18, 20), lambda: self._mark(busy, days[10]))
        agenda.add(when(days[11], 9, 30), lambda: self._card(busy))
        agenda.add(when(changed, 8), lambda: self._changed(busy))
        agenda.add(when(days[-1], 18, 30), lambda: self._judged(busy, leader))
        agenda.add(when(days[2], 11), lambda: self._aim(busy, leader, days))
        agenda.add(when(days[5], 12), lambda: self._suggest(busy))

    def _manager(self, busy: CastProject):  # type: ignore[no-untyped-def]
        return self.stage.acting(busy.manager)

    def _begin(self, busy: CastProject) -> None:
        self.kept["series"] = charts.begin(self.stage.session, self._manager(busy), name="20秒内接通的来电", unit="", kind=Kind.P, project_id=self.stage.projects[busy.code])

    @property
    def _source(self) -> Source:
        return Source(series_id=self.kept["series"], step=Step.WEEK)

    def _enter(self, busy: CastProject, on: date, count: int, number: int) -> None:
        size = 100 + number % 7
        charts.enter(self.stage.session, self._manager(busy), self.kept["series"], on=on, value=Decimal(count + number % 7 * 4 // 5), size=Decimal(size))

    def _signal(self, busy: CastProject, on: date, first: date) -> None:
        """The bad day falls below the limit: it becomes a nonconformity before anybody explains it."""
        signals.register(
            self.stage.session, self._manager(busy), self._source, Fired(on, Nelson.BEYOND), project_id=self.stage.projects[busy.code], first=first,
            told=Told("20秒接通率跌破控制下限", "当日104通来电中仅58通在20秒内接通，低于控制下限；话务平台午后中断。", "response", Severity.MINOR, "启用备用线路，当晚恢复"),
        )  # fmt: skip

    def _mark(self, busy: CastProject, on: date) -> None:
        charts.mark(self.stage.session, self._manager(busy), self._source, sort=Mark.EXCLUDE, on=on, reason="话务平台故障半天")

    def _card(self, busy: CastProject) -> None:
        session, manager = self.stage.session, self._manager(busy)
        self.kept["card"] = cards.open_card(
            session, manager, title="提高20秒接通率", problem="每五个来电中有一个等待超过20秒。",
            cause="早高峰人手不足，转接层级多。", source=self._source, direction=Direction.UP, target=Decimal(88), owner_id=manager.id,
        )  # fmt: skip
        due = here(now()).date() + timedelta(days=7)
        made = [
            cards.add_measure(session, manager, self.kept["card"], what=what, sort=sort, owner_id=manager.id, due_on=due)
            for what, sort in (("早高峰增加一个席位", "resources"), ("首层客服直接处理常见问题", "process"))
        ]
        cards.start(session, manager, self.kept["card"], version=self._version())
        for one in made:
            cards.end_measure(session, manager, one, done=True, result="已完成")

    def _version(self) -> int:
        return self.stage.session.get_one(Card, self.kept["card"]).version

    def _changed(self, busy: CastProject) -> None:
        cards.changed(self.stage.session, self._manager(busy), self.kept["card"], changed_on=here(now()).date(), version=self._version())

    def _judged(self, busy: CastProject, leader: str) -> None:
        session = self.stage.session
        cards.judge(session, self.stage.acting(leader), self.kept["card"], verdict=Verdict.EFFECTIVE, version=self._version())
        cards.act(session, self._manager(busy), self.kept["card"], outcome=Outcome.STANDARDISE, lesson="早高峰固定两个席位，常见问题不再转接。", version=self._version())
        cards.share(session, self._manager(busy), self.kept["card"], version=self._version())

    def _aim(self, busy: CastProject, leader: str, days: list[date]) -> None:
        session, manager, day = self.stage.session, self._manager(busy), here(now()).date()
        lead = self.stage.acting(leader)
        span = {"first": days[0], "last": day + timedelta(days=120), "review_on": day + timedelta(days=20)}
        whole = objectives.aim(
            session, lead, name="来电及时接通", source=self._source, direction=Direction.UP, target=Decimal(85), owner_id=manager.id, duty="按周查看控制图，安排席位。", **span,
        )  # fmt: skip
        project = Source("followup.in_time", project_id=self.stage.projects[busy.code])
        objectives.aim(session, manager, name="问题按期整改", source=project, direction=Direction.UP, target=Decimal(90), owner_id=manager.id, tier=Tier.STEP, place="整改", parent_id=whole, weight=Decimal(40), **span)
        objectives.aim(session, lead, name="整改不反复", source=Source("followup.came_back"), direction=Direction.DOWN, target=Decimal(10), owner_id=lead.id, **span)
        cards.watch_for(session, manager, name="接通率连续下降", source=self._source, direction=Direction.UP, sign=Sign.ROW, threshold=Decimal(3), owner_id=manager.id)

    def _suggest(self, busy: CastProject) -> None:
        session, manager = self.stage.session, self._manager(busy)
        member = next((one for one in self.stage.cast.people if one.username in busy.members), None)
        if member is None:
            return
        project = self.stage.projects[busy.code]
        acting = self.stage.acting(member.username)
        first = suggestions.suggest(session, acting, title="常见问题快查表", text="把来电最多的二十个问题做成一页，放在每个席位。", project_id=project)
        suggestions.assess(session, manager, first, accepted=True, benefit=4, feasibility=5, reason="成本低，见效快。", version=1)
        suggestions.finish(session, manager, first, effect="平均通话时长缩短。", before="6.2分钟", after="4.8分钟", version=2)
        suggestions.award(session, manager, first, what="服务创新奖", amount=Decimal(500), version=3)
        suggestions.share(session, manager, first, version=4)
        suggestions.suggest(session, acting, title="夜间留言自动回访", text="夜间留言次日九点自动生成回访任务。", project_id=project)
