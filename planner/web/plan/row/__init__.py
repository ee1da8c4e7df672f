"""The opened row of the plan's table."""
