"""What customers of the demo say over half a year: by link and by telephone, mostly content, sometimes not; a few links wait, one lapsed, one was revoked."""

import secrets
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.audit.actions import NOBODY
from core.clock import now
from core.customers.queries import customers_for_choice
from core.demo.rules import CastProject, said
from core.demo.story import ORIGIN, Stage, when
from core.projects.rules import Stage as ProjectStage
from core.satisfaction.answers import actions as answers
from core.satisfaction.surveys import actions as surveys
from core.satisfaction.surveys.queries import KIND, due_requests
from core.satisfaction.surveys.records import Survey
from core.service.handling import actions as handling
from core.service.requests.queries import ids_of_source
from core.service.requests.records import Request
from core.service.requests.rules import HOUSE
from core.service.rules import Degree
from core.words import Language

CUSTOMER = replace(NOBODY, origin=ORIGIN)
"""Whoever opens a link has no account."""
DAYS, ASKED = 172, 62
"""So many days before the end the first is asked; so many are asked in all."""
SAID = (
    ("5", "5", "5", "5", "10", "0", "处理很快，服务人员态度好，谢谢。 | Fast, and friendly people, thank you."), ("4", "4", "5", "4", "9", "1", ""), ("4", "3", "4", "4", "8", "1", "结果满意，就是等了两天才有人回电。 | Good in the end, but I waited two days for a call."),
    ("5", "4", "5", "5", "9", "1", "工程师很专业，一次就解决了。 | The engineer knew the job and solved it at once."), ("3", "2", "4", "3", "6", "1", "进度没有主动告知，每次都要我来问。 | Nobody told me how it went, I had to ask each time."), ("4", "4", "4", "5", "9", "1", "又快又友好，谢谢。 | Quick and friendly, thank you."),
    ("5", "5", "4", "5", "10", "0", ""), ("2", "1", "2", "3", "3", "2", "同样的问题反复出现，处理太慢。 | The same problem again and again, and far too slow."), ("4", "4", "3", "4", "8", "1", "说明清楚，希望线上就能查到进度。 | Well explained; I would like to follow it online."), ("5", "5", "5", "4", "10", "0", "感谢，比预期好。 | Thank you, better than expected."),
    ("4", "3", "4", "4", "7", "1", "发票写得不清楚。 | The invoice was not clear."), ("5", "4", "4", "5", "9", "1", ""), ("1", "1", "1", "2", "0", "2", "我要投诉：等了一周没人回复，态度冷淡。 | I want to complain: a week without an answer, and rude."), ("4", "5", "4", "4", "9", "1", "服务很好，谢谢。 | Good service, thank you."),
)  # fmt: skip
"""Overall, efficiency, quality, experience, recommendation, expectation, and what was written."""
QUESTIONS = ("overall", "efficiency", "quality", "experience", "recommend", "expectation", "comment")
CHANNELS = ("email", "chat", "email", "app", "visit")
TELEPHONE, SILENT = 7, 6
"""Every so many are asked by telephone; every so many of the others never answer."""


@dataclass
class Satisfaction:
    """Customers of projects that are under way, asked one after another."""

    stage: Stage

    def plan(self, today: date) -> None:
        """Put it on the agenda."""
        under_way = [one for one in self.stage.cast.projects if one.started < today - timedelta(days=30) and one.stage in (ProjectStage.EXECUTION, ProjectStage.MONITORING, ProjectStage.CLOSING)]
        known = sorted(under_way, key=lambda one: (one.started, one.code))[-5:] or list(self.stage.cast.projects[:3])
        for number in range(ASKED):
            day = today - timedelta(days=DAYS - number * DAYS // ASKED)
            project = known[number * 3 % len(known)]
            if day > project.started:
                self.stage.agenda.add(when(day, 10, number % 50), lambda number=number, project=project: self._ask(number, project))  # type: ignore[misc]

    def _ask(self, number: int, project: CastProject) -> None:
        session, manager, id_ = self.stage.session, self.stage.acting(project.manager), self.stage.projects[project.code]
        spoken = manager.language or Language.SIMPLIFIED
        served = customers_for_choice(session, manager, project_id=id_, limit=3)
        solved = [one for one in due_requests(session, manager) if one.project_id == id_] if number % 2 else []
        facts = {"request_id": solved[0].id, "language": spoken} if solved else {"customer_id": served[number % len(served)].id if served else None, "language": spoken}
        *scores, words = SAID[number * 5 % len(SAID)]
        typed = dict(zip(QUESTIONS, (*scores, said(words, manager.language)), strict=True))
        if number % TELEPHONE == 3:
            made = answers.interview(session, manager, id_, typed=typed, channel="phone", **facts)  # type: ignore[arg-type]
            if number == 31:
                answers.withdraw(session, manager, made, reason=said("重复录入 | Entered twice", manager.language))
            return
        token = secrets.token_urlsafe(32)
        made = surveys.send(session, manager, id_, token=token, channel=CHANNELS[number % len(CHANNELS)], **facts)  # type: ignore[arg-type]
        if number == 40:
            surveys.revoke(session, manager, made, version=1)
        elif number % SILENT != 2:
            moment = now() + timedelta(hours=5 + 24 * (number % 3))
            self.stage.agenda.add(moment, lambda: self._answer(token, typed, facts["language"], project))  # type: ignore[arg-type]

    def _answer(self, token: str, typed: dict[str, str], language: Language, project: CastProject) -> None:
        """The answer, and what the manager does about the request that a low one opens: of the newest she has not come to it yet."""
        made = answers.answer(self.stage.session, CUSTOMER, token, typed=typed, language=language)
        opened = self._opened(made)
        if opened:
            self.stage.agenda.add(now() + timedelta(hours=3), lambda: self._take_on(opened, project.manager))
            self.stage.agenda.add(now() + timedelta(hours=27), lambda: self._solve(opened, project.manager))

    def _opened(self, survey_id: int) -> int | None:
        known = ids_of_source(self.stage.session, f"{HOUSE}{KIND}", [self.stage.session.get_one(Survey, survey_id).code])
        return next(iter(known.values()), None)

    def _version(self, request_id: int) -> int:
        self.stage.session.flush()  # house: what the page would read anew
        return self.stage.session.get_one(Request, request_id).version

    def _take_on(self, request_id: int, manager: str) -> None:
        session, actor = self.stage.session, self.stage.acting(manager)
        handling.classify(
            session, actor, request_id, problem_class="relation", problem_type="relation_contact", urgency=Degree.HIGH, impact=Degree.MEDIUM, upset=True, complaint=False,
            version=self._version(request_id),
        )  # fmt: skip
        handling.give(session, actor, request_id, handler_id=self.stage.people[manager], version=self._version(request_id))
        handling.begin(session, actor, request_id)
        handling.respond(session, actor, request_id, text=said("已致电客户，说明原因并约定答复时间。 | Called the customer, explained, and agreed when to answer.", actor.language))

    def _solve(self, request_id: int, manager: str) -> None:
        actor = self.stage.acting(manager)
        handling.resolve(self.stage.session, actor, request_id, solution=said("由专人跟进到底，每日告知进展。 | One person follows it to the end and reports every day.", actor.language), version=self._version(request_id))
