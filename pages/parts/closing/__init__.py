"""Parts of the pages Acceptance and Closing, and the customer's page for signing."""
