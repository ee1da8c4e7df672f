"""Saved plans as files: JSON, CSV, Markdown, XLSX."""
