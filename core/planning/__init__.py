"""What is to be done when: the schedule engine (`rules`), the plans of projects, and their baselines.

A plan is rows in outline order. Every deed takes the rows as they are, works out the rows as they shall be and their
dates (`rules/sheet`), and keeps what differs. The engine itself knows plans as values and no database; it also serves
`python -m core schedule PLAN.xml` (core/exchange/mspdi).
"""
