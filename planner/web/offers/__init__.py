"""The ranking of all offers, and search."""
