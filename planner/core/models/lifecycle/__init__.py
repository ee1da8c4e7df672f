"""Whether an offer is served on a day."""
