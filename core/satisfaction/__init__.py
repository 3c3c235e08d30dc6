"""What customers say: `templates` in versions, `surveys` by single-use links, `answers` that nobody edits, `themes` of what they wrote, kept sums (`tally`)."""
