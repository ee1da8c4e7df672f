"""A saved plan at today's prices."""
