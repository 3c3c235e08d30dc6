"""Deputies: who decides for somebody who is away, from which day to which."""
