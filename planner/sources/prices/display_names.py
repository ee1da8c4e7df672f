"""Names of models as their makers write them: GPT-3.5 Turbo where a price list has gpt 3.5 turbo."""

from __future__ import annotations

import re

GPT = re.compile(r"gpt (?=\d)")
GEMINI = re.compile(r"gemini (?=\d)")
FLASH_LITE = re.compile(r"\bFlash Lite\b")
WORD = re.compile(r"(?<![\w.-])[a-z]+\b")
SMALL = frozenset({"mini", "nano"})
"""Words that OpenAI does not capitalise: GPT-4.1 mini."""


def display_name(name: str) -> str:
    """The name of a GPT or a Gemini with its capitals and hyphens, any other as it is; the letters stay the same."""
    if GPT.match(name):
        name = "GPT-" + WORD.sub(lambda word: word[0] if word[0] in SMALL else word[0].capitalize(), name[4:])
    elif GEMINI.match(name):
        name = WORD.sub(lambda word: word[0].capitalize(), name)
    return FLASH_LITE.sub("Flash-Lite", name) if name.startswith("Gemini ") else name
