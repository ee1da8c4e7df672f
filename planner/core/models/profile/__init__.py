"""What the page of a profiled model says: its card, its scores, what it lacks."""
