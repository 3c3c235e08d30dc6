"""By which rules a request finds its handler when nobody chose one: tried in their order, explained on the request, changed by hand at any time."""
