"""A finished project as it was reviewed: four reviews by the same instrument with a group missing on the way, risks met, a summary report, lessons that others adopt."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from core.audit.actions import NOBODY
from core.demo.plans import Plans
from core.demo.rules import CastProject
from core.demo.story import ORIGIN, Stage, when
from core.knowledge import actions as library
from core.knowledge.records import Article
from core.knowledge.rules import Applies, Kind, Outcome, Text
from core.projects.rules import Stage as ProjectStage
from core.review import actions, queries
from core.review.instrument.rules import thawed
from core.review.records import Review
from core.review.risks import actions as risks
from core.review.risks.rules import Risk
from core.review.rules import Group, Point
from core.review.summary import actions as summary
from core.review.summary.records import SummaryReport
from core.words import Language, pick

Said = Mapping[str, str]
CUSTOMER = replace(NOBODY, origin=ORIGIN)
AFTER = {Point.INITIATION: 0.03, Point.EXECUTION: 0.35, Point.MONITORING: 0.7, Point.CLOSING: 1.02}
"""After which part of the project's time it is reviewed at which point."""
LEVELS = {Point.INITIATION: 3, Point.EXECUTION: 3, Point.MONITORING: 4, Point.CLOSING: 4}
CUSTOMERS = {Point.INITIATION: 0, Point.EXECUTION: 2, Point.MONITORING: 3, Point.CLOSING: 3}
"""How many customers answer by their link: none at first, then too few to be shown."""
BUYERS: Said = {"en": "Library, user {n}", "zh_Hans": "馆方代表{n}", "zh_Hant": "館方代表{n}"}
REMARKS: tuple[Said, ...] = (
    {"en": "Answers came quickly, but twice nobody knew who decides.", "zh_Hans": "答复很快，但有两次不清楚由谁决定。", "zh_Hant": "答覆很快，但有兩次不清楚由誰決定。"},
    {"en": "Training close to the opening helped most.", "zh_Hans": "临近开馆的培训帮助最大。", "zh_Hant": "臨近開館的培訓幫助最大。"},
    {"en": "Spare parts should lie on site from the first day.", "zh_Hans": "备件应从第一天起就放在现场。", "zh_Hant": "備品應從第一天起就放在現場。"},
)
RISKS: tuple[tuple[Said, int, int, int | None, int, int, Said], ...] = (
    ({"en": "Network in the reading rooms is finished late", "zh_Hans": "阅览室网络延期完工", "zh_Hant": "閱覽室網路延期完工"}, 3, 4, 3, 200, 2, {"en": "Terminals first ran on a mobile network", "zh_Hans": "自助机先接入移动网络", "zh_Hant": "自助機先接入行動網路"}),
    ({"en": "Readers do not accept self-service", "zh_Hans": "读者不接受自助服务", "zh_Hant": "讀者不接受自助服務"}, 2, 3, None, 0, 0, {"en": "", "zh_Hans": "", "zh_Hant": ""}),
    ({"en": "A series of card readers is faulty", "zh_Hans": "一批读卡器有缺陷", "zh_Hant": "一批讀卡機有缺陷"}, 0, 0, 4, 420, 6, {"en": "Exchanged by the maker, a spare for each floor", "zh_Hans": "厂家更换，每层备一台", "zh_Hant": "廠商更換，每層備一台"}),
)
"""What, with which probability and impact it was foreseen (0: not), its actual impact, after how many days it came, days to the answer, the answer."""
WORDS: Mapping[str, Said] = {
    "targets": {"en": "All twelve terminals run; nine of ten loans are self-service (target: eight of ten).", "zh_Hans": "十二台自助机全部投入使用；自助借阅率九成（目标八成）。", "zh_Hant": "十二台自助機全部投入使用；自助借閱率九成（目標八成）。"},
    "dates": {"en": "The opening day was kept; the third floor followed two weeks later because of the network.", "zh_Hans": "开馆日如期；三层因网络延后两周。", "zh_Hant": "開館日如期；三樓因網路延後兩週。"},
    "result": {"en": "The library expected shorter queues and has them: from nine minutes to two.", "zh_Hans": "馆方期望缩短排队，实际由九分钟降到两分钟。", "zh_Hant": "館方期望縮短排隊，實際由九分鐘降到兩分鐘。"},
    "problems": {"en": "A series of card readers was faulty; the maker exchanged it, and a spare lies on each floor.", "zh_Hans": "一批读卡器有缺陷，厂家已更换，每层备一台。", "zh_Hant": "一批讀卡機有缺陷，廠商已更換，每層備一台。"},
    "lessons": {"en": "Spare parts on site from the first day; training in the week of the opening.", "zh_Hans": "备件首日到场；培训安排在开馆当周。", "zh_Hant": "備品首日到場；培訓安排在開館當週。"},
}  # fmt: skip
LESSONS: tuple[tuple[Kind, Applies, tuple[Said, Said, Said, Said, Said]], ...] = (
    (Kind.LESSON, Applies(kinds=("delivery", "on_site"), phases=("execution",)), (
        {"en": "Spare parts on site from the first day", "zh_Hans": "备件从首日起放在现场", "zh_Hant": "備品從首日起放在現場"},
        {"en": "A series of card readers failed in the second month; the depot is three hours away.", "zh_Hans": "第二个月一批读卡器失效，备件库距现场三小时。", "zh_Hant": "第二個月一批讀卡機失效，備品庫距現場三小時。"},
        {"en": "One spare of each part that readers touch was put on each floor.", "zh_Hans": "每层为读者接触的部件各放一件备件。", "zh_Hant": "每層為讀者接觸的部件各放一件備品。"},
        {"en": "Down time of a terminal fell from five hours to forty minutes.", "zh_Hans": "单台停机时间由五小时降到四十分钟。", "zh_Hant": "單台停機時間由五小時降到四十分鐘。"},
        {"en": "Plan spare parts as a delivery of their own before the opening.", "zh_Hans": "开通前把备件作为单独的交付项列入计划。", "zh_Hant": "開通前把備品作為單獨的交付項目列入計畫。"})),
    (Kind.LESSON, Applies(kinds=("delivery",), phases=("planning",)), (
        {"en": "Name one person at the customer who decides", "zh_Hans": "客户方明确一位决策人", "zh_Hant": "客戶方明確一位決策人"},
        {"en": "Two departments of the customer gave opposite answers on the opening hours.", "zh_Hans": "客户的两个部门对开放时间答复相反。", "zh_Hant": "客戶的兩個部門對開放時間答覆相反。"},
        {"en": "The manager asked for one name in the kick-off minutes of the next stage.", "zh_Hans": "项目经理在下一阶段启动会纪要中要求写明一人。", "zh_Hant": "專案經理在下一階段啟動會議紀錄中要求寫明一人。"},
        {"en": "Decisions took two days instead of nine.", "zh_Hans": "决策由九天缩短到两天。", "zh_Hant": "決策由九天縮短到兩天。"},
        {"en": "Put the name into the charter before the plan is agreed.", "zh_Hans": "计划商定前把决策人写进项目章程。", "zh_Hant": "計畫商定前把決策人寫進專案章程。"})),
    (Kind.METHOD, Applies(), (
        {"en": "Training in the week of the opening", "zh_Hans": "培训安排在开通当周", "zh_Hant": "培訓安排在開通當週"},
        {"en": "People trained a month ahead had forgotten half of it.", "zh_Hans": "提前一个月培训的人员已忘记一半。", "zh_Hant": "提前一個月培訓的人員已忘記一半。"},
        {"en": "Half a day in the same week, on the machine itself, in groups of six.", "zh_Hans": "开通当周半天，在实机上，六人一组。", "zh_Hant": "開通當週半天，在實機上，六人一組。"},
        {"en": "Calls for help in the first week fell by a third.", "zh_Hans": "首周求助电话减少三分之一。", "zh_Hant": "首週求助電話減少三分之一。"},
        {"en": "Fix the training with the opening day, and move both together.", "zh_Hans": "培训与开通日绑定，同时调整。", "zh_Hant": "培訓與開通日綁定，同時調整。"})),
)  # fmt: skip
WORKED: Said = {"en": "No terminal stood still longer than an hour.", "zh_Hans": "没有一台停机超过一小时。", "zh_Hant": "沒有一台停機超過一小時。"}


