"""Seconds: first token, first answer, whole call, whole run."""
