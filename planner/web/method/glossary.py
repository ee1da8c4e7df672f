"""The words of the pages, each explained in one or two short sentences."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word, the id it is linked by, and what it means."""

    id: str
    name: str
    means: str


WORDS: dict[str, Word] = {
    word.id: word
    for word in (
        Word(
            "token",
            "Token",
            "A piece of text, about three quarters of an English word. Models read, write and charge by it.",
        ),
        Word(
            "run",
            "Run",
            "One piece of work from start to end: a conversation, an answer, an item or a task.",
        ),
        Word(
            "step",
            "Step",
            "One call of the model within a run. Each step sends everything that came before it again.",
        ),
        Word(
            "window",
            "Context window",
            "The most tokens a model can take in one call, what it writes included.",
        ),
        Word(
            "cache",
            "Cache",
            "Text the host has read before and reads again at a lower price.",
        ),
        Word(
            "effort",
            "Thinking effort",
            "How long a model thinks before it answers. Thinking is charged like an answer and takes time.",
        ),
        Word(
            "expected",
            "Expected",
            "The average of all likely outcomes. Expected figures add up over lines and months.",
        ),
        Word(
            "range",
            "80% range",
            "Four outcomes in five lie inside; one in ten is above it, one in ten below.",
        ),
        Word(
            "median",
            "Median",
            "Half of the outcomes are below it. It does not add up, so it stands in the opened row only.",
        ),
        Word(
            "evidence",
            "Evidence",
            "What a figure rests on: your own runs, this model, its family, or what is typical for this kind of work.",
        ),
        Word(
            "host",
            "Host",
            "The company that runs a model and sends the bill. It need not be the model’s maker.",
        ),
    )
}
