"""What may happen to the demo's projects: assessed, answered, watched by figures; one that happened, one that a manager bears, one that nobody answers."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from core.audit.actions import NOBODY
from core.clock import here, now
from core.demo.plans import Plans
from core.demo.queries import complaint_of
from core.demo.rules import CastProject
from core.demo.story import ORIGIN, Stage, when
from core.followup import actions as followups
from core.followup.queries import of_source
from core.followup.rules import State as MeasureState
from core.projects.rules import Stage as ProjectStage
from core.risk import actions
from core.risk.actions import Planned
from core.risk.life.rules import Outcome
from core.risk.queries import KIND
from core.risk.records import Risk
from core.risk.rules import Estimate, Level, Origin, Phase, Strategy, Subject, Trend
from core.risk.sweeps import actions as sweeps
from core.risk.watch import actions as watch
from core.risk.watch.rules import Bound, Direction
from core.words import Language

RICH, OTHER, THIRD = "dl-booking", "hl-parcel", "os-market"


def said(text: str, language: Language) -> str:
    """Half of a text that is told in Chinese and in English."""
    chinese, _, english = text.partition(" | ")
    return english if language is Language.ENGLISH else chinese


@dataclass(frozen=True)
class Told:
    """A risk, found so many days `ago`; what becomes of it is told by `fate`."""

    project: str
    ago: int
    event: str
    cause: str
    effect: str
    class_: str
    phase: Phase
    origin: Origin
    owner: int
    """Which member; -1: the manager."""
    inherent: tuple[int, int]
    chance: int | None = None
    cost: int | None = None
    residual: tuple[int, int] | None = None
    target: tuple[int, int] | None = None
    strategy: Strategy | None = None
    contingency: str = ""
    trigger: str = ""
    measures: tuple[str, ...] = ()
    bound: tuple[str, Direction, int] | None = None
    fate: str = ""
    """mended: its measures are verified; watched, happened, closed, borne, or nothing more."""


TOLD = (
    Told(
        RICH, 84, "预约接口在高峰期响应过慢 | The booking interface is too slow at peak times", "供应商接口未做压力测试 | The supplier has not tested it under load",
        "旺季预约失败，客户投诉增多 | Bookings fail in the season, complaints rise", "technical", Phase.EXECUTION, Origin.BRAINSTORMING, 0, (4, 5), 45, 60000, (2, 4), (1, 4), Strategy.REDUCE,
        "切换到只读页面并改由人工接听预约 | Switch to the read-only page; bookings are taken by telephone", "接口平均响应超过3秒 | Mean answer slower than 3 seconds",
        ("用上季真实流量做压力测试 | Test with the real traffic of last season", "与供应商约定响应时间并写入合同 | Agree on the answer time in the contract"), ("service.resolved", Direction.BELOW, 80), "watched",
    ),
    Told(
        RICH, 70, "客户在上线前追加需求 | The customer adds requirements before go-live", "验收标准没有逐条签认 | Acceptance criteria were not signed one by one", "范围扩大，工期顺延 | The scope grows, dates slip", "change",
        Phase.EXECUTION, Origin.DELPHI, -1, (4, 4), 60, 38000, None, (2, 3), Strategy.REDUCE, "新增需求列入二期并重新报价 | New requirements go to the second stage at a new price", "一周内收到两项以上新增需求 | More than two new ones in a week",
        ("逐条签认验收标准 | Have every criterion signed",), ("followup.in_time", Direction.BELOW, 60), "adjusted",
    ),
    Told(
        RICH, 62, "关键开发人员离职 | The key developer leaves", "只有一人熟悉预约规则引擎 | One person alone knows the rule engine", "缺陷修复停滞 | Defects stay unmended", "people", Phase.EXECUTION, Origin.INTERVIEW, -1, (3, 5), 20, 45000,
        None, (1, 5), None, "", "", (), ("followup.in_time", Direction.BELOW, 60), "",
    ),
    Told(
        RICH, 58, "供应商设备晚到 | The supplier's devices arrive late", "单一供应商，排产紧张 | One supplier, short of capacity", "现场安装顺延 | Installation slips", "resource", Phase.EXECUTION, Origin.BRAINSTORMING, 1, (3, 3), 30, 12000, None, (2, 2),
        Strategy.TRANSFER, "租用临时设备 | Rent devices for the time being", "发货日前三天未收到提货通知 | No notice three days before delivery", ("与第二家供应商签备货协议 | Sign a stock agreement with a second supplier",), None, "happened",
    ),
    Told(
        RICH, 40, "客户资料处理不合规 | Customer data are not handled as the law asks", "测试环境使用了真实数据 | The test system held real data", "被责令整改，影响声誉 | An order to rectify, reputation suffers", "legal", Phase.EXECUTION, Origin.CHECK, 0, (3, 4), None,
        None, (1, 4), (1, 3), Strategy.AVOID, "立即停用测试环境并通报 | Stop the test system at once and report", "测试库中出现真实手机号 | A real telephone number in the test data", ("测试数据全部脱敏 | Mask all test data",), None, "closed",
    ),
    Told(
        RICH, 33, "淡季预约量不足 | Too few bookings out of season", "周边新开两家同类场馆 | Two similar places have opened nearby", "收益低于预期 | Less income than planned", "market", Phase.AFTER_SALES, Origin.SWEEP, -1, (3, 4), 35, 20000, None, None, None,
        "", "", (), None, "borne",
    ),
    Told(
        RICH, 12, "验收人员临时更换 | Who accepts is replaced at short notice", "客户组织调整 | The customer reorganises", "验收推迟 | Acceptance is put off", "customer", Phase.ACCEPTANCE, Origin.SWEEP, 1, (2, 3), 25, 6000, None, None, Strategy.ACCEPT, "", "", (), None, "",
    ),
    Told(RICH, 2, "支付渠道费率上调 | The payment channel raises its fees", "合同明年到期 | The contract ends next year", "运营成本增加 | Running costs rise", "operation", Phase.AFTER_SALES, Origin.WORK, 0, (0, 0)),
    Told(
        OTHER, 75, "双十一来电量超出席位能力 | Calls of the sales season exceed the desks", "临时人员到位晚 | Temporary people come late", "接通率下降 | Fewer calls are answered", "resource", Phase.EXECUTION, Origin.BRAINSTORMING, -1, (4, 4), 50, 30000, (2, 3),
        (2, 3), Strategy.REDUCE, "启用外包席位 | Use outsourced desks", "十分钟排队超过20通 | More than 20 wait for ten minutes", ("提前两周完成临时人员培训 | Train temporary people two weeks ahead",), ("service.responded", Direction.BELOW, 85), "watched",
    ),
    Told(
        OTHER, 20, "客户对赔付口径不满 | The customer objects to how damage is paid", "规则一年未更新 | The rules are a year old", "客户流失 | The customer leaves", "customer", Phase.EXECUTION, Origin.CHECK, 0, (3, 5), 30, 80000, None, (2, 4), Strategy.REDUCE, "", "",
        ("与客户共同修订赔付规则 | Revise the rules together with the customer",), None, "feedback",
    ),
    Told(
        THIRD, 90, "巡场人员中暑 | People on their rounds get heatstroke", "夏季连续高温 | Long heat in summer", "驻场中断 | Work on site is interrupted", "operation", Phase.EXECUTION, Origin.SWEEP, 0, (3, 3), 20, 5000, (2, 2), (2, 2), Strategy.REDUCE,
        "就近送医并由邻组顶岗 | To the nearest doctor; the next group takes over", "当日气温超过37度 | More than 37 degrees", ("高温时段错峰巡场 | Rounds outside the hot hours",), None, "watched",
    ),
)  # fmt: skip
PLANNED = (
    ("需求访谈对象不全 | Not everybody was asked what is needed", "客户多部门共用 | Several departments of the customer share it", "上线后返工 | Rework after go-live", "customer", (3, 3)),
    ("数据迁移量被低估 | The data to be moved are underestimated", "历史系统没有文档 | The old system has no documents", "工期延长 | It takes longer", "technical", (2, 4)),
)
SWEEPS = ((RICH, 61, "逐项查看工作包、供应商与合同 | Work packages, suppliers and contract one by one"), (RICH, 11, "查看验收安排、客户组织变化与未结投诉 | Acceptance, changes at the customer, open complaints"), (OTHER, 18, "查看排班、赔付投诉与外包合同 | Rosters, complaints about payment, contracts"))


@dataclass
class Risks:
    """Their lives."""

    stage: Stage
    made: dict[str, int] = field(default_factory=dict)

    def plan(self, today: date) -> None:
        """Put them on the agenda."""
        projects = {one.code: one for one in self.stage.cast.projects if one.code in self.stage.projects}
        for one in TOLD:
            if one.project in projects:
                self._on(today, one.ago, lambda one=one: self._found(one, today))  # type: ignore[misc]
        if fresh := Plans(self.stage).first(today, ProjectStage.PLANNING):
            self._on(today, 4, lambda: self._planned(fresh))
        for code, ago, note in SWEEPS:
            if code in projects:
                self._on(today, ago, lambda code=code, note=note: self._swept(code, note))  # type: ignore[misc]

    def _on(self, today: date, ago: int, deed: Callable[[], object], hour: int = 14) -> None:
        moment = when(today - timedelta(days=max(0, ago)), hour, 20)
        self.stage.agenda.add(moment, deed)  # type: ignore[arg-type]

    def _manager(self, code: str) -> str:
        return next(one.manager for one in self.stage.cast.projects if one.code == code)

    def _owner(self, one: Told) -> str:
        project = next(project for project in self.stage.cast.projects if project.code == one.project)
        return project.manager if one.owner < 0 else project.members[one.owner % len(project.members)]

    def _version(self, number: int) -> int:
        self.stage.session.flush()  # house: what the page would read anew
        return self.stage.session.get_one(Risk, number).version

    def _found(self, one: Told, today: date) -> None:
        session, actor = self.stage.session, self.stage.acting(self._manager(one.project))
        lang, owner = actor.language or Language.SIMPLIFIED, self._owner(one)
        subject = Subject(said(one.event, lang), said(one.cause, lang), said(one.effect, lang), one.class_, one.phase, self.stage.people[owner])
        source = complaint_of(session, self.stage.projects[one.project]) if one.fate == "feedback" else 0
        told = {"origin": Origin.FEEDBACK, "source_kind": "request", "source_id": source} if source else {"origin": one.origin}
        number = self.made[one.event] = actions.register(session, actor, self.stage.projects[one.project], subject, **told)  # type: ignore[arg-type]
        if not one.inherent[0]:
            return
        estimate = Estimate(*one.inherent, None if one.chance is None else Decimal(one.chance), None if one.cost is None else Decimal(one.cost))
        actions.assess(session, actor, number, level=Level.INHERENT, estimate=estimate, version=self._version(number))
        if one.target:
            actions.assess(session, actor, number, level=Level.TARGET, estimate=Estimate(*one.target), version=self._version(number))
        if one.bound:
            code, direction, threshold = one.bound
            watch.bind(session, actor, number, bound=Bound(code, direction, Decimal(threshold), 90))
        if one.strategy:
            self._on(today, one.ago - 2, lambda: self._answered(one, number, today))
        if one.fate == "borne":
            reason = "影响有限，措施成本高于可能损失。 | Of little effect; any measure costs more than what may be lost."
            self._on(today, one.ago - 3, lambda: actions.accept(session, actor, number, reason=said(reason, lang), version=self._version(number)))

    def _answered(self, one: Told, number: int, today: date) -> None:
        session, manager = self.stage.session, self._manager(one.project)
        actor, owner = self.stage.acting(manager), self._owner(one)
        lang = actor.language or Language.SIMPLIFIED
        actions.respond(
            session, actor, number, strategy=one.strategy or Strategy.REDUCE, reason=said("影响小，可承受。 | Small, and can be borne.", lang) if one.strategy is Strategy.ACCEPT else "", contingency=said(one.contingency, lang),
            trigger=said(one.trigger, lang), version=self._version(number),
        )  # fmt: skip
        other = next(name for name in (manager, *next(p.members for p in self.stage.cast.projects if p.code == one.project)) if name != owner)
        for text in one.measures:
            due_on = here(now()).date() + timedelta(days=30)
            actions.plan_measure(session, actor, number, planned=Planned(said(text, lang), self.stage.people[owner], self.stage.people[other], due_on))
        if one.fate in ("watched", "closed"):
            self._on(today, one.ago - 20, lambda: self._mended(number))
            self._on(today, one.ago - 24, lambda: self._lower(one, number))
        elif one.fate == "adjusted":
            self._on(today, 9, lambda: watch.look(session, replace(NOBODY, origin=ORIGIN)))
            self._on(today, 8, lambda: self._adjusted(one, number))
        elif one.fate == "happened":
            self._on(today, one.ago - 30, lambda: self._happened(number, owner, other))

    def _adjusted(self, one: Told, number: int) -> None:
        """An indicator warns: the manager looks, and answers in another way."""
        session, actor = self.stage.session, self.stage.acting(self._owner(one))
        lang, next_on = actor.language or Language.SIMPLIFIED, here(now()).date() + timedelta(days=21)
        actions.review(session, actor, number, trend=Trend.RISING, remark=said("一周内又提出三项新需求，措施推进迟缓。 | Three more requirements within a week; measures are late.", lang), next_on=next_on, version=self._version(number))
        actions.respond(
            session, actor, number, strategy=Strategy.AVOID, reason=said("指标预警：冻结本期范围。 | The indicator warns: the scope of this stage is frozen.", lang), contingency=said(one.contingency, lang),
            trigger=said(one.trigger, lang), version=self._version(number),
        )  # fmt: skip

    def _planned(self, project: CastProject) -> None:
        """A project that is being planned: two risks found by experts, and the sweep that found them."""
        session, actor, id_ = self.stage.session, self.stage.acting(project.manager), self.stage.projects[project.code]
        lang = actor.language or Language.SIMPLIFIED
        for event, cause, effect, class_, degrees in PLANNED:
            subject = Subject(said(event, lang), said(cause, lang), said(effect, lang), class_, Phase.PLANNING, self.stage.people[project.manager])
            number = actions.register(session, actor, id_, subject, origin=Origin.DELPHI)
            actions.assess(session, actor, number, level=Level.INHERENT, estimate=Estimate(*degrees), version=self._version(number))
        sweeps.record(session, actor, id_, phase=Phase.PLANNING, method=Origin.DELPHI, remark=said("三位专家两轮匿名打分 | Three experts, two rounds without names", lang))

    def _mended(self, number: int) -> None:
        session, names = self.stage.session, {id_: username for username, id_ in self.stage.people.items()}
        for row in of_source(session, KIND, number):
            owner, verifier = self.stage.acting(names[row.owner_id]), self.stage.acting(names[row.verifier_id])
            if row.state == MeasureState.TODO:
                followups.plan(session, owner, row.id, measure=row.finding, version=row.version)
                followups.report(session, owner, row.id)
                followups.verify(session, verifier, row.id, passed=True)

    def _lower(self, one: Told, number: int) -> None:
        """Assessed anew after its measures, then only watched or closed."""
        session, actor = self.stage.session, self.stage.acting(self._owner(one))
        lang = actor.language or Language.SIMPLIFIED
        estimate = Estimate(*(one.residual or (1, 1)), None if one.chance is None else Decimal(one.chance) / 2, None if one.cost is None else Decimal(one.cost))
        actions.assess(session, actor, number, level=Level.RESIDUAL, estimate=estimate, version=self._version(number))
        if one.fate == "closed":
            lesson = said("测试环境一律使用脱敏数据，列入上线检查表。 | Test systems hold masked data only; it is on the checklist of every go-live.", lang)
            actions.close(session, actor, number, outcome=Outcome.REDUCED, lesson=lesson, version=self._version(number))
            return
        actions.watch(session, actor, number, version=self._version(number))
        actions.review(
            session, actor, number, trend=Trend.FALLING, remark=said("措施有效，近两周未再出现征兆。 | The measures help; no sign of it for two weeks.", lang), next_on=here(now()).date() + timedelta(days=75), version=self._version(number),
        )  # fmt: skip

    def _happened(self, number: int, owner: str, other: str) -> None:
        session, actor = self.stage.session, self.stage.acting(owner)
        lang, day = actor.language or Language.SIMPLIFIED, here(now()).date()
        planned = Planned(said("租用临时设备并改排安装顺序 | Rent devices and change the order of installation", lang), self.stage.people[owner], self.stage.people[other], day + timedelta(days=10))
        actions.occur(
            session, actor, number, happened_on=day - timedelta(days=1), impact=4, days=6, cost=Decimal("9800"), remark=said("设备晚到六天，安装改为两班。 | The devices came six days late; installation in two shifts.", lang),
            planned=planned, version=self._version(number),
        )  # fmt: skip

    def _swept(self, code: str, note: str) -> None:
        actor = self.stage.acting(self._manager(code))
        sweeps.record(self.stage.session, actor, self.stage.projects[code], phase=Phase.EXECUTION, method=Origin.SWEEP, remark=said(note, actor.language or Language.SIMPLIFIED))
