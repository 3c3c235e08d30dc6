"""The measures of quality checks. Pure."""

from core.metrics.rules import Measure, Statistic, Unit, declare
from core.words import N_

PASSED = declare(Measure(
    "check.passed",
    name=N_("Quality checks passed"),
    definition=N_("How many of the checks of a group find nothing that does not conform."),
    formula=N_("Finished checks without a failed point, divided by all checks finished in the period."),
    dated=N_("The day it was finished"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(91, 93, 288),
))  # fmt: skip
IN_TIME = declare(Measure(
    "check.in_time",
    name=N_("Quality checks carried out in time"),
    definition=N_("Whether the checks that were planned are carried out by the day that was set."),
    formula=N_("Checks finished by their due day, divided by all checks that fell due by yesterday or are finished. Cancelled ones are left out."),
    dated=N_("The due day"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(91, 254, 289), person=N_("Who carries it out"),
))  # fmt: skip
