"""Names, notes and tags as they are stored; ValueError with a sentence for those that cannot be."""

from __future__ import annotations

from collections.abc import Iterable

NAME_LETTERS = 120
NOTE_LETTERS = 4000
TAG_LETTERS = 40
TAGS = 20


def clean_name(text: str) -> str:
    """One line, not empty."""
    name = " ".join(_printable(text).split())
    if not name:
        raise ValueError("Give it a name.")
    return _within(name, NAME_LETTERS, "A name")


def clean_note(text: str) -> str:
    """Lines and tabs stay; it may be empty."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    note = "\n".join(_printable(line, keep="\t").rstrip() for line in lines).strip()
    return _within(note, NOTE_LETTERS, "A note")


def clean_tags(words: Iterable[str]) -> tuple[str, ...]:
    """Each once whatever its case, in the order given; empty ones are left out. Commas separate tags."""
    found: dict[str, str] = {}
    for word in (part for words_ in words for part in words_.split(",")):
        tag = " ".join(_printable(word).split())
        if tag:
            found.setdefault(tag.casefold(), _within(tag, TAG_LETTERS, "A tag"))
    if len(found) > TAGS:
        raise ValueError(f"At most {TAGS} tags fit; take some away.")
    return tuple(found.values())


def _within(text: str, letters: int, what: str) -> str:
    if len(text) > letters:
        raise ValueError(f"{what} has at most {letters:,} letters; this one has {len(text):,}.")
    return text


def _printable(text: str, keep: str = "") -> str:
    """Without control characters and lone surrogates, which no encoding can hold."""
    safe = text.encode("utf-8", "ignore").decode()
    return "".join(ch if ch.isprintable() or ch in keep else " " for ch in safe)
