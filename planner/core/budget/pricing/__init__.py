"""What each day of a budget line costs."""
