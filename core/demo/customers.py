"""Customers of the demo projects: contacts under seal, contracts with promises, what was said, points, care, one lost for its service."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.access import Actor
from core.clock import now
from core.customers import actions as customers
from core.customers.care import actions as care
from core.customers.care.rules import Kind as Care
from core.customers.care.rules import stage as because
from core.customers.contacts import actions as contacts
from core.customers.contacts.rules import Personal, Purpose, Way, check_character
from core.customers.contracts import actions as contracts
from core.customers.contracts.rules import Limits, Priority
from core.customers.expectations import actions as expectations
from core.customers.expectations.rules import Aspect
from core.customers.needs import actions as needs
from core.customers.offers import actions as offers
from core.customers.offers.rules import Kind as OfferKind
from core.customers.points import actions as points
from core.customers.queries import customers_for_choice
from core.customers.records import Customer
from core.customers.stages import actions as stages
from core.customers.stages.rules import Loss
from core.customers.strategies import actions as strategies
from core.customers.strategies import queries
from core.customers.talks import actions as talks
from core.demo.rules import CastProject, said
from core.demo.story import Stage, when
from core.words import Language, pick

AGO = 20
"""Days before today on which the house took its customers over; what is older was entered with its own dates."""
PEOPLE = ("何静安", "罗思源", "邵文澜", "Alan Foster", "钟亦凡", "葛明玥", "倪书衡", "Marie Keller", "戚念真", "阎一鸣", "卓清越", "江映雪")
TITLES = ("客户服务主管", "运营经理", "信息科科长", "Service manager")
LIVES = (
    ((-760, -396, "180000"), (-395, -31, "210000"), (-30, 334, "260000")), ((-420, 40, "96000"),), ((-90, 274, "52000"),), ((-800, -70, "300000"),), ((-500, 230, "128000"),), (),
    ((-950, -586, "80000"), (-585, -221, "88000"), (-220, 144, "88000")), ((-640, 90, "150000"),), ((-380, 15, "60000"),), ((-1200, -835, "40000"), (-834, -470, "40000")), (), ((-200, 900, "420000"),),
)  # fmt: skip
"""Contracts of each customer: first and last day from today, value."""
TALKS = (
    ("phone", "续约意向沟通 | About the renewal", "客户希望增加夜间值守，已约定下周提供方案。 | They want somebody there at night; a proposal follows next week."), ("visit", "季度回访 | Quarterly visit", "对响应速度满意，建议增加自助查询。 | Content with the speed; suggests self-service."),
    ("meeting", "服务评审会 | Service review", "确认上季度指标，约定两项改进。 | Last quarter confirmed, two improvements agreed."), ("email", "资料补充 | Documents", "已发送操作手册与联系人清单。 | Manual and list of contacts sent."),
)
HEARD = ((5, 60, 150), (12, 90), (8, 30), (40, 200), (170, 300), (25,), (15, 100, 220), (35, 120), (9,), (480,), (3,), (18, 75))
"""Days ago on which one spoke with each of them."""
PROMISES = (Limits(Priority.URGENT, 15, 30, 240, True), Limits(Priority.HIGH, 30, 120, 480), Limits(Priority.NORMAL, 60, 480, 1_440))
KEY = {0: "年合同额最高，涉及多个业务系统 | The largest contract, with several systems", 7: "覆盖全省热线，影响面大 | Its hotline serves the whole province", 11: "三年期框架合同 | A frame contract of three years"}


STRATEGIES = (
    ("potential", "从第一次沟通起了解真实需求 | Learn what is really needed from the first talk on", ("上门了解现状与痛点 | Visit and look at what hurts", "提供同类案例 | Show a case like theirs"), "免费服务诊断 | A free look at the service"),
    ("fresh", "首次体验良好，一个月内熟悉服务 | A good first month, at home with the service", ("首周致电确认开通 | Call in the first week", "演示服务门户 | Show the portal", "满月回访 | Ask after a month how it goes"), "上线培训一次 | One training"),
    ("mature", "质量稳中有升 | Quality that holds and rises", ("季度服务评审 | Review the service each quarter", "提出一项改进建议 | Suggest one improvement"), "高级报表 | Reports for management"),
    ("declining", "找出原因并挽回 | Find the reason and win back", ("一周内由负责人上门 | The one in charge visits within a week", "给出整改时间表 | Give a timetable of what is mended"), "三个月专属服务经理 | A manager of their own for three months"),
)  # fmt: skip
"""Stage, goal, steps and offers."""
OFFERS = (
    (OfferKind.BASIC, "工作日热线支持 | Hotline on working days", "工作日 8:30–18:00 接听与登记。 | Calls are taken from 8:30 to 18:00.", "含在合同内 | Part of the contract", ()),
    (OfferKind.VALUE_ADDED, "服务月报解读会 | Monthly review of the figures", "每月一次，逐项说明指标与改进。 | Once a month: figures and what is improved.", "每次800元 | 800 each", ()),
    (OfferKind.SUBSCRIPTION, "夜间值守 | Somebody there at night", "18:00–次日8:30 有人接听。 | Calls are taken from 18:00 to 8:30.", "每月3600元 | 3,600 a month", ("key",)),
    (OfferKind.TAILORED, "专属流程定制 | A process of their own", "按客户业务定制受理与升级流程。 | Intake and escalation made for the customer's work.", "按方案报价 | By proposal", ("key",)),
)  # fmt: skip
"""Kind, name, what it is, price, for which classes."""


@dataclass
class Customers:
    """A dozen, each of a project."""

    stage: Stage

    def plan(self, today: date) -> None:
        """Put them on the agenda: all of them at once, with their dates."""
        self.stage.agenda.add(when(today - timedelta(days=AGO + 5), 9), self._strategies)
        self.stage.agenda.add(when(today - timedelta(days=AGO - 8), 10), self._offers)
        for place, project in enumerate(self.stage.cast.projects[: len(LIVES)]):
            self.stage.agenda.add(when(today - timedelta(days=AGO), 9, place), lambda place=place, project=project: self._enter(place, project, today))  # type: ignore[misc]

    def _offers(self) -> None:
        """What the project of the first key customer offers, taken up by that one."""
        for place, project in enumerate(self.stage.cast.projects[: len(LIVES)]):
            if place != min(KEY) or project.code not in self.stage.projects:
                continue
            actor, project_id, day = self.stage.acting(project.manager), self.stage.projects[project.code], now().date()
            known = customers_for_choice(self.stage.session, actor, project_id=project_id)
            for kind, name, text, price, classes in OFFERS:
                made = offers.write(
                    self.stage.session, actor, project_id, kind=kind, name=said(name, actor.language), text=said(text, actor.language), price=said(price, actor.language), classes=classes,
                    starts_on=day - timedelta(days=30),
                )  # fmt: skip
                if known and known[0].class_code == "key" and kind is not OfferKind.TAILORED:
                    offers.take_up(self.stage.session, actor, made, customer_id=known[0].id, taken_on=day)

    def _strategies(self) -> None:
        actor = self.stage.acting(self.stage.cast.having("leadership")[0].username)
        for code, goal, steps, extra in STRATEGIES:
            strategies.write(
                self.stage.session, actor, stage=code, goal=said(goal, actor.language), steps="\n".join(said(one, actor.language) for one in steps), offers=said(extra, actor.language),
            )  # fmt: skip

    def _take_care(self, made: int, actor: Actor, today: date) -> None:
        """The first step of the strategy is planned, and done where there was time."""
        found = queries.wanted(self.stage.session, actor, made)
        if found is None:
            return
        one = care.plan(
            self.stage.session, actor, made, kind=Care.VISIT, title=found.steps[0].step, due_on=today - timedelta(days=AGO - 4), cause=because(found.strategy.stage, found.steps[0].step),
        )  # fmt: skip
        self.stage.agenda.add(now() + timedelta(days=3), lambda: care.finish(self.stage.session, actor, one, version=1, result=said("客户认可，已约定下次沟通 | Welcome; the next talk is agreed", actor.language)))

    def _enter(self, place: int, project: CastProject, today: date) -> None:
        if project.code not in self.stage.projects:  # it begins later
            return
        session, actor, project_id = self.stage.session, self.stage.acting(project.manager), self.stage.projects[project.code]
        taken_over, spoken = today - timedelta(days=AGO), actor.language or Language.SIMPLIFIED
        known = customers_for_choice(session, actor, project_id=project_id)  # somebody who called before is entered already
        made = known[0].id if known else customers.enter(
            session, actor, name=pick(project.customer, spoken), class_code="key" if place in KEY else "regular" if LIVES[place] else "prospect",
            class_why=said(KEY.get(place, "" if LIVES[place] else "正在洽谈 | In talks"), actor.language), channel=TALKS[place % len(TALKS)][0], needs=said("工作日响应稳定，节假日有人值守。 | Steady answers on working days, somebody there on holidays.", actor.language), habits=said("偏好先电话后书面确认。 | Calls first, then wants it in writing.", actor.language),
            project_ids=[project_id], namesake=True,
        )  # fmt: skip
        first = contacts.enter(session, actor, made, person=self._person(place), role=TITLES[place % len(TITLES)], first=True, another=True)
        contacts.consent(
            session, actor, first, purpose=Purpose.SERVICE, way=Way.CONTRACT if LIVES[place] else Way.PHONE, wording=said("同意为提供服务而使用联系方式。 | Agreed that contact data are used to provide the service.", actor.language), given_on=taken_over - timedelta(days=30),
        )  # fmt: skip
        before = None
        for begins, ends, value in LIVES[place]:
            starts = today + timedelta(days=begins)
            before = contracts.enter(
                session, actor, made, title=said("客户服务与运维支持 | Service and support", actor.language), value=Decimal(value), signed_on=min(starts, taken_over) - timedelta(days=10), starts_on=starts,
                ends_on=today + timedelta(days=ends), number=f"HT-{starts.year}-{place + 1:03d}", project_id=project_id, follows_id=before, promises=PROMISES[: 3 if place in KEY else 2],
            )  # fmt: skip
        for turn, ago in enumerate(sorted(HEARD[place], reverse=True)):
            channel, subject, outcome = TALKS[(place + turn) % len(TALKS)]
            on = today - timedelta(days=max(ago, AGO))
            again = today + timedelta(days=7 + place) if ago == min(HEARD[place]) and place % 3 == 0 else None
            talks.write(session, actor, made, day=on, channel=channel, subject=said(subject, actor.language), outcome=said(outcome, actor.language), contact_id=first, project_id=project_id, next_on=again)
        self._more(place, made, project_id, actor, today)

    def _more(self, place: int, made: int, project_id: int, actor: Actor, today: date) -> None:
        session, manager = self.stage.session, actor
        if place % 2 == 0:
            care.plan(session, manager, made, kind=Care.FESTIVAL, title=said("元旦问候 | New Year's greeting", actor.language), due_on=date(today.year + 1, 1, 1), yearly=True)
        if place in KEY:
            heard = needs.hear(session, manager, made, text=said("希望高峰时段有专人对接 | Somebody of their own at peak hours", actor.language), heard_on=today - timedelta(days=20 + place), channel="visit", project_id=project_id)
            if place:
                needs.settle(session, manager, heard, met=True, answer=said("已安排专属客服 | A person of their own is named", actor.language), version=1)
            care.plan(session, manager, made, kind=Care.VISIT, title=said("季度拜访 | Quarterly visit", actor.language), due_on=today + timedelta(days=place - 2))
            points.book(session, manager, made, points=500, why=said("续约奖励 | Renewal", actor.language))
            points.book(session, manager, made, points=-120, why=said("兑换培训名额 | Training", actor.language))
            one = expectations.expect(session, manager, made, project_id=project_id, aspect=Aspect.TIME, subject=said("热线接通时间 | Time to answer", actor.language), target=Decimal(20), unit=said("秒 | s", actor.language), higher_is_better=False)
            expectations.judge(session, manager, one, version=1, came=said("高峰时段略慢 | Slower at peak hours", actor.language), actual=Decimal(24 if place else 18))
            expectations.expect(session, manager, made, project_id=project_id, aspect=Aspect.RESULT, subject=said("一次解决率 | Solved at once", actor.language), target=Decimal(85), unit="%")
        if place in (1, 4, 7):
            self._take_care(made, manager, today)
        if place == 3:
            session.flush()  # house: the loss is of the version that contracts and talks have left
            version = session.get_one(Customer, made).version
            stages.lose(session, manager, made, version=version, reason=Loss.SLOWNESS, why=said("多次超时未解决，客户改选其他服务商 | Late again and again; they chose somebody else", actor.language), on=today - timedelta(days=60))

    def _person(self, place: int) -> Personal:
        first = f"11010119{70 + place}0{1 + place % 9}1500{place % 10}"
        return Personal(
            PEOPLE[place], f"138{place:02d}0{place:02d}42{place % 10}", f"contact{place + 1}@customer.example", "北京市海淀区示例路18号", f"{first}{check_character(first)}" if place % 4 == 0 else "",
        )  # fmt: skip
