"""Training: courses, sessions, who took part and with what result, and whether it helped."""
