"""Why a score is what it is: the way from full marks to the final score, step by step, each tied to what was answered."""
