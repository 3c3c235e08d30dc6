"""Measures of customers in the registry: renewal, repurchase and loss for reasons of service, by contracts of a project."""
