"""Due dates of rounds: what has to be submitted until when, who is reminded, what is overdue and what was missed."""
