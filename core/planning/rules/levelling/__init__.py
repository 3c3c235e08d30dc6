"""Resource levelling: who is asked for more than there is of her, and a proposal that ends that. Pure.

`level` the way in; `jobs` what may move and what it takes; `load` over-allocation at every instant; `axis` the plan as whole numbers
(`problem`); `serial` schedules without search; `bounds` what none can beat; `solver` the search; `dated` several calendars.
"""
