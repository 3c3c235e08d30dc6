"""What the figures of fairness mean, in plain words: for the page and the export. Pure."""

from core.words import N_

TERMS = (
    (N_("Adds to a score"), N_("How many points this inspector's scores (before vetoes) lie above (+) or below (−) those of colleagues, after taking out what belongs to the project. Drawn towards zero by as much as few sheets could mislead.")),
    (N_("Compared on: same projects"), N_("Colleagues scored the same projects in the same round; the inspector is compared on those only.")),
    (N_("Compared on: adjusted"), N_("Too few projects were shared in a round. The inspector is compared over time, allowing for the project (of many: its department and kind) and the round. What is not known of the projects remains in the figure.")),
    (N_("95 % interval"), N_("Where the figure would lie in 95 of 100 such inspections. If it holds zero, chance explains the rest.")),
    (N_("Worth a look"), N_("More than two standard errors from colleagues, with the number of inspectors or items looked at taken into account: at most one such mark in twenty is expected to be false. It is a reason to talk and look at sheets, not a verdict.")),
    (N_("Krippendorff's alpha"), N_("Agreement beyond chance: 1 is perfect, 0 what chance gives; from 0.8 on it is good, below 0.667 poor.")),
    (N_("Gwet's AC2"), N_("The same, and steady also where nearly all scores are alike.")),
    (N_("Fair-adjusted score"), N_("The mean with each inspector's figure taken out. It stands beside the official score, never instead of it.")),
    (N_("Too few"), N_("Below {least} sheets or comparisons nothing is told: chance would decide it.")),
)
