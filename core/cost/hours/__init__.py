"""Hours of work: who worked on which task on which day. The one definition of hours; a report on a task enters them too."""
