"""The wire format of budgets."""
