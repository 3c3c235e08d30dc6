"""Chains: who has to approve a kind of subject, step by step. Shipped in data/approvals, edited by administrators."""
