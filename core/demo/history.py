"""A year of tickets that one project brought along from its former desk, imported as a user would; then the house foretells week by week."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from core.audit.actions import NOBODY
from core.clock import here, now
from core.demo.rules import CastProject, said
from core.demo.service import MOST_PROJECTS, TOLD
from core.demo.story import ORIGIN, Stage, when
from core.exchange.requests_import import taking
from core.projects.queries import project_for_update
from core.projects.rules import Stage as ProjectStage
from core.service.analysis import actions as analysis
from core.service.analysis.queries import anew
from core.service.analysis.rules import monday
from core.service.forecast import actions as forecast
from core.service.imports import actions as imports
from core.service.imports.queries import codes
from core.service.tuning import actions as tuning
from core.service.tuning.rules import Aspect
from core.words import Language, pick

WEEKS = 44
FORETOLD = 5
"""Weeks in which the house keeps what it foretells."""
CHANGE = "午间由两人增至四人接听，忙时自动回拨。 | Four instead of two people at noon; who waits is called back."
MAP = """
rows = "snapshot"
source = "former_desk"
project = "{project}"
[columns]
id = "no"
opened_at = "opened"
responded_at = "answered"
resolved_at = "solved"
closed_at = "closed"
state = "state"
customer = "who"
channel = "by"
class = "class"
subtype = "type"
title = "title"
solution = "solution"
mode = "way"
[values.state]
done = "archived"
"""
COLUMNS = ("no", "opened", "answered", "solved", "closed", "state", "who", "by", "class", "type", "title", "solution", "way")


@dataclass
class History:
    """Tickets from before the house took over."""

    stage: Stage
    tuned: int = 0

    def plan(self, today: date) -> None:
        """Put the import on the agenda, and the weeks in which something is foretold."""
        running = [one for one in self.stage.cast.projects if one.stage in (ProjectStage.EXECUTION, ProjectStage.MONITORING) and one.members]
        if not running:
            return
        served = min(running[-MOST_PROJECTS:], key=lambda one: one.started)
        self.stage.agenda.add(now() + timedelta(days=6, hours=9), lambda: self._bring(served))
        for ago, deed in ((52, self._decide), (49, self._changed), (12, self._judge)):
            self.stage.agenda.add(when(today - timedelta(days=ago), 17), lambda deed=deed: deed(served))  # type: ignore[misc]
        for back in range(FORETOLD, -1, -1):
            self.stage.agenda.add(when(monday(today) - timedelta(days=7 * back), 6), self._foretell)

    def _bring(self, project: CastProject) -> None:
        actor = self.stage.acting(project.manager)
        mapped = taking.checked(MAP.format(project=project_for_update(self.stage.session, self.stage.projects[project.code]).code), codes(self.stage.session, actor))
        job = taking.taken(self._file(project, actor.language or Language.SIMPLIFIED).encode(), "former_desk.csv", mapped, now()).job
        imports.take(self.stage.session, actor, job)

    def _file(self, project: CastProject, language: Language) -> str:
        out = io.StringIO()
        rows = csv.writer(out)
        rows.writerow(COLUMNS)
        last, number, customer = monday(now().date() - timedelta(days=6)), 0, pick(project.customer, language)
        for week in range(WEEKS):
            # More before the year ends, fewer in its quiet weeks, and never quite the same.
            day = last - timedelta(days=7 * (WEEKS - 1 - week))
            for turn in range(max(1, 5 + (day.month in (11, 12, 3)) * 2 - (day.month in (2, 8)) * 2 + (week * 7 % 5) - 2)):
                number += 1
                told = TOLD[(number * 5 + week) % len(TOLD)]
                opened = when(day + timedelta(days=turn % 5), 9 + number % 7, number * 13 % 60)
                moments = (opened, *(opened + timedelta(minutes=minutes) for minutes in (20 + number * 11 % 60, 120 + number * 37 % 400, 1500 + number % 300)))
                rows.writerow([
                    number, *map(_written, moments), "done", customer, told.channel, told.problem.partition("_")[0], told.problem, said(told.title, language), said(told.solution, language),
                    "self_service" if number * 7 % WEEKS < week // 4 else told.mode,  # more and more customers help themselves
                ])  # fmt: skip
        return out.getvalue()

    def _foretell(self) -> None:
        analysis.refresh(self.stage.session, replace(NOBODY, origin=ORIGIN), anew(self.stage.session))
        forecast.keep(self.stage.session, replace(NOBODY, origin=ORIGIN))

    def _decide(self, project: CastProject) -> None:
        actor, people = self.stage.acting(project.manager), self.stage.people
        self.tuned = tuning.decide(
            self.stage.session, actor, self.stage.projects[project.code], channel="phone", weeks=8, aspect=Aspect.RESOLVED, change=said(CHANGE, actor.language), owner_id=people[project.members[0]],
            verifier_id=people[project.manager], due_on=now().date() + timedelta(days=7), wait_days=28,
        )  # fmt: skip

    def _changed(self, project: CastProject) -> None:
        tuning.changed(self.stage.session, self.stage.acting(project.manager), self.tuned, changed_on=here(now()).date(), version=2)

    def _judge(self, project: CastProject) -> None:
        tuning.judge(self.stage.session, self.stage.acting(project.manager), self.tuned, version=3)


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
