"""Readers of facts: the price packages and the files of planner/data."""
