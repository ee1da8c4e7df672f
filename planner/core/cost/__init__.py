"""Dollars of a run: rates, caches, agent loops in closed form, quotes line by line."""
