"""Saved plans and budgets: lists, revisions, sharing, comparison, files."""
