"""Standards, checks and nonconformities of the demo: in time and late, passed and failed, mended, proven, come back; told in the language of the house."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from core.audit.actions import NOBODY
from core.clock import here, now
from core.demo.quality_duties import Duties
from core.demo.quality_faults import FAULTS, Fault, Faults
from core.demo.rules import CastProject
from core.demo.story import ORIGIN, Stage, when
from core.quality.checks import actions as checks
from core.quality.checks.actions import Wanted
from core.quality.checks.queries import Filter, listed, point_rows, units_of
from core.quality.checks.recurring import actions as recurring
from core.quality.checks.rules import Given, Kind, Mark, Point, Principle, Rhythm, State, Tolerance
from core.quality.nonconformities.rules import Severity
from core.quality.standards import actions as standards
from core.quality.standards.queries import newest_of_many
from core.quality.standards.records import Standard
from core.quality.standards.rules import Norm, Sort

HOUSE = replace(NOBODY, origin=ORIGIN)
STANDARDS = (
    (Sort.PROCESS, "电话接通时间", "接待", Norm("秒", None, Decimal(20), Decimal(30), "")),
    (Sort.CONTENT, "服务记录完整率", "记录", Norm("%", Decimal(95), Decimal(98), Decimal(100), "所有必填栏目齐全，附件可打开。")),
    (Sort.ATTITUDE, "开场问候", "接待", Norm("", None, None, None, "自报单位与姓名，问候来电人。")),
    (Sort.EFFECT, "一次解决率", "处理", Norm("%", Decimal(70), Decimal(80), None, "")),
)
GREETING = Norm("", None, None, None, "自报单位与姓名，问候来电人，并确认来电人的称呼。")
SECONDS = (
    (98, 24, 41, 38), (63, 22, 25, 19), (56, 18, 23, 21), (49, 20, 17, 24), (42, 16, 21, 19), (35, 23, 18, 20), (28, 19, 22, 17), (21, 15, 18, 21), (14, 14, 19, 17), (7, 15, 16, 18),
)  # fmt: skip
"""So many days ago, and the seconds until a call was answered in the sample; the first is the bad one."""
FORMS, SIGNED = Point("预约单必填栏目齐全"), Point("变更有客户签字确认", severity=Severity.MAJOR)
HANDOVER = Point("交接记录在当日完成")
SAFE, LOCKED = Point("作业前完成安全交底"), Point("客户资料加密存放", severity=Severity.MAJOR)
SCORE = Point("学员对讲师的评分", True, "分", Tolerance(Decimal(4), Decimal("4.5"), Decimal(5)))
FALLBACK = Point("断网时手工开单流程可用")
ANSWERS = {"pass": Given(mark=Mark.CONFORMS), "fail": Given(mark=Mark.FAILS), "na": Given(mark=Mark.NOT_APPLICABLE)}


@dataclass
class Proving:
    """All that is checked, found and proven."""

    stage: Stage
    codes: dict[str, str] = field(default_factory=dict)
    faults: Faults = field(init=False)

    def __post_init__(self) -> None:
        self.faults = Faults(self.stage)

    def plan(self, today: date) -> None:
        """Put it on the agenda."""
        named = {project.code: project for project in self.stage.cast.projects}
        leader = next(one for one in self.stage.cast.having("leadership") if "department_head" not in one.roles).username
        self.stage.agenda.add(when(today - timedelta(days=125), 10), lambda: self._standards(leader))
        self.stage.agenda.add(when(today - timedelta(days=20), 10), lambda: self._revise(leader))
        for fault in FAULTS:
            if not fault.by_check and (project := named.get(fault.project)) and project.started < today - timedelta(days=fault.ago):
                self.stage.agenda.add(when(today - timedelta(days=fault.ago), 11), lambda fault=fault, project=project: self.faults.found(fault, project))  # type: ignore[misc]
        for code, deed in (("hl-parcel", self._weekly), ("dl-booking", self._at_booking), ("mt-lifts", self._at_lifts), ("tr-counter", self._at_training), ("os-market", self._at_market), ("hl-water", self._at_water)):
            if (found := named.get(code)) and found.started < today - timedelta(days=110 if code != "dl-booking" else 60):
                deed(found, today)
        Duties(self.stage).plan(today)

    # ------------------------------------------------------------------ standards
    def _standards(self, leader: str) -> None:
        session, lead, day = self.stage.session, self.stage.acting(leader), here(now()).date()
        for sort, name, step, norm in STANDARDS:
            made = standards.enter(session, lead, sort=sort, name=name, step=step, norm=norm, effective_on=day, review_on=day + timedelta(days=180))
            self.codes[sort.value] = session.get_one(Standard, made).code

    def _revise(self, leader: str) -> None:
        session, day = self.stage.session, here(now()).date()
        found = newest_of_many(session, [self.codes["attitude"]]).get(self.codes["attitude"])
        if found is not None:
            row = session.get_one(Standard, found.standard_id)
            standards.revise(session, self.stage.acting(leader), row.id, norm=GREETING, effective_on=day, review_on=day + timedelta(days=180), reason="抽查发现称呼错误较多", version=row.version)

    def _by(self, sort: str, severity: Severity = Severity.MINOR) -> Point:
        return Point("", severity=severity, standard=self.codes[sort])

    # ------------------------------------------------------------------ checks
    def _check(self, day: date, project: CastProject, checker: str, kind: Kind, title: str, points: Callable[[], tuple[Point, ...]], said: tuple[str, ...] | None, **more: object) -> None:
        """Planned ten days before its due day `day`, and carried out on it with these answers, one a point; None: nobody does."""
        def plan() -> None:
            wanted = Wanted(kind, Principle.RESULT if kind is Kind.FEEDBACK else Principle.PROCESS, title, self.stage.people[checker], points(), **{name: value for name, value in more.items() if name in ("size", "listed", "seed")})  # type: ignore[arg-type]
            made = checks.plan(self.stage.session, self.stage.acting(project.manager), self.stage.projects[project.code], wanted, due_on=day)
            if said is not None:
                self.stage.agenda.add(when(day, 15), lambda: self._carry_out(made, project, checker, said, more.get("fault"), more.get("repeat")))  # type: ignore[arg-type]

        self.stage.agenda.add(when(day - timedelta(days=10), 9, 30), plan)

    def _carry_out(self, made: int, project: CastProject, checker: str, said: tuple[str, ...], fault: Fault | None = None, repeat: int | None = None) -> None:
        """Answers by record and point; what fails is contained on the spot, or becomes the nonconformity that is told."""
        session, actor = self.stage.session, self.stage.acting(checker)
        rows, answers, failed = point_rows(session, made), iter(said), list[tuple[int, str]]()
        for unit in units_of(session, made):
            for row in rows:
                word = next(answers)
                given = ANSWERS.get(word) or Given(Decimal(word))
                checks.answer(session, actor, made, point_id=row.id, unit=unit, given=given)
                if word == "fail" or (row.upper is not None and given.value is not None and given.value > row.upper) or (row.lower is not None and given.value is not None and given.value < row.lower):
                    failed.append((row.id, unit))
        for number, (point_id, unit) in enumerate(failed):
            if fault is None:
                checks.contain(session, actor, made, point_id=point_id, unit=unit, containment="当场纠正并补做。")
            elif not number:
                found = checks.register(session, actor, made, point_id=point_id, unit=unit, class_=fault.class_, finding=fault.finding, severity=fault.severity)
                self.faults.follow(fault, project, found)
        checks.finish(session, actor, made, summary="发现问题已登记，待整改。" if failed and fault else "")
        if repeat and failed:
            day = here(now()).date() + timedelta(days=repeat)
            again = checks.repeat(session, self.stage.acting(project.manager), made, checker_id=self.stage.people[checker], due_on=day)
            self.stage.agenda.add(when(day, 16), lambda: self._carry_out(again, project, checker, ("4.6",)))

    def _weekly(self, project: CastProject, today: date) -> None:
        """A sample of calls each week: what a control chart is made of."""
        for week, (ago, *seconds) in enumerate(SECONDS):
            day = today - timedelta(days=ago)
            calls = tuple(f"CALL-{day:%m%d}-{number:02}" for number in range(1, 31))
            fault = next(one for one in FAULTS if one.by_check == "weekly") if not week else None
            self._check(
                day, project, ("guyanqiu", "jianghe")[week % 2], Kind.SPOT, "来电接通抽查", lambda: (self._by("process"),), tuple(str(one) for one in seconds), size=3, listed=calls,
                seed=f"week {day.isocalendar().week}", fault=fault,
            )  # fmt: skip
        self._check(today + timedelta(days=4), project, "guyanqiu", Kind.SPOT, "来电接通抽查", lambda: (self._by("process"), self._by("attitude")), None, size=5, listed=tuple(f"CALL-NEXT-{number:02}" for number in range(1, 41)), seed="next")

    def _at_booking(self, project: CastProject, today: date) -> None:
        """A self-check every week, of which the last is late; and a cross-check of another department."""
        first, who = today - timedelta(days=27), "dongxiaochi"

        def begin() -> None:
            wanted = Wanted(Kind.SELF, Principle.PREVENTION, "预约单每周自查", self.stage.people[who], (FORMS, HANDOVER, self._by("content")))
            recurring.make_plan(self.stage.session, self.stage.acting(project.manager), self.stage.projects[project.code], wanted, rhythm=Rhythm.WEEKLY, first_on=first, until=today + timedelta(days=60))

        self.stage.agenda.add(when(first - timedelta(days=2), 9), begin)
        for week, said in enumerate((("pass", "pass", "98"), ("pass", "fail", "96.5"), ("pass", "pass", "97"), None, None)):
            self.stage.agenda.add(when(first + timedelta(days=7 * week - 1), 7), lambda: recurring.raise_due(self.stage.session, HOUSE))
            if said is not None:
                self.stage.agenda.add(when(first + timedelta(days=7 * week), 16), lambda said=said: self._self_check(project, who, said))  # type: ignore[misc]
        self._check(
            today - timedelta(days=50), project, "songyuting", Kind.CROSS, "交付文档交叉检查", lambda: (FORMS, SIGNED, self._by("content")), ("fail", "pass", "96"),
            fault=next(one for one in FAULTS if one.by_check == "cross"),
        )  # fmt: skip

    def _self_check(self, project: CastProject, who: str, said: tuple[str, ...]) -> None:
        rows, _ = listed(self.stage.session, self.stage.acting(who), Filter(tab="mine"))
        mine = [one for one in rows if one.kind is Kind.SELF and one.state is State.PLANNED and one.due_on <= here(now()).date()]
        if mine:
            self._carry_out(mine[0].id, project, who, said)

    def _at_lifts(self, project: CastProject, today: date) -> None:
        self._check(
            today - timedelta(days=30), project, "luyuanfan", Kind.AUDIT, "维保作业与资料审核", lambda: (SAFE, LOCKED), ("pass", "fail"), fault=next(one for one in FAULTS if one.by_check == "audit"),
        )  # fmt: skip

    def _at_training(self, project: CastProject, today: date) -> None:
        self._check(today - timedelta(days=75), project, "sumuqing", Kind.FEEDBACK, "结课反馈检查", lambda: (SCORE,), ("3.6",), fault=next(one for one in FAULTS if one.by_check == "feedback"), repeat=20)

    def _at_market(self, project: CastProject, today: date) -> None:
        self._check(today - timedelta(days=40), project, "shifangzhou", Kind.TEST, "断网应急开单测试", lambda: (FALLBACK, HANDOVER), ("pass", "pass"))
        self._check(today - timedelta(days=22), project, "shifangzhou", Kind.TEST, "节假日值守测试", lambda: (FALLBACK,), None)

    def _at_water(self, project: CastProject, today: date) -> None:
        self._check(today + timedelta(days=6), project, "linmei", Kind.AUDIT, "热线服务规范审核", lambda: (self._by("attitude"), HANDOVER), None)
