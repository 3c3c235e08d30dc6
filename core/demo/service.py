"""Six weeks of service requests: some in every state, in time and late, handed over, paused, reopened, merged, closed by word and by attempts."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from core.customers import actions as customers
from core.customers.queries import customers_for_choice
from core.demo.rules import CastProject, said
from core.demo.story import Stage, when
from core.projects.rules import Stage as ProjectStage
from core.service.clocks.rules import ALWAYS, Targets
from core.service.closing import actions as closing
from core.service.commitments import actions as promises
from core.service.handling import actions as handling
from core.service.intake import actions as intake
from core.service.requests.records import Request
from core.service.requests.rules import Intake, Visit
from core.service.rules import Degree
from core.words import Language, pick

MOST_PROJECTS = 6
HIGH, MEDIUM, LOW = Degree.HIGH, Degree.MEDIUM, Degree.LOW


@dataclass(frozen=True)
class Told:
    """What customers tell: by which channel, of which class, how urgent; how it is solved."""

    title: str
    channel: str
    problem: str
    urgency: Degree
    impact: Degree
    solution: str
    cause: str = ""
    mode: str = "online"

    def of(self, language: Language | None) -> "Told":
        """The same in one language."""
        return replace(self, title=said(self.title, language), solution=said(self.solution, language))


TOLD = (
    Told("发票金额与合同不符 | Invoice differs from the contract", "email", "process_billing", MEDIUM, LOW, "按合同单价重开发票 | Issued anew at the contract's price", "procedure"),
    Told("无法登录服务门户 | Cannot sign in to the portal", "chat", "technology_access", HIGH, LOW, "重置账号并说明密码规则 | Account reset, rules explained", "tool", "remote"),
    Told("热线长时间无人接听 | Nobody answers the hotline", "phone", "relation_contact", HIGH, MEDIUM, "调整午间排班 | Lunch shifts rearranged", "workload"),
    Told("设备安装延期未通知 | Installation late, nobody told", "phone", "delivery_late", MEDIUM, MEDIUM, "当日上门安装并致歉 | Installed the same day with an apology", "communication", "on_site"),
    Told("报表数据缺少两天 | Two days are missing in the report", "email", "technology_data", MEDIUM, MEDIUM, "补录数据并校验 | Data entered and checked", "data", "remote"),
    Told("如何导出月度明细 | How to export the monthly details", "chat", "technology_use", LOW, LOW, "发送操作说明 | Instructions sent", "customer", "self_service"),
    Told("系统响应缓慢 | The system is slow", "app", "technology_performance", HIGH, HIGH, "清理积压任务并扩容 | Backlog cleared, capacity added", "design", "remote"),
    Told("服务人员态度冷淡 | Staff were unfriendly", "phone", "relation_attitude", MEDIUM, LOW, "回电致歉，安排服务礼仪培训 | Apology, training arranged", "skill"),
    Told("承诺的回电没有打来 | The promised call never came", "social", "relation_promise", MEDIUM, LOW, "当日回电并记录 | Called back and noted", "workload"),
    Told("合同续签条款咨询 | Question on renewing the contract", "email", "policy_contract", LOW, MEDIUM, "说明续签条款 | Terms explained", "communication", "assistant"),
    Told("培训资料与版本不符 | Training material is out of date", "counter", "delivery_quality", LOW, MEDIUM, "更新资料并重新发放 | Material renewed", "procedure", "on_site"),
    Told("服务中断两小时 | Service was down for two hours", "phone", "delivery_interrupted", HIGH, HIGH, "切换备用线路，已恢复 | Switched to the spare line", "supplier", "hybrid"),
    Told("同一问题要重复说明 | Has to explain the same thing again", "phone", "process_handover", MEDIUM, MEDIUM, "指定一人跟进到底 | One person follows it to the end", "procedure"),
    Told("希望删除个人信息 | Asks to erase personal data", "email", "policy_privacy", MEDIUM, LOW, "核实身份后删除 | Erased after checking identity", "policy"),
)  # fmt: skip
PATHS = (
    "archived", "confirmed", "archived", "late", "archived", "handed", "attempts", "archived", "reopened", "paused_then_archived", "archived", "merged", "confirmed", "archived", "late", "archived",
    "handed", "confirmed", "archived", "visited", "archived", "confirmed", "archived", "verified", "resolved", "archived", "confirmed", "resolved", "answered", "paused", "answered", "resolved",
    "begun", "awaited", "answered", "begun", "given", "classified", "given", "reported", "reported",
)  # fmt: skip
"""The oldest first: what became of each."""
NEEDS = ("", "希望按月收到服务报告 | Would like a service report every month", "", "新开两处网点，年底前需要开通服务 | Two new sites need the service before the end of the year")
"""What was let be heard when customers were called again, in turn."""


@dataclass
class Service:
    """The projects that are carried out serve customers, and these call."""

    stage: Stage
    made: dict[int, int] = field(default_factory=dict)
    served: dict[str, int] = field(default_factory=dict)

    @property
    def leader(self) -> str:
        """Verifies what the manager handled."""
        return self.stage.cast.having("leadership")[0].username

    def plan(self, today: date) -> None:
        """Put it on the agenda."""
        running = [one for one in self.stage.cast.projects if one.stage in (ProjectStage.EXECUTION, ProjectStage.MONITORING) and one.members][-MOST_PROJECTS:]
        if not running:
            return
        first = self._workday(today - timedelta(days=62))
        self.stage.agenda.add(when(first, 9), lambda: self._begin(running))
        for number, path in enumerate(PATHS):
            ago = max(0, 58 - number * 3 // 2) if number < len(PATHS) - 8 else (len(PATHS) - number) // 3
            day = self._workday(today - timedelta(days=ago))
            self._story(number, path, running[(number * 5 + number // 7) % len(running)], when(day, 9 + number % 3, number * 7 % 50))

    @staticmethod
    def _workday(day: date) -> date:
        return day - timedelta(days=max(0, day.weekday() - 4))

    def _begin(self, running: list[CastProject]) -> None:
        """Who is served, and what the first project has promised."""
        for place, project in enumerate(running):
            manager, project_id = self.stage.acting(project.manager), self.stage.projects[project.code]
            known = customers_for_choice(self.stage.session, manager, project_id=project_id)
            self.served[project.code] = known[0].id if known else customers.enter(
                self.stage.session, manager, name=pick(project.customer, manager.language or Language.SIMPLIFIED), class_code="key" if not place else "regular",
                class_why=said("年度框架客户 | Yearly frame contract", manager.language) if not place else "", project_ids=[project_id], namesake=True,
            )  # fmt: skip
        lead = self.stage.acting(running[0].manager)
        day = self.stage.agenda.until.date()
        promises.promise(
            self.stage.session, lead, targets=Targets(15, 60, 720, ALWAYS), valid_from=day, project_id=self.stage.projects[running[0].code], customer_class="key",
        )  # fmt: skip

    def _story(self, number: int, path: str, project: CastProject, start: datetime) -> None:
        language = self.stage.acting(project.manager).language
        told = TOLD[(number * 9 + number // 5) % len(TOLD)].of(language)
        session, act = self.stage.session, self.stage.acting
        taker, worker = project.members[number % len(project.members)], project.members[(number + 1) % len(project.members)]
        other = project.manager
        steps: list[tuple[int, Callable[[], object]]] = []
        slow = 12 if path == "late" else 1

        def row() -> Request:
            session.flush()  # house: what the page would read anew
            return session.get_one(Request, self.made[number])

        def register(title: str = told.title) -> None:
            self.made[number] = intake.register(session, act(taker), self.stage.projects[project.code], Intake(
                self.served[project.code], told.channel, title, urgency=told.urgency, impact=told.impact, acknowledged=number % 3 > 0,
                upset=path in ("late", "reopened"), complaint=told.problem.startswith("relation") or path == "reopened",
            ))  # fmt: skip

        def classify() -> None:
            one = row()
            handling.classify(
                session, act(taker), one.id, problem_class=told.problem.partition("_")[0], problem_type=told.problem, urgency=told.urgency, impact=told.impact, upset=one.upset,
                complaint=one.complaint, version=one.version,
            )  # fmt: skip

        def give() -> None:
            handling.give(session, act(taker), self.made[number], handler_id=self.stage.people[worker], version=row().version)

        def hand_over() -> None:
            handling.hand_over(session, act(worker), self.made[number], to_id=self.stage.people[other], reason=said("需要合同权限 | Needs the contract", language), version=row().version)

        def resolve(who: str) -> None:
            handling.resolve(session, act(who), self.made[number], solution=told.solution, mode=told.mode, version=row().version)

        def explain(who: str) -> None:
            closing.explain(
                session, act(who), self.made[number], cause=told.cause, whys=[said("没有人核对 | Nobody checked", language), said("没有核对步骤 | There is no such step", language)], prevention=said("增加核对步骤 | A check is added", language), version=row().version,
            )  # fmt: skip

        def do(deed: Callable[..., object], who: str, **facts: object) -> Callable[[], object]:
            return lambda: deed(session, act(who), self.made[number], **facts)

        steps.append((0, register))
        if path == "merged":
            steps.append((25, lambda: self._merge(number, taker, project, told)))
            path = "archived"
        if not number % 3 and path not in ("reported", "late"):
            steps.append((9, do(handling.acknowledge, taker)))
        reached = ("reported", "classified", "given", "begun")
        if path != "reported":
            steps.append((14, classify))
        if path not in reached[:2]:
            steps.append((20, give))
        if path not in reached[:3]:
            steps.append((26, do(handling.begin, worker)))
        handler = worker
        if path in ("handed", "awaited"):
            steps.append((40, hand_over))
            handler = other
        if path == "handed":
            steps.append((95, do(handling.begin, other)))
        if path not in (*reached, "awaited"):
            steps.append((48 * slow if path != "handed" else 110, do(handling.respond, handler, text=said("已了解情况，正在处理 | We know and are on it", language))))
        if path in ("paused", "paused_then_archived"):
            steps.append((130, do(handling.pause, handler, reason="customer", evidence=said("已发邮件请客户提供截图 | Mail asking for a screenshot", language))))
        if path == "paused_then_archived":
            steps.append((1500, do(handling.resume, handler)))
        if path not in (*reached, "awaited", "answered", "paused"):
            done = {"late": 17000, "paused_then_archived": 1620}.get(path, 150 + number * 37 % 220)
            steps.append((done, lambda: resolve(handler)))
            self._close(steps, number, path, handler, taker, other if handler != other else self.leader, done, do, explain, language)
        for minutes, deed in steps:
            self.stage.agenda.add(start + timedelta(minutes=minutes), deed)

    def _close(self, steps, number, path, handler, taker, verifier, done, do, explain, language):  # type: ignore[no-untyped-def]
        """What happens after it is solved."""
        if path == "resolved":
            return
        if path == "attempts":
            for day in (1, 2, 3):
                steps.append((done + day * 1440, do(closing.attempt, taker, channel="phone", text=said("无人接听 | Nobody picks up", language))))
            steps.append((done + 4 * 1440, do(closing.give_up, taker)))
            return
        if path == "verified":
            steps.append((done + 60, do(closing.verify, verifier, passed=True)))
            return
        steps.append((done + 90, do(closing.confirm, taker, text=said("客户电话确认 | Confirmed by telephone", language))))
        if path == "reopened":
            steps.append((done + 2880, do(closing.reopen, taker, reason=said("问题再次出现 | It came back", language))))
            return
        if number % 4 == 0:
            steps.append((done + 100, lambda: explain(handler)))
        if path in ("archived", "paused_then_archived", "late", "visited", "handed") and verifier != handler:
            steps.append((done + 300, do(closing.verify, verifier, passed=True)))
            steps.append((done + 320, do(closing.archive, taker)))
        if path in ("visited", "archived") and number % 2 == 0:
            steps.append((done + 8 * 1440, do(closing.visit, taker, outcome=Visit.CONTENT, text=said("客户表示满意 | The customer is content", language), need=said(need, language) if (need := NEEDS[number // 2 % len(NEEDS)]) else "")))

    def _merge(self, number: int, taker: str, project: CastProject, told: Told) -> None:
        """The same customer calls again about the same thing through another channel."""
        session, actor, language = self.stage.session, self.stage.acting(taker), self.stage.acting(project.manager).language
        session.flush()  # house: what the page would read anew
        first = session.get_one(Request, self.made[number])
        again = intake.register(session, actor, self.stage.projects[project.code], Intake(self.served[project.code], "phone", told.title))
        closing.merge(session, actor, again, into=first.code, reason=said("客户换渠道重复反映 | Told again through another channel", language))

