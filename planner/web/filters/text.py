"""Sentences: a capital in front, a full stop behind."""

from __future__ import annotations


def sentence(text: str) -> str:
    """A capital at the front and a full stop at the end."""
    text = stop(text)
    return text[:1].upper() + text[1:]


def stop(text: str) -> str:
    """A full stop at the end, and the first letter as it is: names of sources stay names."""
    text = text.strip()
    return text if not text or text[-1] in ".!?" else text + "."
