"""Charts, tables and sections of the budget page."""
