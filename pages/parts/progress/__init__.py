"""What pages say of progress: the report on a task, and who has not reported."""
