"""Readers of the user's own files: prompts to count, usage logs to add up. Texts in a log are never loaded."""
