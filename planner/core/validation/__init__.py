"""Measured runs against the estimator."""
