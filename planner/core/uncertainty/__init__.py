"""Spread of estimates: one run, the mean of many runs, and their 80 % bands."""
