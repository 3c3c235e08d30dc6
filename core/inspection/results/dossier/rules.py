"""Which rounds have a dossier, and how much of one fits into a workbook. Pure."""

from core.errors import Refusal
from core.words import N_

ANSWERS_AT_MOST = 1_000_000
"""Rows of answers in one workbook: a sheet of Excel ends at 1,048,576."""


class StillScoring(Refusal):
    message = N_("This round is still being scored. Its report is made once the scoring is closed.")


class TooManyAnswers(Refusal):
    message = N_("This choice holds {count} answers, and a workbook takes {limit}. Narrow the results to a department first.")
