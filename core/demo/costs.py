"""What three projects cost: rates, a budget that somebody approves, weeks of hours, orders and expenses; one line goes over, and is explained."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from core.clock import here, now
from core.cost.budgets import actions as budgets
from core.cost.budgets.rules import Planned
from core.cost.claims import actions as claims
from core.cost.control import actions as control
from core.cost.hours import actions as hours
from core.cost.hours.rules import Cell, monday
from core.cost.purchases import actions as purchases
from core.cost.purchases.rules import Way
from core.cost.rates import actions as rates
from core.cost.reviews import actions as reviews
from core.cost.spending import actions as spending
from core.demo.plans import Plans
from core.demo.rules import CastProject
from core.demo.story import Stage, when
from core.planning.rules.moments import day_of
from core.planning.rules.sheet import Kind
from core.projects.rules import Stage as ProjectStage
from core.words import Language, pick

HOUR = {"": "120", "manager": "180"}
"""What an hour costs: of everybody, of whoever manages the busy project."""
BUSY = (("labour", "52000", "五人，十周 Five people for ten weeks"), ("equipment", "18000", "测试设备租赁 Test equipment"), ("travel", "6000", "现场实施 Work on site"), ("material", "4500", ""), ("communication", "1500", ""), ("office", "1200", ""))
SMALL = (("labour", "16000", ""), ("travel", "3000", ""), ("communication", "600", ""), ("office", "500", ""))
ORDERS = (("equipment", "华启设备租赁 Huaqi Rentals", "测试设备三个月 Test equipment, three months", "15600"), ("material", "联仓办公 Lancang Supplies", "耗材一批 Consumables", "2400"))
SPENT = (
    (30, "equipment", "5200", "首月租金 First month", 0), (26, "travel", "2380.50", "现场调研往返 Visit on site", None), (21, "communication", "310", "会议线路 Conference line", None),
    (14, "material", "2400", "耗材到货 Delivery", 1), (9, "travel", "2644", "上线驻场 Go-live on site", None), (3, "travel", "1296.80", "二次驻场 Second stay on site", None),
)  # fmt: skip
"""So many days ago, on which line, how much, what for, on which of the orders."""
RECEIPTS = {"travel", "material"}
"""Lines whose expenses come with a receipt."""
CLAIMS = (
    (12, 0, "travel", "186.50", "往返客户处打车 Taxi to the customer", "accept"), (5, 1, "communication", "60", "出差期间流量 Data while travelling", "refuse"),
    (1, 0, "travel", "412", "高铁往返 Train to the site and back", ""),
)  # fmt: skip
"""So many days ago, which member, on which line, how much, what for, and what became of it."""
NO_RECEIPT = {"en": "The receipt is missing: please claim it again with one", "zh_Hans": "缺少凭证，请附上后重新申请", "zh_Hant": "缺少憑證，請附上後重新申請"}
PURCHASE = ("坐席耳机二十副 Twenty headsets", "material", (("音联科技 Yinlian Tech", "1980"), ("博声电子 Bosheng Electronics", "1720"), ("联仓办公 Lancang Supplies", "2150")))
REVIEW = {
    "findings": {"en": "Travel is above what was planned for the whole project; equipment and material are as planned.", "zh_Hans": "差旅费已超出全项目计划；设备和物资与计划一致。", "zh_Hant": "差旅費已超出全專案計畫；設備與物料與計畫一致。"},
    "measures": {"en": "The rest of the training is held online.", "zh_Hans": "其余培训改为线上。", "zh_Hant": "其餘培訓改為線上。"},
    "lessons": {"en": "Plan two more stays on site where the customer chooses the day.", "zh_Hans": "上线日期由客户确定时，应多计划两次驻场。", "zh_Hant": "上線日期由客戶確定時，應多計畫兩次駐場。"},
}  # fmt: skip
CAUSE = {"en": "The customer put the go-live off: one more stay on site", "zh_Hans": "客户推迟上线，多一次驻场", "zh_Hant": "客戶延後上線，多一次駐場"}
MEASURE = {"en": "The rest of the training is held online", "zh_Hans": "其余培训改为线上", "zh_Hant": "其餘培訓改為線上"}


@dataclass
class Costs:
    """The three of them are those that have plans."""

    stage: Stage
    orders: list[int] = field(default_factory=list)

    def plan(self, today: date) -> None:
        """Put it on the agenda."""
        plans, agenda = Plans(self.stage), self.stage.agenda
        leader = next(one for one in self.stage.cast.having("leadership") if "department_head" not in one.roles).username
        if busy := plans.first(today, ProjectStage.EXECUTION, "delivery"):
            agenda.add(when(today - timedelta(days=45), 9), lambda: self._rates(leader, busy, today - timedelta(days=60)))
            agenda.add(when(today - timedelta(days=44), 11), lambda: self._budget(busy, BUSY, leader))
            agenda.add(when(today - timedelta(days=41), 14), lambda: self._orders(busy))
            for week in range(6, 0, -1):
                first = monday(today) - week * timedelta(days=7)
                agenda.add(when(first + timedelta(days=4), 17, 40), lambda first=first: self._hours(busy, first))  # type: ignore[misc]
            for one in SPENT:
                agenda.add(when(today - timedelta(days=one[0]), 15), lambda one=one: self._spend(busy, *one[1:]))  # type: ignore[misc]
            agenda.add(when(today - timedelta(days=2), 10), lambda: self._explain(busy))
            for ago, *claim in CLAIMS:
                agenda.add(when(today - timedelta(days=ago), 18), lambda claim=claim: self._claim(busy, *claim))  # type: ignore[misc]
            agenda.add(when(today - timedelta(days=20), 10), lambda: self._purchase(busy))
            agenda.add(when(today - timedelta(days=1), 16), lambda: self._review(busy, today))
        fresh = plans.first(today, ProjectStage.INITIATION)
        if fresh and busy:
            agenda.add(when(monday(today) - timedelta(days=3), 17, 50), lambda: self._hours(fresh, monday(today) - timedelta(days=7)))
        for project in filter(None, (plans.first(today, ProjectStage.INITIATION), plans.first(today, ProjectStage.PLANNING))):
            agenda.add(when(today - timedelta(days=3), 11), lambda project=project: self._budget(project, SMALL, leader))  # type: ignore[misc]

    def _rates(self, leader: str, busy: CastProject, first: date) -> None:
        session, actor = self.stage.session, self.stage.acting(leader)
        rates.put(session, actor, valid_from=first, amount=Decimal(HOUR[""]))
        rates.put(session, actor, valid_from=first, amount=Decimal(HOUR["manager"]), person_id=self.stage.people[busy.manager])

    def _budget(self, project: CastProject, lines: tuple[tuple[str, str, str], ...], leader: str) -> None:
        planned = [Planned(line, Decimal(amount), remark) for line, amount, remark in lines]
        made = budgets.plan(self.stage.session, self.stage.acting(project.manager), self.stage.projects[project.code], planned)
        self.stage.approve("budget", made, by=project.manager, then=leader)

    def _orders(self, project: CastProject) -> None:
        manager, id_ = self.stage.acting(project.manager), self.stage.projects[project.code]
        self.orders = [
            spending.order(self.stage.session, manager, id_, line=line, supplier=supplier, subject=subject, amount=Decimal(amount), agreed_on=here(now()).date())
            for line, supplier, subject, amount in ORDERS
        ]

    def _spend(self, project: CastProject, line: str, amount: str, subject: str, order: int | None) -> None:
        made = spending.spend(
            self.stage.session, self.stage.acting(project.manager), self.stage.projects[project.code], line=line, amount=Decimal(amount), spent_on=here(now()).date(),
            supplier="" if order is None else ORDERS[order][1], subject=subject, order_id=None if order is None else self.orders[order],
        )  # fmt: skip
        if line in RECEIPTS:
            spending.attach(self.stage.session, self.stage.acting(project.manager), made, data=self.stage.pictures[made % len(self.stage.pictures)], kind="jpeg", name=f"{line}.jpg")

    def _claim(self, project: CastProject, member: int, line: str, amount: str, subject: str, outcome: str) -> None:
        """A member paid; the manager decides the next morning, or has not yet."""
        who, session = [one for one in project.members if one != project.manager][member], self.stage.session
        made = claims.enter(session, self.stage.acting(who), self.stage.projects[project.code], line=line, amount=Decimal(amount), spent_on=here(now()).date(), subject=subject)
        if outcome != "refuse":
            claims.attach(session, self.stage.acting(who), made, data=self.stage.pictures[made % len(self.stage.pictures)], kind="jpeg", name="receipt.jpg")
        version = 1
        manager = self.stage.acting(project.manager)
        if outcome == "accept":
            self.stage.agenda.add(now() + timedelta(hours=15), lambda: claims.accept(session, manager, made, line=line, version=version))
        elif outcome == "refuse":
            why = pick(NO_RECEIPT, manager.language or Language.SIMPLIFIED)
            self.stage.agenda.add(now() + timedelta(hours=15), lambda: claims.refuse(session, manager, made, reason=why, version=version))

    def _purchase(self, project: CastProject) -> None:
        """Three quotes; the cheapest is ordered."""
        session, manager = self.stage.session, self.stage.acting(project.manager)
        title, line, offers = PURCHASE
        made = purchases.begin(session, manager, self.stage.projects[project.code], title=title, line=line, way=Way.INQUIRY)
        day = here(now()).date()
        quotes = [purchases.quote(session, manager, made, supplier=supplier, price=Decimal(price), quoted_on=day) for supplier, price in offers]
        cheapest = quotes[min(range(len(offers)), key=lambda place: Decimal(offers[place][1]))]
        self.stage.agenda.add(now() + timedelta(days=1), lambda: purchases.choose(session, manager, made, quote_id=cheapest, why=""))

    def _review(self, project: CastProject, today: date) -> None:
        manager = self.stage.acting(project.manager)
        said = {name: pick(words, manager.language or Language.SIMPLIFIED) for name, words in REVIEW.items()}
        reviews.review(self.stage.session, manager, self.stage.projects[project.code], first=today - timedelta(days=30), last=today - timedelta(days=1), **said)

    def _explain(self, project: CastProject) -> None:
        manager, id_ = self.stage.acting(project.manager), self.stage.projects[project.code]
        spoken = manager.language or Language.SIMPLIFIED
        control.explain(self.stage.session, manager, id_, line="travel", sort="customer", cause=pick(CAUSE, spoken), measure=pick(MEASURE, spoken), owner_id=manager.id)

    def _hours(self, project: CastProject, first: date) -> None:
        """Everybody enters the week: on the tasks of hers that were under way, most of each day."""
        leaves, id_ = Plans(self.stage).leaves(project), self.stage.projects[project.code]
        until = first + timedelta(days=5)
        for member in project.members:
            who = self.stage.people[member]
            hers = [one for one in leaves if one.row.kind is Kind.TASK and who in dict(one.row.people) and day_of(one.starts) < until and day_of(one.ends) >= first]
            cells = [
                Cell(id_, hers[place % len(hers)].row.uid, first + timedelta(days=place), 60 * (6 + place % 3), 0)
                for place in range(5) if hers and first + timedelta(days=place) <= here(now()).date()
            ]  # fmt: skip
            if cells:
                hours.enter(self.stage.session, self.stage.acting(member), cells)
