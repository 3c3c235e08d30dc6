"""What acceptance and closing share: what is set, and who is told of what. Pure."""

from core.errors import Refusal
from core.notice import rules as notice
from core.settings.rules import DAYS, PERCENT, Setting, declare
from core.words import N_

SECTION = N_("Acceptance and closing")
TO_SIGN = notice.declare(notice.Kind("to_sign", N_("Acceptances and closings that wait for my signature"), notice.Mail.NOW))
ACCEPTED = notice.declare(notice.Kind("acceptance", N_("What becomes of acceptances of my projects")))
CLOSED = notice.declare(notice.Kind("closing", N_("Closing and reopening of my projects")))

LINK_DAYS = declare(Setting(
    "closing.link_days", SECTION, N_("A customer’s link opens for"), N_("So many days after it was made the link for signing opens nothing any more. A new one can be made at any time."), 14,
    least=1, most=90, unit=DAYS,
))  # fmt: skip
LEAST_SCORE = declare(Setting(
    "closing.least_score", SECTION, N_("Formal acceptance from"), N_("The formal acceptance is opened once the delivery standards reach so many percent of their points."), 80,
    least=0, most=100, unit=PERCENT, per_department=True,
))  # fmt: skip
QUORUM = declare(Setting(
    "closing.quorum", SECTION, N_("Signatures for closing"), N_("So many different people sign a closing before the project is closed."), 2, least=1, most=9, per_department=True,
))  # fmt: skip
CONFIRMED_BY = declare(Setting(
    "closing.confirmed_by", SECTION, N_("Results are confirmed by"), N_("Who confirms what a project has reached before it is closed."), ("customer",),
    choices=(("customer", N_("The customer")), ("internal_audit", N_("Internal audit")), ("third_party", N_("A third party"))),
))  # fmt: skip
REMARK_DAYS = declare(Setting(
    "closing.remark_days", SECTION, N_("Remarks are put right within"), N_("So many days after a signature its remarks are due as follow-ups."), 14, least=1, most=180, unit=DAYS,
    per_department=True,
))  # fmt: skip


class ClosedForGood(Refusal):
    message = N_("{project} is closed and stays as it is. Reopen it first, with a reason.")
