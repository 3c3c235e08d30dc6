"""A project beside similar closed ones: how far those ran over in time and cost."""
