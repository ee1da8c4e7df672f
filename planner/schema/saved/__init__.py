"""The shape of saved plans and budgets, for imports."""
