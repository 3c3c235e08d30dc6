"""The measures of inspections. Pure."""

from core.metrics.rules import Measure, Statistic, Unit, declare
from core.words import N_

SUBMITTED_IN_TIME = declare(Measure(
    "sheet.in_time",
    name=N_("Scoring sheets submitted in time"),
    definition=N_("How reliably inspectors finish their sheets by the day on which the round is due."),
    formula=N_("Sheets submitted on or before the round's due day, divided by all sheets of rounds due in the period. Corrections are left out; a sheet that nobody submitted counts as late."),
    dated=N_("The round's due day"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(228, 229), person=N_("The inspector"),
))  # fmt: skip
GROUNDS = declare(Measure(
    "sheet.grounds",
    name=N_("Lost points with grounds on file"),
    definition=N_("Whether the record of an inspection is complete: every lost point with a note, a photo or a file that says why."),
    formula=N_("Answers that cost points and have a note, a photo or a file, divided by all answers that cost points, on released sheets submitted in the period."),
    dated=N_("The day the sheet was submitted"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(224, 226, 235), person=N_("The inspector"), least=20,
))  # fmt: skip
OVERTURNED = declare(Measure(
    "contest.overturned",
    name=N_("Contests that changed the score"),
    definition=N_("How often the inspected side was right to contest: a high share says that scores were given too quickly."),
    formula=N_("Contested items, or whole sheets, of which the decision called for a correction, divided by all that were decided in the period."),
    dated=N_("The day of the decision"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=False, sources=(234, 237, 240), person=N_("The inspector"),
))  # fmt: skip
FEEDBACK_IN_TIME = declare(Measure(
    "round.feedback_in_time",
    name=N_("Results given to the inspected side in time"),
    definition=N_("How reliably a group learns its result soon after the inspection, while it is still remembered."),
    formula=N_("Submitted sheets whose round was released on or before the day its results were due, divided by all submitted sheets of rounds released or due in the period. Corrections are left out."),
    dated=N_("The day the results were due"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(236,),
))  # fmt: skip
RECORDS_COMPLETE = declare(Measure(
    "record.complete",
    name=N_("Complete service records"),
    definition=N_("Whether the archive of services is complete: every service record tells what the organisation asks of one."),
    formula=N_("Service records of the period that tell everything that Settings asks of a complete one (who handled it, by which channel, what the customer asked for, what came of it, what the customer said), divided by all service records of the period. Records taken off the list are left out."),
    dated=N_("The day of the service"),
    statistic=Statistic.SHARE, unit=Unit.PERCENT, higher_is_better=True, sources=(212, 361), person=N_("Whoever handled the service"),
))  # fmt: skip
