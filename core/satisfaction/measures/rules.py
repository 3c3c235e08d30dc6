"""The measures of satisfaction. Pure."""

from core.metrics.rules import Measure, Statistic, Unit, declare
from core.words import N_

HANDLER = N_("Whoever handled the request it was asked after")
ANSWERED = N_("The day of the answer")

SATISFIED = declare(Measure(
    "satisfaction.satisfied",
    name=N_("Satisfied customers"),
    definition=N_("How many of those who answered are satisfied with the service overall."),
    formula=N_("Answers with an overall score of 4 or 5 of 5, divided by all answers with an overall score in the period. Withdrawn answers are left out; answers entered by staff count and are marked where they are listed."),
    dated=ANSWERED,
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(19, 21, 93, 129, 329, 365), person=HANDLER,
))  # fmt: skip
SCORE = declare(Measure(
    "satisfaction.score",
    name=N_("Mean satisfaction score"),
    definition=N_("How satisfied customers are with the service overall, from 1 to 5."),
    formula=N_("The sum of the overall scores divided by their number, of the answers in the period. Withdrawn answers are left out."),
    dated=ANSWERED,
    statistic=Statistic.MEAN, unit=Unit.POINTS, higher_is_better=True, sources=(21, 93, 365), person=HANDLER,
))  # fmt: skip
NET = declare(Measure(
    "satisfaction.net_promoters",
    name=N_("Net promoters"),
    definition=N_("How many more customers would recommend us than would not."),
    formula=N_("Answers with a recommendation of 9 or 10 less those of 6 and below, in percent of all answers with a recommendation in the period; from -100 to 100."),
    dated=ANSWERED,
    statistic=Statistic.NET, unit=Unit.POINTS, higher_is_better=True, sources=(21, 270, 415), person=HANDLER,
))  # fmt: skip
LOW = declare(Measure(
    "satisfaction.low",
    name=N_("Low answers"),
    definition=N_("How many of those who answered are dissatisfied: what opens a request by itself."),
    formula=N_("Answers whose overall scores are at or below the limits of the settings, divided by all answers in the period. Withdrawn answers are left out."),
    dated=ANSWERED,
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=False, sources=(33, 151, 367), person=HANDLER,
))  # fmt: skip
RETURNED = declare(Measure(
    "satisfaction.returned",
    name=N_("Response rate of surveys"),
    definition=N_("How many of the surveys that customers got a link to were answered by them."),
    formula=N_("Surveys answered by the customer, divided by all that were sent as a link in the period and are answered or have expired. Open and revoked ones are left out, and those that were answered by telephone in the end."),
    dated=N_("The day it was sent"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(269, 365, 406),
))  # fmt: skip
