"""What saved plans have of their own: their kind, views, files, comparison."""
