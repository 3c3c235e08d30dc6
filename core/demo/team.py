"""What the people of the richest project learn, and how they are appraised: a course with its effect, one to come; sheets confirmed, contested and decided, and one that waits."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.clock import here, now
from core.demo.plans import Plans
from core.demo.rules import CastProject, said
from core.demo.story import Stage, when
from core.projects.queries import project_for_update
from core.projects.rules import Stage as ProjectStage
from core.team.appraisal import actions as appraisals
from core.team.appraisal import kept, queries
from core.team.appraisal.rules import KeyResult, Kind, Said
from core.team.pulse import actions as pulses
from core.team.pulse.queries import asked_of
from core.team.pulse.rules import Question
from core.team.recognition import actions as rewards
from core.team.recognition import queries as recognised
from core.team.recognition.rules import Activity, Gathering, Proposal
from core.team.recognition.rules import Kind as Reward
from core.team.training import actions as training
from core.team.training.rules import Came, Course, Planned, Result, Why
from core.team.training.rules import Kind as CourseKind

LEADER = "wenzhixia"
COURSES = (
    (
        Course("新员工服务基础 | Basics of service for new colleagues", "服务流程、沟通技巧与问题处理方法 | The steps of service, talking with callers, handling problems", CourseKind.BASIC, ("theory", "role_play"), measure="service.responded"),
        47, (Result.PASSED, Result.PASSED, Result.NOT_PASSED, Result.ABSENT),
    ),
    (
        Course(
            "投诉场景演练 | Practising difficult calls", "预约失败投诉的安抚与闭环 | Calming callers whose booking failed, and closing the loop", CourseKind.TARGETED, ("case", "simulation"), Why.CHECKPOINT,
            "“情绪安抚”检查点近两轮得分偏低 | The checkpoint on calming callers scored low in two rounds", "service.resolved",
        ), 24, (Result.PASSED, Result.PASSED, Result.PASSED, Result.PASSED),
    ),
    (
        Course("客户关系与数据分析 | Customer relations and data", "用服务数据发现客户需要 | Finding what customers need in the figures of service", CourseKind.ADVANCED, ("theory", "case"), measure="satisfaction.satisfied"),
        -6, (),
    ),
)  # fmt: skip
"""Each with the days since its session (below nought: to come) and what came of it."""
PULSES = ("旺季前的团队状况 | How we are before the season", "旺季中的团队状况 | How we are in the season")
PULSE_WORDS = ("晚班后第二天早班，休息不够 | An early shift after a late one leaves too little rest", "新工单系统好用，查历史记录快 | The new desk finds earlier cases quickly")
TRAINER = "行业培训中心 | A training centre of the trade"
OBJECTIVE, RESULT = "让来电者更快得到答复 | Callers are answered sooner", "首次响应中位数（分钟） | Median minutes to the first answer"
REASON = "旺季两次未按约回访，已当面沟通 | Two promised calls were missed in the season; we talked about it"
CONTEST = "两次回访因系统故障延误，有故障记录 | Both calls were late because the system was down, as its record shows"
DECISION = "故障记录属实，该项改评 | The record of the outage is right; this item is changed"

CHARTER = "团队公约 | Charter of the team", "一小时内首次答复；承诺的回访不隔夜；有问题先说事实；交接必须双方确认 | First answer within an hour; a promised call is made the same day; facts first; both sides confirm a hand-over"
WALK = "客户体验日 | A day as a customer", "全组以客户身份走完一次预约和到店流程，记录七处不便 | Everybody booked and came as a customer would; seven obstacles were written down"


@dataclass
class Teams:
    """The manager trains and appraises, the leadership begins and decides."""

    stage: Stage

    def plan(self, today: date) -> None:
        """Put it on the agenda."""
        busy = Plans(self.stage).first(today, ProjectStage.EXECUTION, "delivery")
        if busy is None:
            return
        agenda = self.stage.agenda
        for course, ago, results in COURSES:
            agenda.add(when(today - timedelta(days=max(ago + 9, 4)), 10), lambda course=course, ago=ago, results=results: self._train(busy, course, today - timedelta(days=ago), results))  # type: ignore[misc]
        for ago, name in ((26, PULSES[0]), (3, PULSES[1])):
            agenda.add(when(today - timedelta(days=ago), 9), lambda name=name, ago=ago: self._pulse(busy, name, today - timedelta(days=ago - 12), done=ago > 12))  # type: ignore[misc]
        agenda.add(when(today - timedelta(days=21), 9), lambda: self._appraise(busy, today - timedelta(days=22)))
        agenda.add(when(today - timedelta(days=16), 15), lambda: self._sign(busy))
        agenda.add(when(today - timedelta(days=12), 11), lambda: self._answer(busy))
        agenda.add(when(today - timedelta(days=9), 11), lambda: self._decide(busy))
        agenda.add(when(today - timedelta(days=7), 10), lambda: self._reward(busy))
        agenda.add(when(today - timedelta(days=4), 10), self._grant)

    def _reward(self, project: CastProject) -> None:
        """What the team did together, and two thanks: one is granted, one waits."""
        session, manager, id_ = self.stage.session, self.stage.acting(project.manager), self.stage.projects[project.code]
        first = self.stage.people[self._members(project)[0]]
        for kind, (title, text) in ((Gathering.CHARTER, CHARTER), (Gathering.CUSTOMERS, WALK)):
            people = tuple(self.stage.people[one] for one in self._members(project))
            rewards.record(session, manager, Activity(kind, here(now()).date(), said(title, manager.language), said(text, manager.language), people, id_))
        sheet = next(iter(queries.closed_of(session, manager, first)), None)
        title, grounds = said("季度服务之星 | Star of the quarter", manager.language), said("旺季首响最快，且带教两位新同事 | Fastest first answers of the season, and helped two new colleagues", manager.language)
        rewards.propose(session, manager, Proposal(Reward.BONUS, title, grounds, first, None, Decimal("1500.00"), "", sheet, "service.responded"))
        rewards.propose(session, manager, Proposal(Reward.COMMENDATION, said("优秀团队 | Team of the quarter", manager.language), said("高峰期无升级投诉 | No complaint went to the next level at the peak", manager.language), None, id_, measure="service.resolved"))
        other = self.stage.people[self._members(project)[-1]]
        rewards.propose(session, manager, Proposal(Reward.PROMOTION, said("带教导师 | Mentor", manager.language), grounds, other, None, None, said("高级客服 | Senior agent", manager.language), None, "service.resolved"))

    def _pulse(self, project: CastProject, name: str, last: date, *, done: bool) -> None:
        """The leadership asks the manager's department how it is doing; nine of ten answer the first time, the second still runs."""
        session, lead = self.stage.session, self.stage.acting(LEADER)
        unit = project_for_update(session, self.stage.projects[project.code]).department_id
        made = pulses.ask(session, lead, name=said(name, lead.language), closes_on=last, department_id=unit)
        called = {id_: username for username, id_ in self.stage.people.items()}
        for place, who in enumerate(sorted(asked_of(session, made))[: None if done else 2]):
            if place % 10 == 9:
                continue
            points = {one.value: 5 - (place * (3 + number)) % 4 if number != 1 else 2 + place % 3 for number, one in enumerate(Question)}
            words = said(PULSE_WORDS[place], lead.language) if place < len(PULSE_WORDS) else ""
            pulses.answer(session, self.stage.acting(called[who]), made, points=points, words=words)

    def _grant(self) -> None:
        session, lead = self.stage.session, self.stage.acting(LEADER)
        for one in [row for row in recognised.listed(session, lead) if row.may_decide][-2:]:
            rewards.decide(session, lead, one.id, grant=True, version=one.version)

    def _members(self, project: CastProject) -> list[str]:
        return [one for one in project.members if one != project.manager]

    def _train(self, project: CastProject, course: Course, on: date, results: tuple[Result, ...]) -> None:
        session, manager = self.stage.session, self.stage.acting(project.manager)
        members = self._members(project)[: len(results) or 4]
        words = {name: said(getattr(course, name), manager.language) for name in ("title", "topic", "why_text")}
        made = training.offer(session, manager, Course(**{**vars(course), **words, "project_id": self.stage.projects[project.code]}))
        lesson = training.plan(session, manager, made, Planned(on, Decimal("3.5"), tuple(self.stage.people[one] for one in members), trainer=said(TRAINER, manager.language)))
        if results:
            came = tuple(Came(self.stage.people[who], one, None if one is Result.ABSENT else Decimal(90 - 9 * place)) for place, (who, one) in enumerate(zip(members, results, strict=False)))
            self.stage.agenda.add(when(on, 17), lambda: training.hold(session, self.stage.acting(project.manager), lesson, came, on=on, version=1))

    def _appraise(self, project: CastProject, last: date) -> None:
        """The leadership begins; members write their own view, the manager agrees on key results."""
        session, lead = self.stage.session, self.stage.acting(LEADER)
        appraisals.adopt(session, lead)
        who = {self.stage.people[one]: self.stage.people[project.manager] for one in self._members(project)[:3]} | {self.stage.people[project.manager]: self.stage.people[LEADER]}
        appraisals.open_cycle(session, lead, name=said("季度绩效评估 | Appraisals of the quarter", lead.language), first=last - timedelta(days=90), last=last, pairs=who)
        for place, one in enumerate(self._members(project)[:3]):
            actor, manager = self.stage.acting(one), self.stage.acting(project.manager)
            head = queries.mine(session, actor)[0]
            found = [KeyResult(said(OBJECTIVE, manager.language), said(RESULT, manager.language), Decimal(45), Decimal(20), Decimal(30 - 5 * place))]
            appraisals.agree(session, manager, head.id, found, version=head.version)
            if place < 2:
                version = queries.mine(session, actor)[0].version
                appraisals.view_self(session, actor, head.id, {item.code: Said(85) for item in kept.shipped() if item.kind is Kind.JUDGEMENT}, version=version)

    def _sign(self, project: CastProject) -> None:
        session, manager = self.stage.session, self.stage.acting(project.manager)
        judged = [item.code for item in kept.shipped() if item.kind is Kind.JUDGEMENT]
        reason = said(REASON, manager.language)
        for place, one in enumerate(self._members(project)[:2]):
            head = queries.mine(session, self.stage.acting(one))[0]
            views = {code: Said(80 if place else 90, said("以日常观察为据 | By what was seen day by day", manager.language)) for code in judged}
            if place:
                views |= {"time": Said(60, reason)}
            appraisals.sign(session, manager, head.id, views, version=head.version)

    def _answer(self, project: CastProject) -> None:
        session = self.stage.session
        first, second = (self.stage.acting(one) for one in self._members(project)[:2])
        mine, other = queries.mine(session, first)[0], queries.mine(session, second)[0]
        appraisals.confirm(session, first, mine.id, words=said("同意，会继续努力 | I agree, and go on", first.language), version=mine.version)
        appraisals.contest(session, second, other.id, words=said(CONTEST, second.language), version=other.version)

    def _decide(self, project: CastProject) -> None:
        session, lead = self.stage.session, self.stage.acting(LEADER)
        head = queries.mine(session, self.stage.acting(self._members(project)[1]))[0]
        appraisals.decide(session, lead, head.id, reason=said(DECISION, lead.language), points={"time": 80}, version=head.version)
