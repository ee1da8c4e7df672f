"""Saved plans side by side."""
