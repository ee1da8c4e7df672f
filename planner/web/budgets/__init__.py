"""The budget page."""
