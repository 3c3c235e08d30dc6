"""Earned value of files: a table of tasks on a day, or a series of periods, in; every figure out, or the reason why there is none."""
