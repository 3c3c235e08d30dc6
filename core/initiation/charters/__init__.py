"""The charter of a project with its scope: pre-filled from what was approved, changed in versions, confirmed by the customer."""
