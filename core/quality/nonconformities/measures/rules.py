"""The measures of nonconformities. Pure."""

from core.metrics.rules import Measure, Statistic, Unit, declare
from core.words import N_

A_MONTH = declare(Measure(
    "nonconformity.a_month",
    name=N_("Nonconformities a month"),
    definition=N_("How many nonconformities are found on a project in a month."),
    formula=N_("Nonconformities found on a project in a month, averaged over all projects that had begun and all months of the period. Withdrawn ones are left out; a month without any counts as nought."),
    dated=N_("The first day of the month"),
    statistic=Statistic.MEAN, unit=Unit.TIMES, higher_is_better=False, sources=(93, 289, 290),
))  # fmt: skip
DAYS_TO_CLOSE = declare(Measure(
    "nonconformity.days_to_close",
    name=N_("Days to close a nonconformity"),
    definition=N_("How long it takes from the finding until the measures are verified and their effect is proven."),
    formula=N_("Calendar days from the day it was found to the day its effect was judged; of the nonconformities closed in the period the middle one."),
    dated=N_("The day it was closed"),
    statistic=Statistic.MEDIAN, unit=Unit.DAYS, higher_is_better=False, sources=(93, 255, 293),
))  # fmt: skip
IN_TIME = declare(Measure(
    "nonconformity.in_time",
    name=N_("Nonconformities rectified in time"),
    definition=N_("Whether a group carries out every measure of a nonconformity by the day that was set."),
    formula=N_("Nonconformities whose measures were all reported as done by their due day, divided by all whose measures were verified in the period."),
    dated=N_("The day the last measure was verified"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(255, 290),
))  # fmt: skip
CAME_BACK = declare(Measure(
    "nonconformity.came_back",
    name=N_("Nonconformities that came back"),
    definition=N_("How often the same goes wrong again: measures that did not help, or the same class and cause in the same department not long after."),
    formula=N_("Nonconformities that repeat another or were opened again, divided by all that were found in the period. Withdrawn ones are left out."),
    dated=N_("The day it was found"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=False, sources=(93, 255, 293),
))  # fmt: skip
