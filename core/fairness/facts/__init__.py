"""Judgement against fact: the scores of a checkpoint beside what is measured of the same groups in the same period."""
