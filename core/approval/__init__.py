"""Approvals: a chain of people says yes before something takes effect, for every room alike.

A room registers what a submission of its kind is and what happens when it is approved (`queries.subject`); the rest
(who is asked, who may not, what was seen, who decided when) is the same everywhere and lives here.
"""
