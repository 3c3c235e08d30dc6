"""What an hour of work costs: of the organisation, of a person, for a project; each from a day on."""
