"""The measures of project reviews and of the lessons that come from them. Pure."""

from core.metrics.rules import Measure, Statistic, Unit, declare
from core.words import N_

RESULT = declare(Measure(
    "review.result",
    name=N_("Result of project reviews"),
    definition=N_("How projects are judged by team, customer and management together, out of 100."),
    formula=N_("The totals of the reviews closed in the period, each out of 100, divided by their number. A total weighs the groups that may be shown; reviews without such a group are left out."),
    dated=N_("The day the review was closed"),
    statistic=Statistic.MEAN, unit=Unit.POINTS, higher_is_better=True, sources=(127, 128, 130, 133),
))  # fmt: skip
ADOPTED = declare(Measure(
    "knowledge.adopted",
    name=N_("Lessons adopted"),
    definition=N_("How many of the lessons that projects leave are taken up by others."),
    formula=N_("Lessons, good cases and methods of projects first approved in the period that were adopted at least once since, divided by all of those first approved in the period. Articles of no project are left out."),
    dated=N_("The day of the first approval"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(132, 134, 137),
))  # fmt: skip
