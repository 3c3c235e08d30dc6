"""What the demo's projects work with: systems with outages that are over, planned and going on, and material that is here, late and forgotten."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from core.audit.actions import NOBODY
from core.clock import now
from core.customers.queries import customers_for_choice
from core.demo.plans import Plans
from core.demo.queries import request_of
from core.demo.rules import CastProject, said
from core.demo.story import ORIGIN, Stage, when
from core.projects.queries import project_for_update
from core.projects.rules import Stage as ProjectStage
from core.resources.supplies import actions as supplies
from core.resources.supplies.rules import Kind as Material
from core.resources.supplies.rules import Wanted
from core.resources.systems import actions as systems
from core.resources.systems.queries import view
from core.resources.systems.rules import Described, Kind, Told
from core.resources.usability import actions as usability
from core.resources.usability.queries import voices
from core.resources.usability.rules import Outcome
from core.service.clocks.rules import ALWAYS, ORGANISATION

SYSTEMS = (
    ("portal", Kind.SYSTEM, ALWAYS, "服务预约平台 | Booking platform", "客户在线预约、查询与评价 | Customers book, ask and rate here"),
    ("records", Kind.DATABASE, ALWAYS, "客户档案库 | Customer records", "服务记录与合同档案 | Service records and contracts"),
    ("calls", Kind.TOOL, ORGANISATION, "呼叫中心平台 | Call centre", "热线接听、排队与录音 | Calls, queue and recordings"),
    ("printer", Kind.DEVICE, ORGANISATION, "前台票据打印机 | Receipt printer at the desk", ""),
)  # fmt: skip
OUTAGES = (
    ("portal", 47, 10, 95, False, True, "连接池耗尽，已扩容并加监控 | The pool of connections was used up; it is larger now and watched", "客户约一个半小时无法预约 | Customers could not book for an hour and a half"),
    ("portal", 26, 15, 25, False, False, "发布时配置有误，已回退 | Wrong setting in a release, rolled back", "页面打开缓慢 | Pages were slow"),
    ("portal", 9, 9, 40, False, False, "证书过期，已续签 | A certificate ran out and was renewed", "登录失败 | Nobody could sign in"),
    ("records", 20, 22, 120, True, False, "版本升级 | New version", "夜间不可查询 | No look-ups at night"),
    ("calls", 13, 11, 55, False, False, "运营商线路故障 | The carrier's line failed", "热线排队中断 | The queue of the hotline was cut"),
)  # fmt: skip
MATERIAL = (
    (Material.OFFICE, "降噪耳麦 | Headsets", 12, "副 | pieces", -25, -27, "联讯办公 | Office Direct", "here"),
    (Material.SOFTWARE, "远程协助软件许可 | Licences for remote support", 8, "个 | seats", 18, 11, "易联软件 | Easylink", "ordered"),
    (Material.SUPPLIES, "服务回执单 | Service slips", 2000, "份 | sheets", 6, 13, "华印纸品 | Huayin Print", "ordered"),
    (Material.OFFICE, "备用平板电脑 | Spare tablets", 3, "台 | pieces", 9, None, "", "wanted"),
    (Material.OTHER, "展架与指引牌 | Stands and signs", 4, "个 | pieces", -10, None, "", "not_needed"),
)  # fmt: skip
VOICES = (
    ("Scoring_sheet", 9, 1, ("“不适用”与“未见”有何不同？ | How do “not applicable” and “not seen” differ?",)),
    ("Results", 6, 2, ("希望在手机上先看到趋势图 | On a phone the trend should come first",)),
    ("Plan", 4, 3, ("“总时差”“自由时差”看不懂 | Total and free float are not clear to me", "关键路径的颜色不明显 | The critical path hardly stands out")),
    ("My_work", 12, 0, ()),
    ("Control_charts", 2, 1, ()),
)  # fmt: skip
REPLY = "“不适用”不计分也不计权重；“未见”请写明原因，并安排补查 | Not applicable counts neither for score nor weight; for not seen say why, and have it looked at again"


@dataclass
class Resourcing:
    """The manager registers what the project works with, and what it needs."""

    stage: Stage
    made: dict[str, int] = field(default_factory=dict)

    def plan(self, today: date) -> None:
        """Put it on the agenda."""
        project = Plans(self.stage).first(today, ProjectStage.EXECUTION, "delivery")
        if project is None:
            return
        agenda = self.stage.agenda
        agenda.add(when(today - timedelta(days=33), 16), self._speak)
        agenda.add(when(today - timedelta(days=24), 9), self._reply)
        agenda.add(when(today - timedelta(days=60), 9), lambda: self._register(project))
        agenda.add(when(today - timedelta(days=40), 10), lambda: self._want(project, today))
        for name, ago, hour, minutes, planned, major, cause, effect in OUTAGES:
            told = (name, when(today - timedelta(days=ago), hour), minutes, planned, major, cause, effect)
            agenda.add(told[1] + timedelta(minutes=minutes), lambda told=told: self._outage(project, *told))  # type: ignore[misc]
        agenda.add(agenda.until - timedelta(minutes=50), lambda: self._now(project, today))

    def _speak(self) -> None:
        """What people say of the pages."""
        session = self.stage.session
        people = [self.stage.acting(one) for one in sorted(self.stage.people)]
        for page, yes, no, words in VOICES:
            for place, actor in enumerate(people[: yes + no]):
                said_so = said(words[place - yes], actor.language) if yes <= place < yes + len(words) else ""
                usability.say(session, actor, page, clear=place < yes, words=said_so)

    def _reply(self) -> None:
        session, admin = self.stage.session, self.stage.acting("admin")
        one = next(one for one in voices(session, admin).remarks if one.page == "Scoring_sheet")
        usability.reply(session, admin, one.id, outcome=Outcome.EXPLAINED, text=said(REPLY, admin.language), version=one.version)

    def _register(self, project: CastProject) -> None:
        session, manager = self.stage.session, self.stage.acting(project.manager)
        code = project_for_update(session, self.stage.projects[project.code]).code
        for name, kind, calendar, title, text in SYSTEMS:
            described = Described(said(title, manager.language), kind, manager.id, calendar, said(text, manager.language) if text else "")
            self.made[name] = systems.register(session, manager, described)
            systems.use(session, manager, self.made[name], project=code)

    def _want(self, project: CastProject, today: date) -> None:
        session, manager, people = self.stage.session, self.stage.acting(project.manager), self.stage.people
        for number, (kind, name, quantity, unit, needed, expected, supplier, fate) in enumerate(MATERIAL):
            wanted = Wanted(
                kind, said(name, manager.language), Decimal(quantity), said(unit, manager.language), today + timedelta(days=needed), today + timedelta(days=expected) if expected else None,
                responsible_id=people[project.members[number % len(project.members)]],
            )  # fmt: skip
            made = supplies.want(session, manager, self.stage.projects[project.code], wanted)
            if fate in ("here", "ordered"):
                supplies.order(session, manager, made, supplier=said(supplier, manager.language), expected_on=wanted.expected_on, version=1)
            if fate == "here":
                self.stage.agenda.add(when(today - timedelta(days=27), 11), lambda made=made: supplies.receive(session, self.stage.acting(project.manager), made, here_on=now().date(), version=2))  # type: ignore[misc]
            if fate == "not_needed":
                supplies.leave_out(session, manager, made, reason=said("由客户提供 | The customer provides them", manager.language), version=1)

    def _outage(self, project: CastProject, name: str, began, minutes: int, planned: bool, major: bool, cause: str, effect: str) -> None:  # type: ignore[no-untyped-def]
        manager = self.stage.acting(project.manager)
        told = Told(began, began + timedelta(minutes=minutes), planned, major, said(cause, manager.language), said(effect, manager.language))
        systems.report(self.stage.session, manager, self.made[name], told)

    def _now(self, project: CastProject, today: date) -> None:
        """Who uses them among the customers, which request came from an outage, what is down and what is planned."""
        session, manager = self.stage.session, self.stage.acting(project.manager)
        for one in customers_for_choice(session, manager, project_id=self.stage.projects[project.code])[:2]:
            for name in ("portal", "calls"):
                systems.use(session, manager, self.made[name], customer=one.code)
        shown = view(session, manager, systems.queries.system_for_update(session, self.made["portal"]).code)
        if (request := request_of(session, self.stage.projects[project.code])) is not None and shown.outages:
            systems.attribute(session, manager, shown.outages[-1].id, request=request)
        systems.report(session, manager, self.made["printer"], Told(now() - timedelta(minutes=30), None, False, False, "", said("票据改为手写 | Receipts are written by hand", manager.language)))
        start = when(today + timedelta(days=3), 22)
        systems.report(session, manager, self.made["records"], Told(start, start + timedelta(hours=2), True, False, said("季度维护 | Quarterly care", manager.language), ""))
        systems.count_days(session, replace(NOBODY, origin=ORIGIN))
