"""Weekly and monthly reports: what happened in a period, gathered from the plan and its reports, with the manager's words, frozen when issued."""
