"""What all of resources shares: what the organisation decides, and who is told what. Pure."""

from core.notice import rules as notice
from core.settings.rules import DAYS, Setting, declare
from core.words import N_

SECTION = N_("Resources")
TOPIC = "resources"
OUTAGES = notice.declare(notice.Kind("outage", N_("Major outages of systems"), notice.Mail.NOW))
SHORT_WITHIN = declare(Setting(
    "resources.short_within", SECTION, N_("Material counts as short before it is needed"),
    N_("So many days before material is needed it counts as short if nobody has said when it comes."), 14, least=1, most=180, unit=DAYS,
))  # fmt: skip
