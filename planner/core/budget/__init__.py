"""Budgets: months of several workloads against a cap, with growth, dated prices and the odds of overspending."""
