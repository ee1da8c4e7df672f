"""Distribution of a budget's dollars."""
