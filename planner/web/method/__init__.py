"""The method page, and validation by measured runs."""
