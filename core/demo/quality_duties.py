"""Norms with training, requirements with assessments and audits, and quality analysis meetings of the demo."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from core.clock import here, now
from core.demo.rules import CastProject
from core.demo.story import Stage, when
from core.followup import actions as followups
from core.followup.queries import by_code
from core.quality.compliance import actions
from core.quality.compliance.queries import clauses_of
from core.quality.compliance.records import ServiceNorm
from core.quality.compliance.rules import Aspect, Method, NormText, Phase, Side, Standing, Step
from core.quality.meetings import actions as meetings
from core.quality.meetings.records import MeetingDecision, QualityMeeting
from core.quality.meetings.rules import Decision
from core.quality.nonconformities.rules import Severity
from core.quality.standards.queries import standards_at

NORM = NormText(
    "1. 接待：30秒内接通，自报单位与姓名。\n2. 记录：当场建单，复述要点。\n3. 处理：能当场解决的当场解决，否则告知时限。\n4. 回访：三个工作日内回访。", "接通30秒；首次答复4小时；投诉24小时内给出处理意见。",
    "不推诿，不让客户重复说明。", "每月汇总客户意见，由部门负责人公布改进。",
)  # fmt: skip
STEPS = (
    Step("接听来电，问候并自报姓名", "热线客服"), Step("当场建单，复述要点", "热线客服"), Step("能当场解决吗？", "热线客服", (), 5), Step("解决并告知结果", "热线客服", (), 7),
    Step("需要转办：告知时限并移交", "首问责任人"), Step("处理并答复客户", "处理人"), Step("客户确认解决？", "首问责任人", (), 6), Step("三个工作日内回访", "质量专员"),
)  # fmt: skip
HELD_TO = {1: ("process", "attitude"), 2: ("content",), 8: ("effect",)}
"""Which sorts of standards a step of the hotline's norm is held to."""
REVISED = NormText(NORM.process.replace("自报单位与姓名", "自报单位与姓名，确认来电人称呼"), NORM.standard, NORM.promise, NORM.feedback, STEPS)
DELIVERY = NormText("1. 启动会确认需求。\n2. 每周通报进度。\n3. 上线前联合测试。\n4. 培训与交接。", "每周五前发出周报；变更须客户签字。", "上线后驻场一周。", "结课与上线后各收集一次反馈。")
REQUIREMENTS = (
    (Side.LAW, Phase.BEFORE, Aspect.CONTENT, "收集个人信息前取得同意", "个人信息保护法 第十三条"), (Side.LAW, Phase.DURING, Aspect.PROCESS, "客户资料加密存放", "数据安全法 第二十七条"),
    (Side.LAW, Phase.AFTER, Aspect.PROCESS, "期满删除不再需要的资料", "个人信息保护法 第四十七条"), (Side.INDUSTRY, Phase.BEFORE, Aspect.STAFF, "作业人员持证上岗", "行业维保规范 5.2"),
    (Side.INDUSTRY, Phase.DURING, Aspect.PROCESS, "通话全程录音并保存六个月", "呼叫中心服务规范 6.3"), (Side.INTERNAL, Phase.BEFORE, Aspect.CONTENT, "服务范围与价格书面告知", "九枫服务规范 2.1"),
    (Side.INTERNAL, Phase.DURING, Aspect.STAFF, "服务人员佩戴工牌、使用规范用语", "九枫服务规范 3.4"), (Side.INTERNAL, Phase.AFTER, Aspect.CONTENT, "投诉处理结果书面回复", "九枫服务规范 4.2"),
)  # fmt: skip
C, P, F, X = Standing.COMPLIES, Standing.PARTLY, Standing.FAILS, Standing.NOT_APPLICABLE
ASSESSMENTS = (
    ("hl-parcel", Method.INTERNAL, "", "热线服务全流程合规", "linmei", 70, 60, (C, C, F, X, C, C, P, C)), ("os-market", Method.THIRD_PARTY, "华信认证（虚构）", "驻场服务第三方审核", "luyuanfan", 40, 12, (C, C, C, C)),
    ("dl-booking", Method.INTERNAL, "", "交付过程合规", "jianghe", 9, -5, (C, P, C)), ("mt-lifts", Method.CUSTOMERS, "", "客户对合规的看法", "guyanqiu", 4, -12, ()),
)  # fmt: skip
"""Project, method, organisation, scope, by whom, planned and due so many days ago, and how its first clauses stand."""


