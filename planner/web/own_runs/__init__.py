"""Own runs: their page, and which of them move a plan."""
