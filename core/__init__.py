"""Everything that is true: rules, records, questions and deeds. Draws nothing."""
