"""Applications for a project: written as a draft, submitted once nothing is missing, approved in two steps, and turned into the project."""