@dataclass
class Duties:
    """What the house has to keep to, and how it looks back."""

    stage: Stage
    norms: dict[str, int] = field(default_factory=dict)

    def plan(self, today: date) -> None:
        """Put it on the agenda."""
        def add(ago: int, hour: int, deed) -> None:  # type: ignore[no-untyped-def]
            self.stage.agenda.add(when(today - timedelta(days=ago), hour), deed)

        cast = self.stage.cast
        head = next(unit.head for unit in cast.departments if unit.code == "service")
        second = next(unit.head for unit in cast.departments if unit.code == "delivery")
        add(118, 9, lambda: self._write(head, "service", "客户服务规范", NORM))
        add(116, 9, lambda: self._write(second, "delivery", "交付与培训服务规范", DELIVERY))
        for ago, people, confirms in ((105, ("hotline", "field", "maintenance"), 6), (14, ("hotline",), 3)):
            add(ago, 17, lambda people=people, confirms=confirms: self._train(head, "service", people, confirms))
        add(100, 17, lambda: self._train(second, "delivery", ("delivery",), 2))
        add(21, 9, lambda: self._revise(head))
        add(110, 14, lambda: self._demand(next(one for one in cast.having("leadership") if "department_head" not in one.roles).username))
        named = {project.code: project for project in cast.projects}
        for one in ASSESSMENTS:
            if (project := named.get(one[0])) and project.started < today - timedelta(days=one[5]):
                add(one[5], 11, lambda one=one, project=project: self._assess(project, today, *one[1:]))
        add(33, 9, lambda: self._meet(head, "service", "月度质量分析会", 30, hold=True))
        add(2, 9, lambda: self._meet(head, "service", "月度质量分析会", 30, hold=False))
        add(2, 10, lambda: self._meet(second, "delivery", "交付质量分析会", 30, hold=False))

    # ------------------------------------------------------------------ norms
    def _write(self, head: str, unit: str, name: str, text: NormText) -> None:
        self.norms[unit] = actions.write(self.stage.session, self.stage.acting(head), name=name, department_id=self.stage.departments[unit], text=text, effective_on=here(now()).date())

    def _revise(self, head: str) -> None:
        row, lead = self.stage.session.get_one(ServiceNorm, self.norms["service"]), self.stage.acting(head)
        codes = {one.sort.value: one.code for one in reversed(standards_at(self.stage.session, here(now()).date()))}
        steps = tuple(replace(one, standards=tuple(codes[sort] for sort in HELD_TO.get(number, ()) if sort in codes)) for number, one in enumerate(STEPS, 1))
        actions.revise(self.stage.session, lead, row.id, text=replace(REVISED, steps=steps), effective_on=here(now()).date(), reason="开场问候标准修订", version=row.version)

    def _train(self, head: str, norm: str, units: tuple[str, ...], confirms: int) -> None:
        people = [person for person in self.stage.cast.people if person.department in units]
        actions.train(
            self.stage.session, self.stage.acting(head), self.norms[norm], people=[self.stage.people[one.username] for one in people], trained_on=here(now()).date(), trainer="培训组",
        )  # fmt: skip
        for one in people[:confirms]:
            actions.confirm(self.stage.session, self.stage.acting(one.username), self.norms[norm])

    # ------------------------------------------------------------------ compliance
    def _demand(self, leader: str) -> None:
        for side, phase, aspect, text, reference in REQUIREMENTS:
            actions.demand(self.stage.session, self.stage.acting(leader), side=side, phase=phase, aspect=aspect, text=text, reference=reference)

    def _assess(self, project: CastProject, today: date, method: Method, body: str, scope: str, who: str, planned: int, due: int, stands: tuple[Standing, ...]) -> None:
        session, leader = self.stage.session, next(one for one in self.stage.cast.having("leadership") if "department_head" not in one.roles).username
        made = actions.plan(
            session, self.stage.acting(leader), self.stage.projects[project.code], method=method, scope=scope, assessor_id=self.stage.people[who], due_on=today - timedelta(days=due), body=body,
        )  # fmt: skip
        self.stage.agenda.add(now() + timedelta(days=2), lambda: self._stand(made, who, stands))

    def _stand(self, made: int, who: str, stands: tuple[Standing, ...]) -> None:
        session, actor, clauses = self.stage.session, self.stage.acting(who), clauses_of(self.stage.session, made)
        for clause, standing in zip(clauses, stands, strict=False):
            short = standing in (P, F)
            actions.assess(
                session, actor, clause.id, standing=standing, evidence="抽看10份记录，均符合。" if standing is C else "", finding="10份中有3份不符合。" if short else "", version=clause.version,
            )  # fmt: skip
            if standing is F:
                actions.register(session, actor, clause.id, class_="law", severity=Severity.MINOR)
        if len(stands) == len(clauses):
            actions.close(session, actor, made, conclusion="除一项外均符合；该项已登记整改。")

    # ------------------------------------------------------------------ meetings
    def _meet(self, head: str, unit: str, title: str, days: int, *, hold: bool) -> None:
        session, lead, day = self.stage.session, self.stage.acting(head), here(now()).date()
        made = meetings.prepare(
            session, lead, self.stage.departments[unit], title=f"{day.month}月{title}", first=day - timedelta(days=days), last=day - timedelta(days=1), planned_on=day + timedelta(days=3),
        )  # fmt: skip
        if hold:
            self.stage.agenda.add(now() + timedelta(days=1), lambda: self._hold(made, head))

    def _hold(self, made: int, head: str) -> None:
        session, lead, day, people = self.stage.session, self.stage.acting(head), here(now()).date(), self.stage.people
        meetings.hold(
            session, lead, made, held_on=day, attendees=[people[one] for one in ("xuxiaoman", "leishengping", "qinxiaochuan", "wuyanbei", "linmei")], causes="排班不随来电量变化；记录没有当班复核。",
            minutes="逐条讨论本期异常信号与不合格。接通率已回升；巡场记录漏填需要固定的复核人。", version=session.get_one(QualityMeeting, made).version,
        )  # fmt: skip
        named = {project.code: project for project in self.stage.cast.projects}
        for code, text, owner, verifier, days in (("hl-parcel", "每周五核对来电量与排班", "songyuting", "qinxiaochuan", 12), ("os-market", "指定巡场记录复核人并公布", "hongyifan", "wuyanbei", 36)):
            if code not in named:
                continue
            said = Decision(text, self.stage.projects[code], people[owner], people[verifier], day + timedelta(days=days))
            decided = session.get_one(MeetingDecision, meetings.decide(session, lead, made, said=said)).followup_code
            if days < 20:
                self.stage.agenda.add(now() + timedelta(days=8), lambda decided=decided, owner=owner, verifier=verifier: self._done(decided, owner, verifier))  # type: ignore[misc]

    def _done(self, code: str, owner: str, verifier: str) -> None:
        row = by_code(self.stage.session, code)
        followups.plan(self.stage.session, self.stage.acting(owner), row.id, measure="已列入班长每周清单。", version=row.version)
        followups.report(self.stage.session, self.stage.acting(owner), row.id)
        followups.verify(self.stage.session, self.stage.acting(verifier), row.id, passed=True)
