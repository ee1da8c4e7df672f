"""The user's own numbers: what was billed, and what a log says of a workload."""
