"""Service records of two projects read one by one: a running round of its own, one sheet done and one half way."""

import random
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from core.clock import at, now, today
from core.demo import rules
from core.demo.rules import CastProject, Quarter
from core.inspection.rounds import actions as rounds
from core.inspection.rounds import queries as round_queries
from core.inspection.rules import Mark, Method, fraction
from core.inspection.sheets import actions as sheets
from core.inspection.sheets.actions import Value
from core.inspection.sheets.instances import actions as instances
from core.inspection.templates.queries import Checklist, Question, checklist
from core.words import Language, pick

if TYPE_CHECKING:
    from core.demo.story import Stage

CHECKLIST = "service-records-check"
NAME = {"en": "Service records {year} Q{quarter}", "zh_Hans": "{year}年第{quarter}季度服务记录抽查", "zh_Hant": "{year}年第{quarter}季服務紀錄抽查"}
FIELDS = 9
"""Required fields of a record."""
REMARKS = (
    {"en": "By phone, settled on the same day", "zh_Hans": "电话受理，当日办结", "zh_Hant": "電話受理，當日結案"},
    {"en": "Complaint, passed on twice", "zh_Hans": "投诉件，转办两次", "zh_Hant": "申訴案，轉辦兩次"},
    {},
    {"en": "Visit on site", "zh_Hans": "上门服务", "zh_Hant": "到場服務"},
)
LACKING = {
    "en": "The outcome is not written down; staff told it from memory.", "zh_Hans": "未写处理结果，由员工口头说明。", "zh_Hant": "未寫處理結果，由員工口頭說明。",
}  # fmt: skip


class RecordsCheck:
    """The round, told with dice of its own, so that the rest of the story stays as it is."""

    def __init__(self, stage: "Stage", version_id: int, leader: str) -> None:
        self.stage, self.session, self.leader, self.dice = stage, stage.session, leader, random.Random(rules.SEED)
        self.version_id = version_id

    def begin(self) -> None:
        """The leader opens the round for two projects, and both inspectors set out."""
        leader, quarter = self.stage.acting(self.leader), Quarter.of(today())
        whole = checklist(self.session, self.version_id)
        round_id = rounds.create(
            self.session, leader, name=pick(NAME, self._spoken(self.leader)).format(year=quarter.year, quarter=quarter.number), template_version_id=self.version_id,
            period_from=quarter.first, period_to=today(), due_on=today() + timedelta(days=12),
        )  # fmt: skip
        living = [one for one in self.stage.cast.projects if one.started <= today() <= one.ends and one.code in self.stage.projects]
        visits = []
        for place, project in enumerate(sorted(living, key=lambda one: (one.quality, one.code))[:2]):
            project_id = self.stage.projects[project.code]
            free = [one.username for one in round_queries.candidates(self.session, leader, project_id)]
            if free:
                who = free[place % len(free)]
                visits.append((rounds.assign(self.session, leader, round_id, project_id=project_id, inspector_id=self.stage.people[who]), project, who))
        if not visits:
            return
        rounds.start(self.session, leader, round_id)
        for place, (sheet_id, project, who) in enumerate(visits):
            day = now() + timedelta(days=2 + place, hours=place)
            self.stage.agenda.add(day, lambda of=(sheet_id, project, who, place == 0): self._visit(whole, *of))  # type: ignore[misc]

    def _visit(self, whole: Checklist, sheet_id: int, project: CastProject, who: str, finish: bool) -> None:
        """List the drawn records and read them one by one; an unfinished visit ends within the second."""
        inspector, moment = self.stage.acting(who), now()
        (section_id, checkpoint), *_ = whole.repeated.items()
        plain = [question for one in whole.checkpoints if not one.repeat for question in one.questions]
        for place in range(4 if finish else 2):
            moment += timedelta(minutes=2)
            with at(moment):
                label = f"SR-{today():%m%d}-{self.dice.randint(100, 999)}"
                remark = pick(REMARKS[place], self._spoken(who)) if REMARKS[place] else ""
                number = instances.add_instance(self.session, inspector, sheet_id, section_id, label=label, remark=remark)
            for question in checkpoint.questions[: None if finish or not place else 2]:
                moment += timedelta(seconds=self.dice.randint(40, 150))
                with at(moment):
                    self._answer(sheet_id, project, who, question, number)
        if not finish:
            return
        for question in plain:
            moment += timedelta(seconds=self.dice.randint(40, 150))
            with at(moment):
                self._answer(sheet_id, project, who, question, 0)
        with at(moment + timedelta(minutes=5)):
            sheets.submit(self.session, inspector, sheet_id, signature=inspector.name)

    def _answer(self, sheet_id: int, project: CastProject, who: str, question: Question, number: int) -> None:
        inspector, scale = self.stage.acting(who), question.draft.scale
        raw, checked = rules.raw(self.dice, scale, question.draft.veto, project.level(now().date())), None
        if scale.method is Method.SAMPLED:
            raw, checked = Decimal(round(raw * FIELDS / 100)), FIELDS
        sheets.answer(self.session, inspector, sheet_id, question.id, Value(Mark.RATED, raw, checked=checked), seen=0, instance=number)
        if fraction(scale, raw, checked) < Fraction(3, 4):
            said = pick(LACKING, self._spoken(who))
            sheets.write_note(self.session, inspector, sheet_id, question.id, said, seen=0, instance=number)

    def _spoken(self, username: str) -> Language:
        return Language(next(one.language for one in self.stage.cast.people if one.username == username))
