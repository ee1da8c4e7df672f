"""What can be kept, plans and budgets: their words and where their pages stand, for pages that both have."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is the store's word for it and `several` the name of their list; `base` is where its owner's pages stand,
    `link` where those stand that a link leads to; `start` is where to begin one."""

    name: str
    several: str
    base: str
    link: str
    start: str
    start_words: str


PLAN = Kind("plan", "Saved", "/saved", "/s", "/plan", "Start with a plan")
BUDGET = Kind("budget", "Budgets", "/budgets", "/b", "/budgets/new?from=example", "Start with an example")
