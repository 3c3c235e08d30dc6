"""What is not as it must be in the demo, and what becomes of it: planned, approved, mended, verified by another, proven or come back."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from core.approval import actions as approvals
from core.clock import here, now
from core.demo.rules import CastProject
from core.demo.story import Stage, when
from core.followup import actions as followups
from core.followup.queries import of_source
from core.followup.rules import State as MeasureState
from core.quality.nonconformities import actions
from core.quality.nonconformities.actions import Finding
from core.quality.nonconformities.queries import KIND, by_id
from core.quality.nonconformities.rules import (
    Basis,
    Branch,
    Cause,
    Draft,
    Effect,
    Found,
    Metric,
    Origin,
    Severity,
    State,
)

TERM = timedelta(days=14)
"""So long after they begin measures are due."""
BONES = {Branch.MAN: ("新员工占一半",), Branch.METHOD: ("没有复核步骤",), Branch.MACHINE: ("系统不提示漏填",)}


@dataclass(frozen=True)
class Fault:
    """What was found so many days `ago`, and how far it has come by now: `fate` names the last step."""

    project: str
    ago: int
    title: str
    finding: str
    class_: str
    severity: Severity
    cause: str
    whys: tuple[str, ...]
    metric: tuple[str, str, int, int]
    """What is counted, its unit, before and after."""
    measures: tuple[tuple[str, str, str], ...]
    """What, by whom, verified by whom."""
    fate: str
    by: str = ""
    by_check: str = ""
    containment: str = ""


FAULTS = (
    Fault(
        "hl-parcel", 98, "来电接通超时", "抽查3通来电，2通接通时间超过30秒（41秒、38秒），不符合接通标准。", "response", Severity.MAJOR, "staffing", ("早高峰只有两个席位", "排班没有按来电量调整", "没有人负责查看来电量"),
        ("每周超时接通的来电", "通", 31, 6), (("按来电量重新排班，早高峰增加一个席位", "pankexin", "qinxiaochuan"), ("每周五由班长核对来电量与排班", "songyuting", "qinxiaochuan")), "effective", by="guyanqiu", by_check="weekly",
    ),
    Fault(
        "os-market", 112, "巡场记录漏填", "抽看一周的巡场记录，40份中有9份缺少摊位编号。", "records", Severity.MINOR, "not_followed", ("填写后没有复核", "班次交接时来不及补填"), ("每周漏填的巡场记录", "份", 9, 1),
        (("巡场记录改为当班组长当日复核", "hongyifan", "wuyanbei"),), "reopened", by="wuyanbei",
    ),
    Fault(
        "dl-booking", 50, "预约单必填栏目缺失", "20份预约单中有3份没有填写现场联系人。", "records", Severity.MINOR, "system", ("系统允许空着提交", "上线时没有设必填"), ("每周缺联系人的预约单", "份", 3, 0),
        (("现场联系人设为必填", "mengxiaoxi", "zhuyining"),), "verified", by="songyuting", by_check="cross",
    ),
    Fault(
        "mt-lifts", 30, "客户资料未加密存放", "维保班组的共享电脑上有86户客户资料未加密。", "data", Severity.MAJOR, "procedure", ("没有资料存放规定", "新电脑未纳入管理"), ("未加密存放的客户资料", "户", 86, 0),
        (("清查并加密全部共享电脑上的客户资料", "shaobeichen", "yuansizhu"), ("制定客户资料存放规定并培训", "mengxiaoxi", "yuansizhu")), "late", by="luyuanfan", by_check="audit",
    ),
    Fault(
        "tr-counter", 75, "讲师评分低于标准", "结课反馈平均3.6分，低于4分的下限，学员反映案例陈旧。", "content", Severity.MINOR, "information", ("案例三年没有更新",), ("结课反馈平均分", "分", 4, 5), (("案例全部更新为近一年的真实场景", "dongxiaochi", "zhuyining"),),
        "partly", by="sumuqing", by_check="feedback",
    ),
    Fault(
        "hl-parcel", 26, "午间来电接通慢", "午间12点至13点超过30秒接通的来电有14通。", "response", Severity.MINOR, "staffing", ("午休同时离岗", "没有错峰安排"), ("每周午间超时来电", "通", 14, 4), (("午休分两批离岗", "songyuting", "qinxiaochuan"),),
        "in_hand", by="qinxiaochuan", containment="当日起由班长顶岗。",
    ),
    Fault(
        "hl-water", 4, "停水通知口径不一致", "同一片区的停水时间，两名客服答复相差4小时。", "content", Severity.MAJOR, "information", ("停水信息分三处发布", "没有唯一出处"), ("每周答复不一致的来电", "通", 7, 0),
        (("停水信息统一在知识页发布", "yexiaozhou", "qinxiaochuan"), ("客服上岗前核对当日停水页", "pankexin", "qinxiaochuan")), "waiting", by="qinxiaochuan", containment="当日已逐户回电更正。",
    ),
    Fault("dl-booking", 1, "预约数据被误发给第三方", "测试环境向外部接口发送了12条真实预约数据。", "data", Severity.CRITICAL, "", (), ("", "", 0, 0), (), "open", by="zhuyining", containment="接口已关闭，正在请对方删除数据。"),
    Fault("os-clinic", 20, "驻场工牌缺失", "三名驻场人员没有佩戴工牌。", "attitude", Severity.MINOR, "", (), ("", "", 0, 0), (), "open", by="wuyanbei"),
    Fault("tr-counter", 40, "教室投影不清", "学员反映第二教室投影不清。", "effect", Severity.MINOR, "", (), ("", "", 0, 0), (), "withdrawn", by="zhuyining"),
)  # fmt: skip


@dataclass
class Faults:
    """Their lives."""

    stage: Stage
    made: dict[str, int] = field(default_factory=dict)

    def known(self, fault: Fault) -> bool:
        return fault.title in self.made

    def found(self, fault: Fault, project: CastProject) -> None:
        """Seen at work."""
        number = actions.register(self.stage.session, self.stage.acting(fault.by), self.stage.projects[project.code], Finding(
            fault.title, fault.finding, fault.class_, fault.severity, Origin.WORK, here(now()).date(), fault.containment,
        ))  # fmt: skip
        self.follow(fault, project, number)

    def follow(self, fault: Fault, project: CastProject, number: int) -> None:
        """Put on the agenda what becomes of it."""
        if self.known(fault):
            return
        self.made[fault.title] = number
        day, add = here(now()).date(), self.stage.agenda.add

        leader = next(one.username for one in self.stage.cast.having("leadership") if "department_head" not in one.roles)
        if fault.fate == "withdrawn":
            add(when(day + timedelta(days=1), 10), lambda: actions.withdraw(self.stage.session, self.stage.acting(leader), number, reason="复核后投影正常，系误报。"))
        if fault.fate in ("open", "withdrawn"):
            return
        add(when(day + timedelta(days=1), 10), lambda: self._planned(fault, project, number, leader))
        late = fault.fate == "late"
        add(when(day + timedelta(days=5), 10), lambda: self._mended(number, most=1 if late else 9, done=fault.fate not in ("in_hand", "waiting")))
        if fault.fate in ("effective", "partly", "reopened"):
            add(when(day + timedelta(days=42), 10), lambda: self._judged(fault, number))
        if fault.fate == "reopened":
            add(when(self.stage.agenda.until.date() - timedelta(days=9), 10), lambda: actions.reopen(
                self.stage.session, self.stage.acting(project.manager), number, reason="本周抽看又有6份漏填，原组长调岗后复核中断。", version=self._version(number),
            ))  # fmt: skip

    def _version(self, number: int) -> int:
        self.stage.session.flush()  # house: what the page would read anew
        return by_id(self.stage.session, number)[0].version

    def _planned(self, fault: Fault, project: CastProject, number: int, leader: str) -> None:
        session, manager, people = self.stage.session, self.stage.acting(project.manager), self.stage.people
        actions.analyse(session, manager, number, cause=Cause(fault.cause, fault.whys, BONES if fault.severity.grave else {}), version=self._version(number))
        name, unit, before, after = fault.metric
        metric = Metric(Basis.MANUAL, name=name, unit=unit, higher=after > before, target=Decimal(after), before=Decimal(before))
        actions.choose_metric(session, manager, number, metric=metric, version=self._version(number))
        due_on = here(now()).date() + TERM
        for text, owner, verifier in fault.measures:
            actions.plan(session, manager, number, draft=Draft(text, people[owner], people[verifier], due_on, evidence_needed=False))
        if not fault.severity.grave:
            actions.begin(session, manager, number)
        elif fault.fate == "waiting":
            approvals.submit(session, manager, KIND, number)
        else:
            self.stage.approve(KIND, number, by=project.manager, then=leader)

    def _mended(self, number: int, *, most: int, done: bool) -> None:
        """Owners say what they do; five days later it is done and verified by others."""
        session, names = self.stage.session, {id_: username for username, id_ in self.stage.people.items()}
        for row in of_source(session, KIND, number)[:most]:
            if row.state == MeasureState.TODO:
                followups.plan(session, self.stage.acting(names[row.owner_id]), row.id, measure=row.title.get("en", ""), version=row.version)
        if done:
            self.stage.agenda.add(now() + timedelta(days=5), lambda: self._verified(number, names))

    def _verified(self, number: int, names: dict[int, str]) -> None:
        session = self.stage.session
        for row in of_source(session, KIND, number):
            if row.state == MeasureState.IN_HAND:
                followups.report(session, self.stage.acting(names[row.owner_id]), row.id)
                followups.verify(session, self.stage.acting(names[row.verifier_id]), row.id, passed=True)

    def _judged(self, fault: Fault, number: int) -> None:
        row, _ = by_id(self.stage.session, number)
        if row.state != State.TO_JUDGE:
            return
        partly = fault.fate == "partly"
        counted = Found(Decimal("4.2") if partly else Decimal(fault.metric[3]), 1, "统计最近四周的记录。")
        actions.judge(
            self.stage.session, self.stage.acting(fault.by), number, effect=Effect.PARTLY if partly else Effect.EFFECTIVE, remark="评分回升，但仍有一个班未达标。" if partly else "", counted=counted,
            version=self._version(number),
        )  # fmt: skip

