"""Progress of planned work: what people report of their tasks, dated and never overwritten, and who has not reported."""
