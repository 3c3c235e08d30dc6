"""Two small rounds within projects: over records of service of two projects, and over the people of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.access import Actor
from core.clock import at, now
from core.demo import rules
from core.demo.rules import CastProject
from core.demo.story import Rounds, Stage, when
from core.inspection.measured import queries as measured
from core.inspection.measured.rules import NOT_COMPUTABLE
from core.inspection.objects import actions as objects
from core.inspection.objects.rules import Kind, Line
from core.inspection.rounds import actions as rounds
from core.inspection.rounds import queries as round_queries
from core.inspection.rules import Mark
from core.inspection.sampling import actions as sampling
from core.inspection.sampling import queries as samples
from core.inspection.sampling.rules import By, Method, Plan
from core.inspection.sheets import actions as sheets
from core.inspection.sheets import queries as sheet_queries
from core.inspection.sheets.actions import Value
from core.inspection.sheets.rules import Lack, unfinished
from core.inspection.staffing import queries as staffing
from core.inspection.templates.queries import checklist, versions
from core.projects.queries import project_for_update
from core.words import Language, pick

CHECKLIST = "conduct-and-communication"
RECORDS = 9
"""Of each of two projects."""
DRAWN = 8
LEFT_OPEN = 2
TOLD = (
    ("phone", "报修：设备无法启动 Fault: the machine does not start", "当日上门更换电源模块 Power module replaced on site the same day", "满意，响应及时 Satisfied, quick answer", "SR/2026/电源"),
    ("chat", "咨询报表导出步骤 How to export the report", "线上演示并发送操作说明 Shown online, instructions sent", "已自行完成 Did it alone afterwards", ""),
    ("visit", "现场培训两名新员工 Training of two new colleagues", "完成培训并签到 Training done, signed", "讲解清楚，希望再有一次练习 Clear; would like to practise once more", "SR/2026/培训"),
    ("email", "投诉：账单金额有误 Complaint: wrong amount billed", "核对后更正账单 Checked and corrected", "", ""),
    ("app", "建议增加批量审批 Suggestion: approve several at once", "", "", ""),
)
"""What records tell: most are complete, one lacks the customer's word, one is hardly begun."""
WEIGHED = ("heavy_workload", "short_staffed", "complex_case", "difficult_customer")
"""What inspectors say weighed on the work, now and then."""


