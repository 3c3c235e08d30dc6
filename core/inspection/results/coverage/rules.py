"""When a project or a department has been looked at often enough. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from core.inspection.sampling.rules import enough
from core.inspection.tally.rules import N_MIN
from core.words import N_

YEAR = timedelta(days=365)
MARGINS = (5, 10, 15, 20)
"""Margins of error that can be asked for, in percentage points at 95 percent."""
MARGIN = 10


class Standing(StrEnum):
    NEVER = "never"
    FEW = "few"
    WIDE = "wide"
    ENOUGH = "enough"

    @property
    def label(self) -> str:
        return {
            Standing.NEVER: N_("Not inspected"),
            Standing.FEW: N_("Too few to be judged"),
            Standing.WIDE: N_("Too few for this margin"),
            Standing.ENOUGH: N_("Enough"),
        }[self]


@dataclass(frozen=True)
class Need:
    """How much there is, how much there should be, and what follows."""

    have: int
    need: int
    standing: Standing

    @property
    def lacking(self) -> int:
        return max(0, self.need - self.have)


def of_project(n: int) -> Need:
    """A project is judged by its own sheets: below N_MIN it has no rank."""
    return Need(n, N_MIN, Standing.NEVER if not n else Standing.FEW if n < N_MIN else Standing.ENOUGH)


def of_department(n: int, inspected: int, projects: int, margin: int) -> Need:
    """A department is judged by how many of its projects were inspected: `need` of so small a population (Cochran, with
    finite-population correction) hold a share within `margin` points. Below N_MIN sheets not even a rank is given.
    """
    need = enough(projects, margin=margin)
    if not inspected:
        return Need(0, need, Standing.NEVER)
    if n < N_MIN:
        return Need(inspected, need, Standing.FEW)
    return Need(inspected, need, Standing.WIDE if inspected < need else Standing.ENOUGH)
