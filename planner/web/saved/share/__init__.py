"""Read-only links."""
