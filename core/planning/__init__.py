"""What is to be done when: the schedule engine (`rules`), which knows plans as values and no database.

A plan comes from a file today (core/exchange/mspdi, `python -m core schedule PLAN.xml`).
"""
