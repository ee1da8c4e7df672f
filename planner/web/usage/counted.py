"""A counted text, chat or list of tools: its parts, its tokens on each model, and the plan that it fills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from planner.core.cost.pricing import usual_card
from planner.core.models.catalogue import Catalogue, model_name
from planner.core.models.resolve import Named, resolve
from planner.core.prompts.counting import CLAUDE_TOOL_TOKENS, TokenCount
from planner.core.prompts.prompt import TOOLS, Prompt, noun_of
from planner.web.forms import PlanForm

PART_NAMES = {
    "instructions": "Instructions",
    "tools": "Tool schemas",
    "messages": "Messages",
    "last_message": "Last message",
    "text": "Text",
}
PART_KINDS = {"instructions": "k-fresh", "tools": "k-read", "messages": "k-visible", "last_message": "k-write"}


FILLED = ("shared", "own", "answer")
"""Fields of a plan that a counted text can fill."""


@dataclass(frozen=True, slots=True)
class Back:
    """The plan whose form led to counting a text, and which of its fields the text fills."""

    form: PlanForm
    fills: str


@dataclass(frozen=True, slots=True)
class PartBar:
    """A part of a prompt in the stacked bar."""

    name: str
    tokens: int
    kind: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class CountRow:
    """A model's tokens by part; `usd`: the input uncached, at the mean of a usual week as in a plan, None where no
    rate is known."""

    name: str
    parts: tuple[int, ...]
    count: TokenCount
    usd: float | None


@dataclass(frozen=True, slots=True)
class CountedView:
    """A counted prompt. `answer`: mean tokens of its answers so far, None where it holds none."""

    prompt: Prompt
    noun: str
    parts: tuple[PartBar, ...]
    rows: tuple[CountRow, ...]
    pages: int
    answer: int | None
    plan_address: str
    has_tools: bool = False
    claude_tools: int = CLAUDE_TOOL_TOKENS


def counted_view(
    prompt: Prompt,
    counts: Sequence[TokenCount],
    answer: int | None,
    catalogue: Catalogue,
    now: datetime,
    back: Back | None = None,
) -> CountedView:
    """The view of a counted prompt; the bar is that of the first model."""
    first = counts[0]
    total, x, bars = max(first.tokens, 1), 0.0, []
    for name, tokens in first.parts:
        width = 100 * tokens / total
        shown = f"{x:.2f}%", f"{max(width - 0.15, 0):.2f}%"
        bars.append(PartBar(PART_NAMES[name], tokens, PART_KINDS.get(name, "k-fresh"), *shown))
        x += width
    rows = tuple(_count_row(count, catalogue, now) for count in counts)
    pages = sum(part.pdf_pages for part in prompt.parts)
    address, has_tools = plan_address(first, answer, back), any(part.name == TOOLS for part in prompt.parts)
    return CountedView(prompt, noun_of(prompt), tuple(bars), rows, pages, answer, address, has_tools)


def _count_row(count: TokenCount, catalogue: Catalogue, now: datetime) -> CountRow:
    found = resolve(catalogue, count.model, now)
    parts = tuple(tokens for _, tokens in count.parts)
    if not isinstance(found, Named):
        return CountRow(count.model, parts, count, None)
    profile, card = catalogue.profile_of(found.offer), usual_card(found.offer, now.date())
    usd = count.tokens * float(card.input.base) / 1e6 if card and card.input else None
    return CountRow(model_name(found.offer, profile), parts, count, usd)


def plan_address(count: TokenCount, answer: int | None, back: Back | None = None) -> str:
    """The address of a plan of single calls that send what was counted, or of the plan it is counted for. Instructions
    and tools fill the shared part, the rest its own part, a plain text only the field that asked for it."""
    tokens = dict(count.parts)
    shared = tokens.get("instructions", 0) + tokens.get("tools", 0)
    found = {"shared": shared, "own": count.tokens - shared} | ({"answer": answer} if answer else {})
    if back is None:
        return "/plan/chat?" + urlencode(found | {"steps": 1})
    if "text" in tokens:
        found = {back.fills: count.tokens}
    form = back.form
    for name, value in found.items():
        form = form.with_typed(name, str(value)).with_typed(f"{name}_unit", "tokens")
    return form.address()
