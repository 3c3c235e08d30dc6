"""Whether pages are clear to those who use them: asked without a name, counted by page, replied to."""
