"""Readers of planner/data."""
