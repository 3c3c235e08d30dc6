"""Whether the house reminds by itself. Pure."""

from core.settings.rules import PROGRESS, Setting, declare
from core.words import N_

BY_ITSELF = declare(Setting(
    "progress.remind", PROGRESS, N_("Remind of open reports"),
    N_("On working days whoever owes reports on tasks is reminded, in one notice and once in the time within which a report is due. Managers can remind by hand as well."),
    True, per_department=True,
))  # fmt: skip
