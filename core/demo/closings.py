"""Two projects that were accepted and closed, and one in the middle of its acceptance with remarks of its customer."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.access import Actor
from core.clock import now, today
from core.closing.acceptance import actions as acceptances
from core.closing.acceptance import queries as acceptance_queries
from core.closing.acceptance.rules import Agreement, FormalBy, Paper, Seat, Verdict
from core.closing.archive import actions as archive
from core.closing.archive.rules import Part
from core.closing.endings import actions as endings
from core.closing.endings import queries as ending_queries
from core.closing.endings.rules import Source, StillBlocked
from core.closing.release import actions as release
from core.closing.release import queries as resources
from core.closing.signing import actions as signing
from core.demo.rules import CastProject
from core.demo.story import ORIGIN, Stage, when
from core.projects.rules import Stage as ProjectStage
from core.words import Content, pick

AGAIN = timedelta(days=7)
STRANGER = Actor(0, "", "", frozenset(), origin=ORIGIN)
"""The customer has no account."""
CUSTOMER, OFFICE = "顾小舟", {"en": "Head of reader and user services", "zh_Hans": "用户服务部主任", "zh_Hant": "使用者服務部主任"}
SHOWN = {
    "en": "All functions were shown with the customer's own cases. Asked: who answers at night? Answered: the hotline, within 30 minutes.",
    "zh_Hans": "用客户自己的案例演示了全部功能。提问：夜间由谁受理？解答：热线值班，30 分钟内响应。",
    "zh_Hant": "用客戶自己的案例演示了全部功能。提問：夜間由誰受理？解答：熱線值班，30 分鐘內回應。",
}  # fmt: skip
REMARKS = {
    "en": "The manual lacks the chapter on billing\nTwo sites have not been trained yet", "zh_Hans": "用户手册缺少计费章节\n两个站点尚未培训", "zh_Hant": "使用手冊缺少計費章節\n兩個站點尚未培訓",
}  # fmt: skip
PLACE = {"en": "Project folder, delivery", "zh_Hans": "项目文件夹／交付", "zh_Hant": "專案資料夾／交付"}
NO_SYSTEM = {"en": "No system was built: work on site", "zh_Hans": "驻场服务，未建设系统", "zh_Hant": "駐場服務，未建置系統"}
WARRANTY = {"en": "Two visits within the warranty", "zh_Hans": "质保期内回访两次", "zh_Hant": "保固期內回訪兩次"}
SITE = {"en": "At the customer's", "zh_Hans": "客户现场", "zh_Hant": "客戶現場"}
EQUIPMENT = {"en": "Test tablets (4)", "zh_Hans": "测试平板（4 台）", "zh_Hant": "測試平板（4 台）"}
SCORES = {"function": "95", "data": "92", "training": "88"}
BEFORE, TRIES = timedelta(days=12), 12


@dataclass
class Closings:
    """Told by the projects that are at their end."""

    stage: Stage

    def plan(self, project: CastProject, until: date) -> None:
        """Put a project that is closing or closed on the agenda, once its stage is reached."""
        add = self.stage.agenda.add
        if project.stage == ProjectStage.CLOSED:
            add(when(project.ends - BEFORE, 10), lambda: self._accept(project))
            add(when(project.ends, 18), lambda: self._close(project, TRIES))
        elif project.stage == ProjectStage.CLOSING:
            add(when(until - BEFORE, 10), lambda: self._accept(project, remarks=True))

    def begin(self, project: CastProject) -> None:
        """The closing begins: with it the project is in its last stage."""
        endings.begin(self.stage.session, self.stage.acting(project.manager), self.stage.projects[project.code])
        self.stage.reorganised()

    def _said(self, project: CastProject, text: Content) -> str:
        return pick(text, self.stage.acting(project.manager).language)

    def _accept(self, project: CastProject, *, remarks: bool = False) -> None:
        """The whole way to the formal acceptance, or to the remarks of the customer."""
        session, manager, id_ = self.stage.session, self.stage.acting(project.manager), self.stage.projects[project.code]
        team = next(one for one in project.members if one != project.manager)
        head = next(one for one in self.stage.cast.departments if one.code == project.department).head
        leaders = [one.username for one in self.stage.cast.having("leadership") if one.username != head]
        who = self.stage.people
        made = acceptances.begin(session, manager, id_, template=acceptance_queries.templates(project.kind, "regular")[0].code)
        said = Agreement(
            today(), "on_site", self._said(project, SITE), today() - timedelta(days=10), CUSTOMER, FormalBy.CUSTOMER_GROUP, who[team], who[head], who[leaders[0]], manager.id, who[team],
        )  # fmt: skip
        acceptances.agree(session, manager, made, said, version=1)
        for place, paper in enumerate(Paper):
            acceptances.attach(session, manager, made, paper, data=self.stage.pictures[place % len(self.stage.pictures)], kind="jpeg", name=f"{paper.value}.jpg")
            acceptances.judge(session, manager, made, paper, complete=True, whole=True, correct=True)
        acceptances.present(session, manager, made, presented_on=today(), text=self._said(project, SHOWN))
        criteria = acceptance_queries.criteria_of(session, made)
        acceptances.score(session, manager, made, {one.id: (one.target if one.target is not None else Decimal(SCORES[one.standard]), "") for one in criteria})
        acceptances.submit(session, manager, made, version=acceptance_queries.acceptance_for_update(session, made)[0].version)
        signing.sign(session, self.stage.acting(team), made, Seat.TEAM, verdict=Verdict.ACCEPT)
        self._by_link(project, made, Seat.CUSTOMER, Verdict.REMARKS if remarks else Verdict.ACCEPT, self._said(project, REMARKS) if remarks else "")
        if remarks:
            return
        acceptances.open_formal(session, manager, made, version=acceptance_queries.acceptance_for_update(session, made)[0].version)
        signing.sign(session, self.stage.acting(head), made, Seat.FIRST, verdict=Verdict.ACCEPT)
        signing.sign(session, self.stage.acting(leaders[0]), made, Seat.SECOND, verdict=Verdict.ACCEPT)
        self._by_link(project, made, Seat.OUTSIDE, Verdict.ACCEPT, "")

    def _by_link(self, project: CastProject, made: int, seat: Seat, verdict: Verdict, text: str) -> None:
        # Demo links open nothing afterwards: each is used at once.
        token = f"{project.code:-<30.30}{seat.value:-<13.13}"
        signing.link(self.stage.session, self.stage.acting(project.manager), made, seat, token=token, name=CUSTOMER)
        signing.sign_by_link(self.stage.session, STRANGER, token, name=CUSTOMER, office=self._said(project, OFFICE), verdict=verdict, text=text)

    def _close(self, project: CastProject, tries: int) -> None:
        """Everything that belongs to the end; what is still open is waited for."""
        session, manager, id_ = self.stage.session, self.stage.acting(project.manager), self.stage.projects[project.code]
        row = ending_queries.latest(session, id_)
        if row is None:
            return
        if tries == TRIES:
            for part in Part:
                none = part in (Part.SYSTEM, Part.CONFIGURATION) and project.kind == "on_site"
                archive.file(session, manager, id_, part, title="" if none else self._said(project, project.name), place=self._said(project, NO_SYSTEM if none else PLACE), none=none)
            release.plan(session, manager, id_, name=self._said(project, EQUIPMENT), planned_on=today())
            for one in resources.resources(session, id_):
                release.release(session, manager, one.id, released_on=today(), version=one.version)
            endings.confirm(session, manager, row.id, Source.CUSTOMER, confirmed=True, name=CUSTOMER, on=today())
            team = next(one for one in project.members if one != project.manager)
            endings.assign(
                session, manager, row.id, title=self._said(project, WARRANTY), text="", owner_id=self.stage.people[team], verifier_id=manager.id, due_on=today() + timedelta(days=30)
            )
        head = next(one for one in self.stage.cast.departments if one.code == project.department).head
        try:
            for who in (project.manager, head):
                endings.sign(session, self.stage.acting(who), row.id)
        except StillBlocked:
            if tries:
                self.stage.agenda.add(now() + AGAIN, lambda: self._close(project, tries - 1))
            return
        endings.close(session, manager, row.id, version=row.version)
        self.stage.reorganised()
