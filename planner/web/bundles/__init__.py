"""Styles and scripts as few, small files, made of those in `static` when they are first asked for."""
