"""How the demo's projects stay in touch: plans of communication, what took place, what was missed."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.clock import today
from core.communication.meetings import actions as meeting_deeds
from core.communication.meetings import rules as meetings
from core.communication.opinions import actions as opinions
from core.communication.opinions import queries as voices
from core.communication.opinions.rules import Outcome, Side
from core.communication.plans import actions, queries
from core.communication.plans.rules import Frequency, Goal, Line, Phase, State, Whom
from core.communication.rules import Means
from core.demo.rules import said
from core.demo.story import Stage, when
from core.projects.queries import project_for_update

RICH, OTHER = "dl-booking", "hl-parcel"
TAKEN = {
    RICH: ("team_weekly", "progress_meeting", "demand_feedback", "satisfaction", "closing_survey", "coordination"),
    OTHER: ("team_weekly", "tech_exchange", "standup"),
}
BEGAN = 40
"""So many days ago the plans were written."""


HELD = (
    (Means.TEAM, 0, 36, ""), (Means.TEAM, 0, 29, "problem"), (Means.TEAM, 0, 22, ""), (Means.TEAM, 0, 8, "staff"), (Means.PROJECT, 3, 33, ""), (Means.PROJECT, 3, 26, "action"), (Means.PROJECT, 3, 12, ""),
    (Means.DEMAND, 1, 30, "need"), (Means.SATISFACTION, 2, 24, "action"), (Means.COORDINATION, 2, 10, "parties"),
)  # fmt: skip
"""What was held on the rich project: as what, on which weekday, so many days ago, with what in its minutes."""
OTHERS = ((Means.TEAM, 0, 22, "problem"), (Means.EXCHANGE, 2, 15, "problem"), (Means.STANDUP, 1, 6, ""))
TITLES = {
    Means.TEAM: "团队周例会 | Weekly team meeting", Means.PROJECT: "项目进度例会 | Progress meeting", Means.DEMAND: "需求反馈会 | Meeting on demands and feedback", Means.SATISFACTION: "月度满意度分析 | Monthly analysis of satisfaction",
    Means.COORDINATION: "上线前多方协调会 | Coordination before go-live", Means.EXCHANGE: "客服与技术交流 | Exchange of service and technology", Means.STANDUP: "每日站会 | Daily stand-up",
}  # fmt: skip
INFORMED = "进展与下周安排已通报，各方无异议。 | Progress and the week ahead were told; nobody objected."
PROBLEM = "高峰期排队时间偏长，原因待查。 | People queue long at peak times; the cause is looked for."
OPINION = "建议例会提前半小时，给现场同事留出时间。 | The meeting should begin half an hour earlier, for colleagues on site."
NEED = "希望每周收到一页进度摘要，而不是等到例会才知道。 | We would like one page on progress every week, not only at the meeting."
ACTION = "整理本月低分反馈并给出改进办法。 | Gather the low answers of this month and say what is done."
DECISION = "验收材料由我方周三前汇总，客户周五前确认。 | We gather the documents for acceptance by Wednesday, the customer confirms by Friday."
PURPOSE = "我方汇总材料（周三），客户确认清单（周五），供应商到场支持（下周一）。 | We gather documents (Wednesday), the customer confirms the list (Friday), the supplier is on site (Monday)."
GUESTS = "客户项目负责人、供应商实施代表 | The customer's project lead, the supplier's engineer"
BOXED = "周末值班的轮换不透明，希望公布排班规则。 | Who works at weekends is decided behind closed doors; please publish the rules."
ANSWERED = "已公布排班规则，每月公示一次。 | The rules are published, the roster is shown every month."
WEEKLY = "从本周起每周五发送一页进度摘要，已列入沟通计划。 | From this week on one page goes out every Friday; it is in the plan of communication."


@dataclass
class Communicating:
    """Plans and what came of them: most meetings take place, some are late, some do not."""

    stage: Stage

    def plan(self, day: date) -> None:
        """Put it on the agenda."""
        known = {one.code: one for one in self.stage.cast.projects if one.code in self.stage.projects}
        for code, items in TAKEN.items():
            if code in known:
                manager, members = known[code].manager, known[code].members
                self.stage.agenda.add(when(day - timedelta(days=BEGAN), 10), lambda code=code, items=items, manager=manager, members=members: self._begin(code, items, manager, members))  # type: ignore[misc]
                self.stage.agenda.add(when(day - timedelta(days=2), 16), lambda code=code, manager=manager: self._waive(code, manager))  # type: ignore[misc]
                for means, weekday, ago, special in HELD if code == RICH else OTHERS:
                    near = day - timedelta(days=ago)
                    held = near - timedelta(days=near.weekday() - weekday)
                    self.stage.agenda.add(when(held, 17), lambda code=code, means=means, special=special, manager=manager, members=members: self._held(code, means, special, manager, members))  # type: ignore[misc]
                if code == RICH:
                    self.stage.agenda.add(when(day - timedelta(days=16), 9), lambda code=code, manager=manager, members=members: self._heard(code, manager, members))  # type: ignore[misc]
                    self.stage.agenda.add(when(day - timedelta(days=13), 9), lambda code=code, manager=manager: self._answered(code, manager))  # type: ignore[misc]

    def _begin(self, code: str, items: tuple[str, ...], manager: str, members: tuple[str, ...]) -> None:
        session, actor, id_ = self.stage.session, self.stage.acting(manager), self.stage.projects[code]
        first = today()
        actions.take(session, actor, id_, items, owner_id=self.stage.people[manager], first_on=first)
        register = queries.offered(session, actor, id_)[1]
        if register:
            number, (_, prefers) = next(iter(register.items()))
            text = said("目标与验收标准的理解是否一致 | Whether goals and acceptance are understood alike", actor.language)
            actions.write(session, actor, id_, Line(
                Whom.STAKEHOLDER, Means.TALK, Phase.EXECUTION, Goal.UNDERSTAND, prefers or "phone", Frequency.MONTHLY, self.stage.people[members[0]], text, first, day=20, stakeholder_id=number,
            ))  # fmt: skip

    def _held(self, code: str, means: Means, special: str, manager: str, members: tuple[str, ...]) -> None:
        session, actor, id_ = self.stage.session, self.stage.acting(manager), self.stage.projects[code]
        people, lang, on = [self.stage.people[name] for name in (manager, *members)], actor.language, today()
        parties = special == "parties"
        told = meetings.Meeting(
            means, said(TITLES[means], lang), on, people[0], "09:30", 15 if means is Means.STANDUP else 60, "video" if means is Means.PROJECT else "meeting", tuple(people[:4]),
            said(GUESTS, lang) if parties or special == "need" else "", said(PURPOSE, lang) if parties else "",
        )  # fmt: skip
        made = meeting_deeds.prepare(session, actor, id_, told)
        lines = [meetings.Said(meetings.Sort.INFORMATION, said(INFORMED, lang))]
        if special in ("problem", "parties"):
            lines.append(meetings.Said(meetings.Sort.PROBLEM, said(PROBLEM, lang)))
        if special == "staff":
            lines.append(meetings.Said(meetings.Sort.OPINION, said(OPINION, lang), Side.STAFF))
        if special == "need":
            lines.append(meetings.Said(meetings.Sort.OPINION, said(NEED, lang), Side.CUSTOMER))
        if parties:
            lines.append(meetings.Said(meetings.Sort.DECISION, said(DECISION, lang)))
        if special in ("action", "parties"):
            lines.append(meetings.Said(meetings.Sort.ACTION, said(ACTION, lang), owner_id=people[1], verifier_id=people[0], due_on=on + timedelta(days=21)))
        for line in lines:
            meeting_deeds.write(session, actor, made, line)
        meeting_deeds.issue(session, actor, made, version=1)

    def _heard(self, code: str, manager: str, members: tuple[str, ...]) -> None:
        """A colleague puts something into the box; what the customer wished for is planned."""
        session, actor, id_ = self.stage.session, self.stage.acting(manager), self.stage.projects[code]
        member = self.stage.acting(members[0])
        opinions.box(session, member, id_, text=said(BOXED, member.language))
        actions.take(session, actor, id_, ["report_weekly"], owner_id=self.stage.people[manager], first_on=today())

    def _answered(self, code: str, manager: str) -> None:
        session, actor = self.stage.session, self.stage.acting(manager)
        for one in voices.voices(session, actor, project_for_update(session, self.stage.projects[code]).code).opinions:
            if one.side is Side.CUSTOMER:
                opinions.handle(session, actor, one.id, outcome=Outcome.PLAN, text=said(WEEKLY, actor.language), version=one.version)
            elif one.side is Side.BOX:
                opinions.answer(session, actor, one.id, text=said(ANSWERED, actor.language), version=one.version)

    def _waive(self, code: str, manager: str) -> None:
        """A weekly meeting was not needed."""
        session, actor = self.stage.session, self.stage.acting(manager)
        found = queries.plan(session, actor, project_for_update(session, self.stage.projects[code]).code)
        late = [one for one in found.days if one.one.state is State.OVERDUE and one.one.means is Means.TEAM]
        if late:
            reason = said("全员参加客户现场演练，当周例会取消 | Everybody was at the customer's rehearsal; no meeting that week", actor.language)
            actions.waive(session, actor, late[-1].one.row_id, due_on=late[-1].one.due_on, reason=reason)