@dataclass
class Within:
    """The two rounds; what they are about belongs to the projects that live longest."""

    stage: Stage
    story: Rounds

    def plan(self, today: date) -> None:
        """Put both on the agenda, some weeks before the story ends."""
        ours = [one for one in self.stage.cast.projects if one.code in self.stage.projects and one.ends > today and len(one.members) > 1]
        chosen = sorted(ours, key=lambda one: (one.started, one.code))[:2]
        if not chosen:
            return
        # They end with the quarter before the newest released one begins to show: that one stays what the results open with.
        last = rules.running(today).plus(-1).last - timedelta(days=1)
        agenda = self.stage.agenda
        agenda.add(when(today - timedelta(days=19), 10), lambda: self._records(chosen, today))
        agenda.add(when(today - timedelta(days=16), 10), lambda: self._begin(Kind.RECORD, "服务记录抽查 Spot check of service records", chosen, last, LEFT_OPEN))
        agenda.add(when(today - timedelta(days=15), 10), lambda: self._begin(Kind.PERSON, "服务行为检查 Conduct of our people", chosen[:1], last, 0))

    def _records(self, projects: Sequence[CastProject], today: date) -> None:
        """Each manager pastes what was handled lately, and names the group that answers the customer."""
        types = ("key", "regular", "regular", "prospect")
        for project in projects:
            manager = self.stage.acting(project.manager)
            row = project_for_update(self.stage.session, self.stage.projects[project.code])
            lines = [
                Line(
                    n, row.code, f"SR-{today.year % 100}{n:03d}", today - timedelta(days=24 + 2 * n), pick(project.customer, Language.SIMPLIFIED), types[n % len(types)],
                    project.members[n % len(project.members)] if n % 5 else "", *TOLD[n % len(TOLD)],
                )
                for n in range(1, RECORDS + 1)
            ]  # fmt: skip
            objects.add_records(self.stage.session, manager, lines, source="paste")
            people = [self.stage.people[one] for one in project.members]
            name = {"en": "After-sales group", "zh_Hans": "售后服务组", "zh_Hant": "售後服務組"}
            objects.add_team(self.stage.session, manager, row.id, name=name, people=people)

    def _begin(self, kind: Kind, name: str, projects: Sequence[CastProject], last: date, open_: int) -> None:
        """Draw a sample, spread it over the inspectors, start, and score all but some."""
        session, leader = self.stage.session, self.stage.acting(self.story.leader)
        version = next((row.id for row in versions(session, leader, usable_only=True) if row.code == CHECKLIST), None)
        if version is None:
            return
        made = rounds.create(
            session, leader, name=name, template_version_id=version, target_kind=kind, period_from=last.replace(month=1, day=1), period_to=last,
            due_on=now().date() + timedelta(days=21),
        )  # fmt: skip
        codes = {project_for_update(session, self.stage.projects[one.code]).code for one in projects}
        elsewhere = {one.code: "本次不检查 Not this time" for one in samples.targets(session, leader, made) if one.project_code not in codes}
        plan = Plan(Method.STRATIFIED, DRAWN, by=By.CUSTOMER, excluded=elsewhere) if kind is Kind.RECORD else Plan(Method.ALL, excluded=elsewhere)
        drawn = sampling.draw(session, leader, made, plan=plan, seed="20 06 11")
        (sample,) = samples.draws(session, leader, made)
        proposal = staffing.proposal(session, leader, made, wanted=dict.fromkeys(sample.chosen, 1))
        if proposal.short:
            return
        sampling.accept(session, leader, drawn, given=proposal.given)
        rounds.start(session, leader, made)
        waiting = sorted(round_queries.open_sheets(session, made), key=lambda one: one.id)
        project_of = {self.stage.projects[one.code]: one for one in projects}
        for place, sheet in enumerate(waiting[: len(waiting) - open_]):
            moment = when(now().date() + timedelta(days=1 + place), 7 if kind is Kind.RECORD else 8, 5 * (place % 4))  # each alone in its hour, before the story's own visits
            self.stage.agenda.add(moment, lambda sheet=sheet: self._visit(sheet.id, sheet.code, sheet.inspector_id, project_of[sheet.project_id]))  # type: ignore[misc]

    def _measured(self, inspector: Actor, sheet_id: int, item_id: int) -> Value:
        """The fact, taken over as it is; or that there is none."""
        fact = measured.facts(self.stage.session, inspector, sheet_id)[item_id].figure.value
        return Value(Mark.NOT_APPLICABLE, na_reason=NOT_COMPUTABLE) if fact is None else Value(Mark.RATED, fact)

    def _visit(self, sheet_id: int, code: str, inspector_id: int, project: CastProject) -> None:
        username = next(name for name, id_ in self.stage.people.items() if id_ == inspector_id)
        inspector, dice = self.stage.acting(username), self.stage.dice
        view = sheet_queries.sheet(self.stage.session, inspector, code)
        questions = checklist(self.stage.session, view.head.template_version_id).questions
        moment = now()
        for question in questions:
            moment += timedelta(seconds=dice.randint(40, 160))
            raw = rules.raw(dice, question.draft.scale, question.draft.veto, project.level(now().date()))
            with at(moment):
                value = self._measured(inspector, sheet_id, question.id) if question.draft.measured else Value(Mark.RATED, raw)
                sheets.answer(self.stage.session, inspector, sheet_id, question.id, value, seen=0)
        view = sheet_queries.sheet(self.stage.session, inspector, code)
        notes = [note.text for note in self.stage.cast.notes if note.section == "any" and note.tone == "bad"]
        with at(moment + timedelta(minutes=3)):
            for lack in unfinished(view.checklist.drafts, view.given, (), ()):
                if lack.lack is Lack.EVIDENCE:
                    sheets.attach(self.stage.session, inspector, sheet_id, lack.item_id, data=dice.choice(self.stage.pictures), kind="jpeg", name="on-site.jpg")
                else:
                    sheets.write_note(self.stage.session, inspector, sheet_id, lack.item_id, pick(dice.choice(notes), inspector.language), seen=0)
        context = [dice.choice(WEIGHED)] if dice.random() < 0.4 else []
        with at(moment + timedelta(minutes=6)):
            sheets.submit(self.stage.session, inspector, sheet_id, signature=inspector.name, context=context)
