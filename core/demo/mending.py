"""What becomes of the follow-ups of the story's rounds: mended in the weeks after, at the last one in every state."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from core.clock import now, today
from core.followup import actions as followups
from core.followup.queries import of_source
from core.followup.records import FollowUp
from core.followup.rules import State
from core.words import Language, pick

if TYPE_CHECKING:
    from core.demo.story import Stage

MEASURES = (
    {"en": "The team was trained again, and the sheet hangs at the desk.", "zh_Hans": "已对班组重新培训，操作卡贴在工位。", "zh_Hant": "已對小組重新訓練，作業卡貼在座位。"},
    {"en": "The form has the missing field now; the shift lead looks at it daily.", "zh_Hans": "表单已补上缺少的栏目，班长每天查看。", "zh_Hant": "表單已補上缺少的欄位，班長每天檢視。"},
    {"en": "A second person reads each record before it is filed.", "zh_Hans": "每份记录归档前由第二人复核。", "zh_Hant": "每份紀錄歸檔前由第二人複核。"},
    {"en": "The supplier was asked for the parts; a spare stands ready.", "zh_Hans": "已向供应商索要配件，并备好备用件。", "zh_Hant": "已向供應商索取零件，並備妥備品。"},
)  # fmt: skip
LACKS = {"en": "Two of five records still lack it.", "zh_Hans": "五份记录中仍有两份缺失。", "zh_Hant": "五份紀錄中仍有兩份缺漏。"}
LATE = {"en": "The supplier delivers a week later.", "zh_Hans": "供应商晚一周交货。", "zh_Hant": "供應商晚一週交貨。"}
BACK = {"en": "The same was found again in a sample.", "zh_Hans": "抽查时又发现同样问题。", "zh_Hant": "抽查時又發現同樣缺失。"}

LATE_DAYS = 32
EVENING = 9
"""Hours after a round was released in the morning: nobody is on a visit then, whose hours are told in one go."""


class Mending:
    """Owners mend, verifiers look, some time later whether it helped."""

    def __init__(self, stage: "Stage") -> None:
        self.stage, self.session, self.dice = stage, stage.session, stage.dice
        self.names = {id_: username for username, id_ in stage.people.items()}
        self.slack = {stage.projects[project.code]: project.slack for project in stage.cast.projects if project.code in stage.projects}

    def of_sheet(self, sheet_id: int, *, last: bool) -> None:
        """Put on the agenda what becomes of a released sheet's follow-ups; of earlier rounds a part is done late."""
        for row in of_source(self.session, "sheet", sheet_id):
            fate = self.dice.randrange(8) if last else 7
            steps: tuple[tuple[int, Callable[[FollowUp], object]], ...] = (
                (3, self._plan), (12, self._wish if fate == 2 else self._report), (15, self._return if fate == 4 else self._close),
                (50, self._reopen if self.dice.random() < 0.08 else self._judge),
            )  # fmt: skip
            reaches = {0: 0, 1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: 3}.get(fate, 4)
            late = 20 if fate in (3, 5) else 0
            if not last and random.Random(row.code).random() < self.slack.get(row.project_id, 0.0):  # dice of its own: the story goes on as it did
                late = LATE_DAYS
            for days, deed in steps[:reaches]:
                moment = now() + timedelta(days=days + late, hours=EVENING, minutes=self.dice.randint(0, 59))
                self.stage.agenda.add(moment, lambda id_=row.id, deed=deed: self._do(id_, deed))  # type: ignore[misc]

    def _do(self, followup_id: int, deed: Callable[[FollowUp], object]) -> None:
        row = self.session.get(FollowUp, followup_id)  # mostly still at hand: its last deed was of this session
        if row is not None:
            deed(row)

    def _said(self, text: dict[str, str], username: str) -> str:
        person = next(one for one in self.stage.cast.people if one.username == username)
        return pick(text, Language(person.language))

    def _plan(self, row: FollowUp) -> None:
        if row.state != State.TODO:
            return
        owner = self.names[row.owner_id]
        measure = self._said(self.dice.choice(MEASURES), owner)
        followups.plan(self.session, self.stage.acting(owner), row.id, measure=measure, version=row.version)
        if row.evidence_needed or random.Random(row.code + "shown").random() < 0.8 - self.slack.get(row.project_id, 0.0):
            picture = self.dice.choice(self.stage.pictures)
            followups.attach(self.session, self.stage.acting(owner), row.id, data=picture, kind="jpeg", name=f"{row.code}.jpg")

    def _wish(self, row: FollowUp) -> None:
        owner = self.names[row.owner_id]
        if row.state == State.IN_HAND:
            wanted = max(row.due_on, today()) + timedelta(days=40)
            followups.ask_extension(self.session, self.stage.acting(owner), row.id, wanted_on=wanted, reason=self._said(LATE, owner))

    def _report(self, row: FollowUp) -> None:
        if row.state == State.IN_HAND:
            followups.report(self.session, self.stage.acting(self.names[row.owner_id]), row.id)

    def _close(self, row: FollowUp) -> None:
        if row.state == State.TO_VERIFY:
            followups.verify(self.session, self.stage.acting(self.names[row.verifier_id]), row.id, passed=True)

    def _return(self, row: FollowUp) -> None:
        verifier = self.names[row.verifier_id]
        if row.state == State.TO_VERIFY:
            followups.verify(self.session, self.stage.acting(verifier), row.id, passed=False, remark=self._said(LACKS, verifier))

    def _judge(self, row: FollowUp) -> None:
        if row.effect == "pending":
            followups.judge(self.session, self.stage.acting(self.names[row.verifier_id]), row.id, effective=True)

    def _reopen(self, row: FollowUp) -> None:
        """It did not help: mended once more, in half the time."""
        verifier = self.names[row.verifier_id]
        if row.effect != "pending":
            return
        due_on = today() + timedelta(days=14)
        followups.judge(self.session, self.stage.acting(verifier), row.id, effective=False, remark=self._said(BACK, verifier), due_on=due_on)
        for days, deed in ((2, self._plan), (8, self._report), (10, self._close), (42, self._judge)):
            self.stage.agenda.add(now() + timedelta(days=days), lambda deed=deed: self._do(row.id, deed))  # type: ignore[misc]
