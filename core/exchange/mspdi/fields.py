"""Fields of one's own in Project's files: what the plan keeps and Project has no name for, by the numbers of its custom fields."""

TEXT_1, TEXT_2, TEXT_3, TEXT_4 = 188743731, 188743734, 188743737, 188743740
START_1 = 188743732
FLAG_1 = 188743752
DURATION_1, DURATION_2 = 188743783, 188743784

DELIVERABLE, STANDARD, OBJECTIVE, OWNER = TEXT_1, TEXT_2, TEXT_3, TEXT_4
GATE = FLAG_1
SHORTEST, LONGEST = DURATION_1, DURATION_2
NOT_BEFORE = START_1
NAMES = {
    DELIVERABLE: ("Text1", "Deliverable"), STANDARD: ("Text2", "Quality standard"), OBJECTIVE: ("Text3", "Objective"), OWNER: ("Text4", "Answers for it"),
    NOT_BEFORE: ("Start1", "Levelled: not before"), GATE: ("Flag1", "Gate"), SHORTEST: ("Duration1", "Shortest duration"), LONGEST: ("Duration2", "Longest duration"),
}  # fmt: skip
"""Name and alias of each, as Project shows them."""
