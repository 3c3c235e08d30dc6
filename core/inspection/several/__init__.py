"""Several inspectors on one project in one round: how far apart they are, and the talk that is needed before the release."""
