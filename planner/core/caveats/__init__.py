"""Caveats: each a code, a sentence with the figure in it, and a paragraph of the method page of the same name."""