@dataclass
class Reviewing:
    """The closed delivery project that ended last."""

    stage: Stage
    kept: dict[str, int] = field(default_factory=dict)

    def plan(self, today: date) -> None:
        """Put it on the agenda."""
        closed = [one for one in self.stage.cast.projects if one.stage == ProjectStage.CLOSED and one.kind == "delivery" and len(one.members) > 2]
        project = max(closed, key=lambda one: one.ends, default=None)
        if project is None or project.ends + timedelta(days=80) > today:
            return
        agenda, days = self.stage.agenda, (project.ends - project.started).days
        agenda.add(when(project.started + timedelta(days=20), 15), lambda: self._risks(project))
        for point, part in AFTER.items():
            on = project.started + timedelta(days=round(days * part))
            agenda.add(when(on, 10), lambda point=point, on=on: self._open(project, point, on))  # type: ignore[misc]
            agenda.add(when(on + timedelta(days=6), 10), lambda point=point: self._rate(project, point))  # type: ignore[misc]
            agenda.add(when(on + timedelta(days=8), 10), lambda: self._close(project))
        end = project.ends + timedelta(days=30)
        agenda.add(when(end, 10), lambda: self._begin(project))
        agenda.add(when(end + timedelta(days=3), 10), lambda: self._approve())
        agenda.add(when(end + timedelta(days=5), 10), lambda: self._issue(project))
        busy = Plans(self.stage).first(today, ProjectStage.EXECUTION, "delivery")
        if busy is not None:
            agenda.add(when(today - timedelta(days=40), 9), lambda: self._adopt(busy))
            agenda.add(when(today - timedelta(days=6), 16), lambda: self._judge(busy))

    def _manager(self, project: CastProject):  # type: ignore[no-untyped-def]
        return self.stage.acting(project.manager)

    def _say(self, project: CastProject, said: Said, **values: object) -> str:
        return pick(said, self._manager(project).language or Language.SIMPLIFIED).format(**values)

    def _open(self, project: CastProject, point: Point, on: date) -> None:
        session, manager = self.stage.session, self._manager(project)
        made = self.kept["review"] = actions.open_(session, manager, self.stage.projects[project.code], point=point, due_on=on + timedelta(days=7))
        for name in project.members:
            actions.invite(session, manager, made, person_id=self.stage.people[name], group=Group.TEAM)
        for leader in self._leaders(project):
            actions.invite(session, manager, made, person_id=self.stage.people[leader], group=Group.MANAGEMENT)

    def _leaders(self, project: CastProject) -> list[str]:
        found = [one.username for one in (*self.stage.cast.having("leadership"), *self.stage.cast.having("department_head")) if one.username != project.manager and one.username not in project.members]
        return list(dict.fromkeys(found))[:3]

    def _rate(self, project: CastProject, point: Point) -> None:
        session, made = self.stage.session, self.kept["review"]
        instrument, dice = thawed(session.get_one(Review, made).instrument), random.Random(made)  # its own: the rest of the story keeps its dice

        def scores(group: Group, more: int = 0) -> dict[str, int]:
            return {one.code: max(1, min(5, LEVELS[point] + more + dice.choice((-1, 0, 0, 1)))) for one in instrument.asked(group)}

        for place, name in enumerate(project.members):
            actions.rate(session, self.stage.acting(name), made, group=Group.TEAM, scores=scores(Group.TEAM), texts={"": self._say(project, REMARKS[place % 3])})
        for name in self._leaders(project):
            actions.rate(session, self.stage.acting(name), made, group=Group.MANAGEMENT, scores=scores(Group.MANAGEMENT), texts={})
        actions.rate(session, self._manager(project), made, group=Group.SELF, scores=scores(Group.SELF, 1), texts={})
        for n in range(CUSTOMERS[point]):
            token = actions.invite_customer(session, self._manager(project), made, name=self._say(project, BUYERS, n=n + 1), language=Language.SIMPLIFIED)
            actions.rate_by_link(session, CUSTOMER, token, scores=scores(Group.CUSTOMER), texts={"": self._say(project, REMARKS[n % 3])} if point is Point.CLOSING else {})

    def _close(self, project: CastProject) -> None:
        made = self.kept["review"]
        actions.close(self.stage.session, self._manager(project), made, version=queries.review_for_update(self.stage.session, made)[0].version)

    def _risks(self, project: CastProject) -> None:
        for said, probability, expected, actual, after, days, answer in RISKS:
            met_on = project.started + timedelta(days=after) if actual else None
            risks.enter(
                self.stage.session, self._manager(project), self.stage.projects[project.code],
                Risk(
                    self._say(project, said), bool(probability), probability or None, expected or None, actual is not None, actual, met_on, self._say(project, answer),
                    met_on + timedelta(days=days) if met_on else None,
                ),
            )  # fmt: skip

    def _begin(self, project: CastProject) -> None:
        session, manager = self.stage.session, self._manager(project)
        made = self.kept["report"] = summary.begin(session, manager, self.stage.projects[project.code])
        for number, (kind, applies, parts) in enumerate(LESSONS):
            text = Text(kind, *(self._say(project, one) for one in parts), applies)
            if kind is Kind.LESSON:
                self.kept[f"lesson{number}"] = summary.propose_lesson(session, manager, made, text)
            else:
                self.kept[f"lesson{number}"] = library.write(session, manager, text, project_id=self.stage.projects[project.code], submit=True)

    def _approve(self) -> None:
        leader = self.stage.acting(next(one for one in self.stage.cast.having("leadership")).username)
        for number in range(len(LESSONS)):
            made = self.kept[f"lesson{number}"]
            library.approve(self.stage.session, leader, made, version=self.stage.session.get_one(Article, made).version)

    def _issue(self, project: CastProject) -> None:
        made = self.kept["report"]
        texts = {name: self._say(project, said) for name, said in WORDS.items()}
        summary.issue(self.stage.session, self._manager(project), made, texts=texts, version=self.stage.session.get_one(SummaryReport, made).version)

    def _adopt(self, busy: CastProject) -> None:
        if "lesson0" in self.kept:
            self.kept["use"] = library.adopt(self.stage.session, self._manager(busy), self.kept["lesson0"], kind="project", subject_id=self.stage.projects[busy.code])

    def _judge(self, busy: CastProject) -> None:
        if "use" in self.kept:
            library.judge(self.stage.session, self._manager(busy), self.kept["use"], outcome=Outcome.WORKED, said=self._say(busy, WORKED))

