"""The type-ahead over every model and offer."""
