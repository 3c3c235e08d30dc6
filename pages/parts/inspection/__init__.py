"""Forms, tables and charts of the inspection."""
