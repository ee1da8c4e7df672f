"""Views of saved plans."""
