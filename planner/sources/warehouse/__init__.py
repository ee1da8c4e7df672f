"""Logs in a warehouse: one aggregate query, of which nothing but the aggregate comes back."""
