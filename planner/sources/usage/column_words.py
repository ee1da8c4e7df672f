"""The meaning of a column of any table, by the words of its name: "Tok In" are input tokens, "Which LLM" is the model.

A name means a figure where all of its words are known for that figure and at least one of each needed kind is there.
Any other word, as in "Prompt template" or "Cache hit rate", makes it another figure, which is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TOKENS = frozenset({"tok", "toks", "token", "tokens"})
SENT = frozenset({"in", "input", "inputs", "prompt", "prompts"})
MADE = frozenset({"out", "output", "outputs", "completion", "completions", "generated", "candidates"})
CACHED = frozenset({"cache", "cached", "caching"})
READ = frozenset({"read", "reads", "hit", "hits"})
WRITTEN = frozenset({"write", "writes", "written", "creation", "created", "store", "stored"})
THOUGHT = frozenset({"reasoning", "thinking", "thought", "thoughts"})
SHOWN = frozenset({"visible", "answer", "answers"})
MODEL = frozenset({"model", "models", "llm", "engine", "deployment"})
CALLED = frozenset({"requests", "calls"})
SEARCHES = frozenset({"search", "searches"})
COST = frozenset({"cost", "costs", "spend", "spent", "charge", "charged", "billed", "paid", "usd", "dollars"})
RUN = frozenset({"run", "session", "conversation", "thread", "trace"})
TASK = frozenset({"task", "tag", "tags", "route", "endpoint", "feature", "app", "application", "project", "usecase"})
HOST = frozenset({"provider", "host", "vendor"})
BEGUN = frozenset({"timestamp", "datetime", "date", "time", "created", "started", "when"})
ENDED = frozenset({"end", "ended", "completed", "finished"})
LASTED = frozenset({"duration", "latency", "elapsed", "took", "runtime", "taken"})
SECONDS = frozenset({"s", "sec", "secs", "second", "seconds"})
MILLISECONDS = frozenset({"ms", "msec", "millis", "millisecond", "milliseconds"})
COUNT = frozenset({"number", "num", "no", "n", "count", "total", "sum", "of", "the"})
NAME = frozenset({"id", "name", "key"})
UNCACHED = frozenset({"uncached", "fresh"})


@dataclass(frozen=True, slots=True)
class Rule:
    """`needs`: kinds of words, at least one of each of which must be there; `may`: other words that change nothing."""

    figure: str
    needs: tuple[frozenset[str], ...]
    may: frozenset[str]

    def fits(self, words: Sequence[str]) -> bool:
        every = self.may.union(*self.needs)
        return every.issuperset(words) and all(not kind.isdisjoint(words) for kind in self.needs)


MOMENT = frozenset(
    {"at", "utc", "of", "the", "call", "request", "event", "log", "start", "day", "date", "time", "it", "ran", "was"}
)
SPENT_TIME = frozenset({"time", "total", "response", "request", "call", "api", "in", "the", "of"}) | LASTED
RULES = (
    Rule(
        "model", (MODEL,), NAME | {"which", "used", "use", "the", "ai", "our", "language", "large", "slug", "requested"}
    ),
    Rule("cache_write", (CACHED, WRITTEN), TOKENS | SENT | COUNT),
    Rule("cache_read", (CACHED, TOKENS), READ | SENT | COUNT | {"content"}),
    Rule("cache_read", (CACHED, SENT), READ | COUNT),
    Rule("reasoning", (THOUGHT, TOKENS), MADE | COUNT),
    Rule("visible", (SHOWN, TOKENS), MADE | COUNT),
    Rule("input", (SENT, TOKENS), COUNT | UNCACHED | {"sent"}),
    Rule("output", (MADE, TOKENS), COUNT),
    Rule("n", (CALLED,), COUNT | {"api", "llm", "model"}),
    Rule("n", (frozenset({"request", "call"}), frozenset({"number", "num", "count"})), COUNT | {"api", "llm"}),
    Rule("usd", (COST,), frozenset({"total", "in", "us", "net", "call", "request", "api", "llm", "of", "the"})),
    Rule("searches", (SEARCHES, frozenset({"web"})), COUNT | {"request", "requests", "queries", "calls"}),
    Rule("milliseconds", (LASTED, MILLISECONDS), SPENT_TIME),
    Rule("milliseconds", (frozenset({"time"}), MILLISECONDS), SPENT_TIME),
    Rule("seconds", (LASTED,), SPENT_TIME | SECONDS),
    Rule("seconds", (frozenset({"time"}), SECONDS), SPENT_TIME),
    Rule("seconds", (frozenset({"time"}), frozenset({"response"})), SPENT_TIME),
    Rule("end", (ENDED,), MOMENT),
    Rule("start", (BEGUN,), MOMENT),
    Rule("effort", (frozenset({"effort"}),), THOUGHT | {"level"}),
    Rule("effort", (THOUGHT, frozenset({"mode", "level", "setting"})), frozenset()),
    Rule("run", (RUN,), NAME | {"uuid", "no", "number", "chat", "agent"}),
    Rule("task", (TASK,), NAME),
    Rule("task", (frozenset({"use"}), frozenset({"case"})), NAME),
    Rule("host", (HOST,), NAME | {"model", "llm", "api"}),
    Rule("tier", (frozenset({"tier"}),), frozenset({"service", "processing", "name"})),
)
"""The first that fits counts: cached input before input."""

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
BETWEEN = re.compile(r"[^a-z0-9]+")


def words_of(name: str) -> list[str]:
    """The words of a column's name in small letters: promptTokens and "Tokens (prompt)" have the same."""
    return [word for word in BETWEEN.split(CAMEL.sub(" ", name).casefold()) if word]


def figure_of(name: str) -> str:
    """The figure that a column's name says; empty for one that says none of them."""
    words = words_of(name)
    return next((rule.figure for rule in RULES if words and rule.fits(words)), "")


def by_words(names: Iterable[str]) -> dict[str, str]:
    """The first column that says each figure, by figure."""
    found: dict[str, str] = {}
    for name in names:
        if figure := figure_of(name):
            found.setdefault(figure, name)
    return found


def is_uncached(name: str) -> bool:
    """Whether a column of input tokens says that it leaves out what was cached."""
    return not UNCACHED.isdisjoint(words_of(name))
