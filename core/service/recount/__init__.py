"""Due moments follow the calendars: what a changed calendar moves is written anew by the house."""
