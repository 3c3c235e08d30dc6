"""What two projects prepare before their service begins: one nearly ready, with a qualification that ran out since; a young one at its beginning.

Both have rules by which requests find their handler: switched on in the one, tried out in the other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from core.customers.queries import customers_for_choice
from core.demo.plans import Plans
from core.demo.rules import CastProject, said
from core.demo.story import Stage, when
from core.projects.queries import project_for_update
from core.projects.rules import Stage as ProjectStage
from core.service.dispatch import actions as dispatch
from core.service.dispatch.rules import Rule, Who
from core.service.intake import actions as intake
from core.service.preparation import actions, queries
from core.service.preparation.queries import Shown
from core.service.preparation.rules import Kind, Line
from core.service.requests.rules import Intake
from core.service.rules import Degree

QUALIFIED = (
    ("staff_lead", "项目管理培训，内部认证 | Training in project management, internal certificate", 400), ("staff_technical", "产品二级培训 | Product training, second level", -4),
    ("staff_safety", "现场安全交底 | Safety briefing on site", 20), ("staff_talk", "客户沟通培训 | Training in talking with customers", 300),
)  # fmt: skip
"""By which item, by what, and for how many days from today on."""
SHOWN = "台账与现场核对一致 | Compared with the inventory on site"
NOT_NEEDED = {"tool_vehicle": "客户处步行可达，无需用车 | The customer is within walking distance, no vehicle is needed"}
OPEN = {"digital_analysis", "material_spares"}
LAST = timedelta(minutes=4)
"""So shortly before the story ends the rules are switched on: its requests were given by hand."""
CALLS = (
    ("chat", "technology_access", "二维码登录失败 | Sign-in by code fails", Degree.HIGH, Degree.MEDIUM), ("phone", "delivery_late", "安装日期一再推迟 | The day of installation is put off again", Degree.MEDIUM, Degree.LOW),
)  # fmt: skip
LATE = "与客户约定的备用会议室 | A spare meeting room as agreed with the customer"


@dataclass
class Preparing:
    """The manager writes the list, colleagues see to it and check."""

    stage: Stage
    def plan(self, today: date) -> None:
        """Put it on the agenda."""
        plans, agenda = Plans(self.stage), self.stage.agenda
        if busy := plans.first(today, ProjectStage.EXECUTION, "delivery"):
            agenda.add(when(today - timedelta(days=43), 9), lambda: self._begin(busy, today - timedelta(days=30)))
            agenda.add(when(today - timedelta(days=40), 14), lambda: self._people(busy, today))
            agenda.add(when(today - timedelta(days=36), 10), lambda: self._check(busy, today - timedelta(days=36), 60))
            agenda.add(when(today - timedelta(days=12), 10), lambda: self._late(busy, today - timedelta(days=5)))
            agenda.add(agenda.until - LAST, lambda: self._dispatch(busy, active=True))
        if fresh := plans.first(today, ProjectStage.INITIATION):
            agenda.add(when(today - timedelta(days=1), 16), lambda: self._dispatch(fresh, active=False))
            agenda.add(when(today - timedelta(days=4), 9), lambda: self._begin(fresh, today + timedelta(days=10)))
            agenda.add(when(today - timedelta(days=2), 15), lambda: self._check(fresh, today - timedelta(days=2), 5))

    def _begin(self, project: CastProject, due_on: date) -> None:
        session, manager = self.stage.session, self.stage.acting(project.manager)
        proposed, _ = queries.offered(session, manager, project.kind)
        responsible = self.stage.people[project.members[0]]
        actions.take(session, manager, self.stage.projects[project.code], proposed, responsible_id=responsible, due_on=due_on)

    def _lines(self, project: CastProject) -> list[Shown]:
        code = project_for_update(self.stage.session, self.stage.projects[project.code]).code
        return list(queries.prepared(self.stage.session, self.stage.acting(project.manager), code).lines)

    def _people(self, project: CastProject, today: date) -> None:
        """Who is qualified by what, until when."""
        session, manager = self.stage.session, self.stage.acting(project.manager)
        lines = {one.item: one for one in self._lines(project)}
        for number, (item, by, days) in enumerate(QUALIFIED):
            if (one := lines.get(item)) is not None:
                who = self.stage.people[[name for name in project.members if name != project.manager][number % (len(project.members) - 1)]]
                text = one.text.get(str(manager.language)) or next(iter(one.text.values()))
                line = Line(Kind.STAFF, text, one.responsible_id, one.due_on, who, said(by, manager.language), today + timedelta(days=days))
                actions.change(session, manager, one.id, line, version=one.version)

    def _check(self, project: CastProject, on: date, most: int) -> None:
        """The manager looks at what is there; some of it is not needed, some is not there yet."""
        session, manager = self.stage.session, self.stage.acting(project.manager)
        deeds: list[Callable[[], object]] = []
        for one in self._lines(project):
            if one.item in NOT_NEEDED and most > 20:
                deeds.append(lambda one=one: actions.leave_out(session, manager, one.id, reason=said(NOT_NEEDED[one.item], manager.language), version=one.version))  # type: ignore[misc]
            elif one.item not in OPEN and (one.kind is not Kind.STAFF or one.person):
                note = said(SHOWN, manager.language) if one.kind in (Kind.TOOL, Kind.MATERIAL) else ""
                deeds.append(lambda one=one, note=note: actions.check(session, manager, one.id, checked_on=on, remark=note, version=one.version))  # type: ignore[misc]
        for deed in deeds[:most]:
            deed()

    def _late(self, project: CastProject, due_on: date) -> None:
        session, manager = self.stage.session, self.stage.acting(project.manager)
        actions.write(session, manager, self.stage.projects[project.code], Line(Kind.PLACE, said(LATE, manager.language), self.stage.people[project.manager], due_on))

    def _dispatch(self, project: CastProject, *, active: bool) -> None:
        """The manager says who does what and who gets what; where the rules hold, two customers call."""
        session, manager, id_ = self.stage.session, self.stage.acting(project.manager), self.stage.projects[project.code]
        others = [self.stage.people[name] for name in project.members if name != project.manager]
        roles = dict(zip(others, ("technical_engineer", "customer_support", "system_administrator", "technical_engineer"), strict=False))
        many = [
            Rule(Who.PERSON, self.stage.people[project.manager], customer_class="key", priority="urgent"), Rule(Who.FEWEST, role="technical_engineer", problem_class="technology"),
            Rule(Who.FEWEST, role="customer_support", channel="phone"), Rule(Who.FEWEST),
        ]  # fmt: skip
        dispatch.arrange(session, manager, id_, many, roles=roles, active=active, version=0)
        known = customers_for_choice(session, manager, project_id=id_) if active else []
        for channel, problem, title, urgency, impact in CALLS if known else ():
            intake.register(session, self.stage.acting(project.members[0]), id_, Intake(
                known[0].id, channel, said(title, manager.language), problem_class=problem.partition("_")[0], problem_type=problem, urgency=urgency, impact=impact,
            ))  # fmt: skip
