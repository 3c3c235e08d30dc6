"""Earned value of all projects side by side, from sums that are kept: by day and by month.

To work out the earned value of thousands of projects takes minutes, to read its sums a tenth of a second. So each project's
sums are kept together with what they were worked out from: the state of its plan, its newest baseline and report, its cost
and the organisation's working time. A sum whose grounds have changed since is worked out anew: a few at once where somebody
looks, all by a routine of the house. No deed of a project waits for it, which is why reports are saved as fast as before.
"""
