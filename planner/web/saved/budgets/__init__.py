"""What saved budgets have of their own."""
