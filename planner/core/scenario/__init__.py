"""A saved plan: what it keeps, re-pricing it, comparing several."""
