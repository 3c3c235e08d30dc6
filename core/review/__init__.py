"""Reviews of projects by the same instrument at every point: facts filled in, people judge, groups weighed; risks, comparison, the summary report."""
