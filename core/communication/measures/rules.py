"""The measures of communication. Pure."""

from core.metrics.rules import Measure, Statistic, Unit, declare
from core.words import N_

ADHERENCE = declare(Measure(
    "communication.adherence",
    name=N_("Planned contacts that took place in time"),
    definition=N_("How far projects keep to their plans of communication: a meeting, talk, report or survey that was planned took place by its day."),
    formula=N_("Expectations of plans whose day lies in the period and which something met no later than the days that the settings allow, divided by all of that period that were met or are overdue. Waived ones and those whose time is not over are not counted."),
    dated=N_("The day on which it was expected"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(62, 63, 167, 172, 181, 314), person=N_("Whoever owns the row of the plan"),
))  # fmt: skip
ANSWERED = declare(Measure(
    "communication.answered",
    name=N_("Opinions answered in time"),
    definition=N_("How reliably people who say something are answered: customers and staff, with their name or without."),
    formula=N_("Opinions whose day to answer lies in the period and that were answered by that day, divided by all of that period that were answered or whose day has passed."),
    dated=N_("The day until which an answer is due"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(145, 173, 181, 318),
))  # fmt: skip
