"""Which departments take part in a project, phase by phase."""
