"""The user's own numbers: counting what is pasted, reading what was billed, and what a log says of a workload."""
