"""Charts and sections of the plan page."""
