"""The critical path method as Microsoft Project works it out, on calendars and exact to the minute. Pure.

`plan` what is planned; `worktime` and `calendars` when work can be done; `stretches` how long a task takes from a given
start; `network` what waits for what; `passes` early and late dates, most of them as counts of working time (`counted`);
`slack` how far a task can slip; `schedule` all of it.
`levelling` who is delayed so that people are asked for no more than they can; `risk` how sure the finish is.

**Time** is the wall clock of the plan, without zones, as Microsoft Project keeps it: whole ticks of six seconds since
1970 (`TICKS` a minute), because Project calculates in tenths of minutes.
"""
